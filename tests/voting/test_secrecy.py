"""What the files of the database tell about who voted what."""

import asyncio
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from eventapp import db as database
from eventapp.settings import settings
from eventapp.voting import actions
from eventapp.voting.actions import close_round
from eventapp.voting.secrecy import ballot_id, own_order
from eventapp.voting.tables import Ballot, BallotMark, Round
from tests.cast import an_event, an_organisation, an_organiser
from tests.voting.vote import an_open_round, people_who_vote

KEY = bytes(range(32))


async def everything_stored() -> bytes:
    """All bytes of the tables on disk: of SQLite with its write-ahead log, of PostgreSQL after a checkpoint."""
    if database.is_sqlite():
        file = Path(settings().database_url.removeprefix("sqlite:///"))
        return _bytes_in(file.parent, f"{file.name}*")
    await database.engine().run_ddl("CHECKPOINT")
    [row] = await Round.raw("SELECT oid FROM pg_database WHERE datname = current_database()")
    return _bytes_in(Path(os.environ["EVENTAPP_TESTS_POSTGRES"]), f"**/base/{row['oid']}/*")


def _bytes_in(folder: Path, pattern: str) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob(pattern))


async def traces(key: bytes, ids: list[str]) -> int:
    """How many of the key and the ids can be read in the database's files."""
    stored = await everything_stored()
    return (key in stored) + sum(id_.encode() in stored for id_ in ids)


async def a_vote_with_secrets() -> tuple[Round, bytes, list[str]]:
    """An open round with many ballots, some of them changed; its key, and the ids that it makes."""
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    ids = []
    for number in range(8):
        organisation = await an_organisation(event, f"Organisation {number}")
        people = await people_who_vote(round_, organisation, *[["Film", "Soup lunch"]] * 8)
        for person in people[:3]:
            await actions.cast_ballot(round_, person, [])
        ids += [ballot_id(round_.ballot_key, person.id) for person in people]
    return round_, round_.ballot_key, ids


@pytest.mark.usefixtures("db")
async def test_after_closing_neither_key_nor_ballot_ids_are_left_in_the_files() -> None:
    round_, key, ids = await a_vote_with_secrets()
    before = await traces(key, ids)

    await close_round(round_, None)

    # The control: they could be read while the vote was open, so this test can fail.
    assert before >= 1 + 8 * 5
    assert await traces(key, ids) == 0
    assert await Ballot.count() == 8 * 5


@pytest.mark.usefixtures("db")
async def test_deleting_alone_would_leave_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    round_, key, ids = await a_vote_with_secrets()

    async def do_nothing(*_tables: object) -> None:
        pass

    with monkeypatch.context() as without:
        without.setattr(database, "erase_deleted", do_nothing)
        await close_round(round_, None)
    left = await traces(key, ids)
    await database.erase_deleted(BallotMark, Ballot, Round)

    assert left > 0
    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_closing_within_another_transaction_leaves_the_erasing_to_the_count() -> None:
    round_, key, ids = await a_vote_with_secrets()

    async with database.transaction():
        await close_round(round_, None)
    await actions.count_round(round_)

    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_the_erasing_outlasts_whoever_could_still_see_the_old_ballots() -> None:
    round_, key, ids = await a_vote_with_secrets()
    reads, may_end = asyncio.Event(), asyncio.Event()

    async def reading() -> None:
        async with database.transaction():
            if not database.is_sqlite():
                await Round.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await Ballot.count()
            reads.set()
            await may_end.wait()

    reader = asyncio.create_task(reading())
    await reads.wait()
    asyncio.get_running_loop().call_later(0.2, may_end.set)
    await close_round(round_, None)
    await reader

    assert await traces(key, ids) == 0


@pytest.mark.usefixtures("db")
async def test_ballots_are_stored_anew_in_an_order_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 4)
    before = {row["id"] for row in await Ballot.select(Ballot.id)}
    shuffled: list[int] = []
    shuffle = secrets.SystemRandom.shuffle

    def watched(chance: secrets.SystemRandom, ballots: list[object]) -> None:
        shuffled.append(len(ballots))
        shuffle(chance, ballots)

    monkeypatch.setattr(secrets.SystemRandom, "shuffle", watched)
    await close_round(round_, None)

    after = {row["id"] for row in await Ballot.select(Ballot.id)}
    assert shuffled == [4]
    assert (len(after), after & before) == (4, set())


def test_the_id_of_a_ballot_needs_the_key() -> None:
    assert ballot_id(KEY, "tom") == ballot_id(KEY, "tom")
    assert len({ballot_id(KEY, "tom"), ballot_id(KEY, "ann"), ballot_id(KEY[::-1], "tom")}) == 3


@pytest.mark.parametrize("change", [lambda ids: ids, lambda ids: ids[::-1]], ids=["in order", "backwards"])
def test_each_person_reads_in_an_order_of_their_own_that_stays(change: Callable[[list[str]], list[str]]) -> None:
    ids = [f"candidate {number}" for number in range(20)]

    orders = {name: own_order(KEY, name, change(ids)) for name in ("tom", "ann", "ray")}

    assert orders == {name: own_order(KEY, name, ids) for name in orders}
    assert all(sorted(order) == sorted(ids) for order in orders.values())
    assert len({tuple(order) for order in [ids, *orders.values()]}) == 4
