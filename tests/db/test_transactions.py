"""Transactions on the engine of this run."""

# ruff: noqa: PT012 (how a block ends is what is tested)

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from eventapp import db
from tests.db.cupboard import Cup, Shelf, cups, put


@pytest.fixture(autouse=True)
def _cupboard(cupboard: Any) -> None:
    pass


class Gate:
    """Holds whoever calls a method of a connection, before or after it does its work, until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, connection: type, when: str, method: str) -> None:
        self._open = asyncio.Event()
        self.reached = asyncio.Event()
        really = getattr(connection, method)

        async def held(connection: object) -> None:
            if when == "after":
                await really(connection)
            self.reached.set()
            await self._open.wait()
            if when == "before":
                await really(connection)

        monkeypatch.setattr(connection, method, held)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch, cupboard: Any) -> Callable[[str, str], Gate]:
    async with cupboard.lease("BEGIN") as connection:
        kind = type(connection)
    return lambda when, method: Gate(monkeypatch, kind, when, method)


async def assert_nothing_is_held() -> None:
    """More transactions than there are connections can still be made, one after another and at once."""
    assert db.engine().current_transaction.get() is None

    async def shelf(number: int) -> None:
        async with db.transaction():
            await Shelf.insert(Shelf(id=1000 + number, height=1))

    async with asyncio.timeout(20):
        await asyncio.gather(*(shelf(number) for number in range(30)))
        await Shelf.delete().where(Shelf.id >= 1000)


# --- beginning and ending --------------------------------------------------------------------------------------------


async def test_what_a_transaction_wrote_is_kept() -> None:
    async with db.transaction():
        await put(1)
        await put(2)

    assert await cups() == [1, 2]


async def test_an_exception_undoes_the_whole_transaction() -> None:
    with pytest.raises(KeyError):
        async with db.transaction():
            await put(1)
            raise KeyError

    assert await cups() == []
    await assert_nothing_is_held()


async def test_others_see_a_transaction_only_after_its_commit() -> None:
    written, look = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with db.transaction():
            await put(1)
            written.set()
            await look.wait()

    writing = asyncio.create_task(write())
    await written.wait()
    before = await cups()
    look.set()
    await writing

    assert (before, await cups()) == ([], [1])


async def test_a_commit_that_fails_keeps_nothing_and_gives_the_connection_back() -> None:
    # More often than the pool has connections.
    for _ in range(15):
        with pytest.raises(db.Broken), db.broken_rule():
            async with db.transaction():
                await put(1, shelf=99)

    assert await cups() == []
    await assert_nothing_is_held()


async def test_a_failure_caught_inside_a_transaction_ends_it_all_the_same() -> None:
    with pytest.raises(RuntimeError, match="a query of this transaction failed"):
        async with db.transaction():
            await put(1)
            with pytest.raises(db.Broken), db.broken_rule():
                await put(1)

    assert await cups() == []
    await assert_nothing_is_held()


async def test_a_transaction_refuses_to_go_on_after_a_failed_query() -> None:
    with pytest.raises(KeyError):
        async with db.transaction():
            with pytest.raises(db.Broken), db.broken_rule():
                await put(1, label="")
            with pytest.raises(RuntimeError, match="a query of this transaction failed"):
                await put(2)
            raise KeyError

    assert await cups() == []


# --- cancellation ----------------------------------------------------------------------------------------------------


async def write_one() -> None:
    async with db.transaction():
        await put(1)


async def test_cancelled_while_it_begins_a_transaction_is_undone(gate: Callable[[str, str], Gate]) -> None:
    at_begin = gate("after", "begin")
    task = asyncio.create_task(write_one())
    await at_begin.reached.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    at_begin.open()
    assert await cups() == []
    await assert_nothing_is_held()


async def test_cancelled_in_its_body_a_transaction_is_undone() -> None:
    written = asyncio.Event()

    async def write() -> None:
        async with db.transaction():
            await put(1)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await written.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await cups() == []
    await assert_nothing_is_held()


async def test_cancelled_while_it_commits_a_transaction_is_kept_and_what_follows_it_happens(
    gate: Callable[[str, str], Gate],
) -> None:
    at_commit = gate("before", "commit")
    followed: list[str] = []

    async def write() -> None:
        async with db.transaction():
            await put(1)
            db.after_commit(lambda: followed.append("told"))

    task = asyncio.create_task(write())
    await at_commit.reached.wait()
    task.cancel()
    await asyncio.sleep(0)
    still_waiting = not task.done()
    at_commit.open()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert still_waiting
    assert await cups() == [1]
    assert followed == ["told"]
    await assert_nothing_is_held()


async def test_cancelled_while_it_rolls_back_a_transaction_is_undone(gate: Callable[[str, str], Gate]) -> None:
    at_roll_back = gate("before", "roll_back")

    async def write() -> None:
        async with db.transaction():
            await put(1)
            raise KeyError

    task = asyncio.create_task(write())
    await at_roll_back.reached.wait()
    task.cancel()
    at_roll_back.open()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await cups() == []
    await assert_nothing_is_held()


@pytest.mark.parametrize("seed", range(6))
async def test_cancelled_at_any_moment_a_transaction_is_kept_whole_or_not_at_all(seed: int) -> None:
    chance = random.Random(seed)

    async def write_pair(number: int) -> None:
        async with db.transaction():
            await put(2 * number)
            await put(2 * number + 1)

    tasks = [asyncio.create_task(write_pair(number)) for number in range(40)]
    while not all(task.done() for task in tasks):
        chance.choice(tasks).cancel()
        # A look at the database takes as long as a step of the others.
        for _ in range(chance.randrange(3)):
            await Shelf.count()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)

    unexpected = [outcome for outcome in outcomes if outcome and not isinstance(outcome, asyncio.CancelledError)]
    stored = set(await cups())
    pairs = [{2 * number, 2 * number + 1} & stored for number in range(40)]
    done = [number for number, outcome in enumerate(outcomes) if outcome is None]
    assert unexpected == []
    assert [pair for pair in pairs if len(pair) == 1] == []
    assert [number for number in done if not pairs[number]] == []
    await assert_nothing_is_held()


# --- tasks -----------------------------------------------------------------------------------------------------------


async def test_a_task_started_inside_a_transaction_may_not_use_it() -> None:
    async with db.transaction():
        await put(1)
        with pytest.raises(RuntimeError, match="started inside another task's transaction"):
            await asyncio.create_task(cups())
        with pytest.raises(RuntimeError, match="started inside another task's transaction"):
            await asyncio.create_task(write_one())

    assert await cups() == [1]


async def test_a_task_that_outlives_the_transaction_it_was_started_in_is_told_so() -> None:
    ended = asyncio.Event()

    async def look_later() -> list[int]:
        await ended.wait()
        return await cups()

    async with db.transaction():
        task = asyncio.create_task(look_later())
    ended.set()

    with pytest.raises(RuntimeError, match="started inside another task's transaction"):
        await task


async def test_64_writers_at_once_all_get_their_turn() -> None:
    async def write(number: int) -> None:
        async with db.transaction():
            stored = await Cup.count()
            await put(number, label=f"cup {number} after {stored}")

    async with asyncio.timeout(30):
        await asyncio.gather(*(write(number) for number in range(64)))

    assert await cups() == list(range(64))


# --- nested ----------------------------------------------------------------------------------------------------------


async def test_an_inner_transaction_is_kept_with_the_outer_one() -> None:
    async with db.transaction():
        await put(1)
        async with db.transaction():
            await put(2)
        await put(3)

    assert await cups() == [1, 2, 3]


async def test_an_inner_transaction_that_fails_is_undone_alone_when_the_failure_is_caught() -> None:
    async with db.transaction():
        await put(1)
        with pytest.raises(KeyError):
            async with db.transaction():
                await put(2)
                raise KeyError
        await put(3)

    assert await cups() == [1, 3]


async def test_an_inner_transaction_is_undone_with_the_outer_one() -> None:
    with pytest.raises(KeyError):
        async with db.transaction():
            async with db.transaction():
                await put(1)
            raise KeyError

    assert await cups() == []


async def test_a_refusal_in_an_inner_transaction_leaves_the_outer_one_usable() -> None:
    async with db.transaction():
        await put(1)
        with pytest.raises(db.Broken), db.broken_rule():
            async with db.transaction():
                await put(2)
                await put(1)
        await put(3)

    assert await cups() == [1, 3]


async def test_a_failure_caught_inside_an_inner_transaction_undoes_that_one() -> None:
    async with db.transaction():
        await put(1)
        with pytest.raises(RuntimeError, match="a query of this transaction failed"):
            async with db.transaction():
                await put(2)
                with pytest.raises(db.Broken), db.broken_rule():
                    await put(1)
        await put(3)

    assert await cups() == [1, 3]


async def test_transactions_nest_three_deep() -> None:
    async with db.transaction():
        async with db.transaction():
            with pytest.raises(KeyError):
                async with db.transaction():
                    await put(1)
                    raise KeyError
            await put(2)
        await put(3)

    assert await cups() == [2, 3]


# --- what follows a commit -------------------------------------------------------------------------------------------


async def test_what_follows_a_commit_happens_after_it_in_the_order_of_asking() -> None:
    happened: list[str] = []

    async with db.transaction():
        db.after_commit(lambda: happened.append("first"))
        async with db.transaction():
            db.after_commit(lambda: happened.append("second"))
        happened.append("end of body")

    assert happened == ["end of body", "first", "second"]


async def test_what_follows_a_commit_never_happens_after_a_rollback() -> None:
    happened: list[str] = []

    with pytest.raises(KeyError):
        async with db.transaction():
            db.after_commit(lambda: happened.append("told"))
            raise KeyError
    with pytest.raises(db.Broken), db.broken_rule():
        async with db.transaction():
            db.after_commit(lambda: happened.append("told"))
            await put(1, shelf=99)

    assert happened == []


async def test_what_follows_a_commit_is_forgotten_with_the_inner_transaction_that_asked_for_it() -> None:
    happened: list[str] = []

    async with db.transaction():
        db.after_commit(lambda: happened.append("outer"))
        with pytest.raises(KeyError):
            async with db.transaction():
                db.after_commit(lambda: happened.append("inner"))
                raise KeyError

    assert happened == ["outer"]


async def test_outside_a_transaction_what_follows_happens_at_once() -> None:
    happened: list[str] = []

    db.after_commit(lambda: happened.append("told"))

    assert happened == ["told"]


async def test_a_task_started_after_the_commit_can_use_the_database() -> None:
    tasks: list[asyncio.Task[list[int]]] = []

    async with db.transaction():
        await put(1)
        db.after_commit(lambda: tasks.append(asyncio.create_task(cups())))

    assert await tasks[0] == [1]


async def test_a_fault_in_what_follows_a_commit_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    happened: list[str] = []

    def fail() -> None:
        raise KeyError

    async with db.transaction():
        await put(1)
        db.after_commit(fail)
        db.after_commit(lambda: happened.append("told"))

    assert await cups() == [1]
    assert happened == ["told"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


# --- locks -----------------------------------------------------------------------------------------------------------


async def test_locking_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside transaction"):
        await db.locked(Shelf.select())


async def test_two_that_read_a_locked_row_before_they_write_it_lose_nothing() -> None:
    await Shelf.insert(Shelf(id=1, height=0))

    async def grow() -> None:
        async with db.transaction():
            shelf = await db.locked(Shelf.select(Shelf.height).where(Shelf.id == 1).first())
            assert shelf
            await Shelf.update({Shelf.height: shelf["height"] + 1}).where(Shelf.id == 1)

    await asyncio.gather(*(grow() for _ in range(30)))

    assert await Shelf.select(Shelf.height).output(as_list=True) == [30]


async def test_every_shape_of_query_can_be_locked_also_with_a_join() -> None:
    await Shelf.insert(Shelf(id=1, height=30))
    await put(1, shelf=1)
    await put(2)

    async with db.transaction():
        objects = await db.locked(Cup.objects().order_by(Cup.id))
        first = await db.locked(Cup.objects().order_by(Cup.id).first())
        got = await db.locked(Cup.objects().get(Cup.id == 2))
        joined = await db.locked(Cup.select(Cup.id, Cup.shelf.height).order_by(Cup.id))

    assert [cup.id for cup in objects] == [1, 2]
    assert (first and first.id, got and got.id) == (1, 2)
    assert joined == [{"id": 1, "shelf.height": 30}, {"id": 2, "shelf.height": None}]
