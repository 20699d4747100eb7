"""Single queries, values and refusals on the engine of this run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from eventapp import db
from tests.db.cupboard import Cup, Shelf, cups, put


@pytest.fixture(autouse=True)
def _cupboard(cupboard: Any) -> None:
    pass


# --- many rows -------------------------------------------------------------------------------------------------------


async def test_more_rows_than_one_statement_takes_are_all_inserted() -> None:
    before = await Shelf.count()

    await db.insert_all(Shelf, [Shelf(id=number, height=1) for number in range(100, 16_201)])
    await db.insert_all(Shelf, [])

    assert await Shelf.count() - before == 16_101


# --- refusals --------------------------------------------------------------------------------------------------------


async def same_label() -> None:
    await put(2, label="cup 1")


async def empty_label() -> None:
    await put(2, label="")


async def no_label() -> None:
    await Cup.update({Cup.label: None}, force=True)


async def shelf_in_use() -> None:
    await Shelf.delete().where(Shelf.id == 1)


async def no_such_shelf() -> None:
    await put(2, shelf=99)


@pytest.mark.parametrize("write", [same_label, empty_label, no_label, shelf_in_use, no_such_shelf])
async def test_a_write_that_breaks_a_rule_is_refused_by_one_exception(write: Callable[[], Awaitable[None]]) -> None:
    await Shelf.insert(Shelf(id=1, height=30))
    await put(1, shelf=1)

    with pytest.raises(db.Broken), db.broken_rule():
        await write()

    assert await cups() == [1]


# A missing shelf is found at the commit.
@pytest.mark.parametrize("write", [same_label, empty_label, no_label, shelf_in_use])
async def test_after_a_refusal_the_transaction_can_go_on(write: Callable[[], Awaitable[None]]) -> None:
    await Shelf.insert(Shelf(id=1, height=30))
    await put(1, shelf=1)

    async with db.transaction():
        with pytest.raises(db.Broken):
            async with db.broken_rule():
                await write()
        await put(3)

    assert await cups() == [1, 3]


async def test_outside_a_transaction_the_async_form_refuses_too() -> None:
    await put(1)

    with pytest.raises(db.Broken):
        async with db.broken_rule():
            await same_label()


async def test_other_exceptions_are_not_taken_for_a_broken_rule() -> None:
    with pytest.raises(KeyError), db.broken_rule():
        raise KeyError
    with pytest.raises(KeyError):
        async with db.broken_rule():
            raise KeyError


async def test_a_refusal_quotes_nothing_that_was_written() -> None:
    await put(1, label="something private")

    with pytest.raises(db.Broken) as refusal, db.broken_rule():
        await put(2, label="something private")

    assert "something private" not in str(refusal.value)


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\0b", "half a \ud83d", "\udc00"])
async def test_text_that_one_database_cannot_store_both_refuse(text: str) -> None:
    with pytest.raises(db.Unstorable):
        await put(1, label=text)
    with pytest.raises(db.Unstorable):
        await Cup.exists().where(Cup.label == text)

    assert await cups() == []


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
async def test_numbers_over_64_bits_are_refused(number: int) -> None:
    with pytest.raises(db.Unstorable):
        await Shelf.insert(Shelf(id=1, height=number))
    with pytest.raises(db.Unstorable):
        await Shelf.exists().where(Shelf.height == number)

    assert await Shelf.count() == 0


async def test_any_other_text_comes_back_as_it_was() -> None:
    text = "Ünïcödé \U0001f9e1 — “quotes” ' \" {} %s \\ \r\n\t \u202e \ufeff"

    await put(1, label=text)

    assert await Cup.select(Cup.label).output(as_list=True) == [text]


# --- counting --------------------------------------------------------------------------------------------------------


async def test_queries_are_counted_while_one_counts() -> None:
    with db.count_queries() as counted:
        await put(1)
        async with db.transaction():
            await cups()
        await asyncio.create_task(cups())
    await cups()

    assert counted.count == 3
    assert [text.split()[0] for text in counted.texts] == ["INSERT", "SELECT", "SELECT"]


async def test_two_can_count_at_once() -> None:
    with db.count_queries() as outer:
        await cups()
        with db.count_queries() as inner:
            await cups()
        await cups()

    assert (outer.count, inner.count) == (3, 1)


# --- the pool --------------------------------------------------------------------------------------------------------


async def test_starting_and_stopping_twice_does_no_harm() -> None:
    await db.start()
    await db.start()
    await put(1)
    await db.stop()
    await db.stop()

    assert await cups() == [1]


async def test_without_a_pool_queries_and_transactions_work_too() -> None:
    await db.stop()

    async with db.transaction(), db.transaction():
        await put(1)
    with pytest.raises(db.Broken), db.broken_rule():
        async with db.transaction():
            await put(3, shelf=99)

    assert await cups() == [1]
