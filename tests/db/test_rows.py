"""Rows by what they are known by, and rows that are new."""

from typing import Any

import pytest

from eventapp.booking.tables import Attendee
from eventapp.db import Broken, Unstorable, broken_rule, insert_rows, row_with, rows_with
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.schema import tables_children_first
from tests.cast import a_person, an_event

pytestmark = pytest.mark.anyio


async def test_a_row_is_as_the_usual_question_gives_it(db: None) -> None:
    event = await an_event("peer-support-day")
    await an_event("soup-lunch")

    quick, usual = await row_with(Event, slug="peer-support-day"), await Event.objects().get(Event.id == event.id)

    assert quick is not None
    assert usual is not None
    assert quick.to_dict() == usual.to_dict()


async def test_a_row_that_was_found_is_changed_where_it_is(db: None) -> None:
    denise = await a_person("Denise")
    found = await row_with(Person, id=denise.id)
    assert found is not None

    found.name = "Denise B."
    await found.save()

    assert [row["name"] for row in await Person.select(Person.name)] == ["Denise B."]


async def test_every_value_must_be_right(db: None) -> None:
    denise = await a_person("Denise")

    assert await row_with(Person, id=denise.id, name="Ray") is None
    assert await row_with(Person, id="nobody") is None


async def test_rows_are_inserted_as_piccolo_does_with_what_is_left_out_at_its_default(db: None) -> None:
    event = await an_event()
    given: dict[str, Any] = {"event": event.id, "name": "Ünal", "code": "KMP4TX", "link_hash": "1", "reminders": True}
    await Attendee.insert(Attendee(**given, id="usual", created_at=event.created_at))

    quick, other = await insert_rows(
        Attendee,
        [
            {**given, "id": "quick", "code": "KMP4TY", "link_hash": "2", "created_at": event.created_at},
            {**given, "code": "KMP4TZ", "link_hash": "3", "email": "u@example.org"},
        ],
    )

    rows = {row.id: row.to_dict() for row in await rows_with(Attendee, "event", [event.id])}
    assert rows == {row.id: row.to_dict() for row in await Attendee.objects()}
    assert (rows["quick"], rows[other.id]) == (quick.to_dict(), other.to_dict())
    assert {**rows["usual"], "id": "quick", "code": "KMP4TY", "link_hash": "2"} == rows["quick"]


async def test_rows_that_the_database_refuses_are_refused_whole(db: None) -> None:
    event = await an_event()
    fits = {"event": event.id, "name": "Jo", "code": "KMP4TX", "link_hash": "1"}

    for other in ({"name": None}, {"event": "nowhere"}):
        with pytest.raises(Broken), broken_rule():
            await insert_rows(Attendee, [fits, {**fits, "code": "KMP4TY", "link_hash": "2", **other}])
    with pytest.raises(ValueError, match="no such columns"):
        await insert_rows(Attendee, [{**fits, "nickname": "Jo"}])
    with pytest.raises(Unstorable):
        await insert_rows(Attendee, [{**fits, "name": "\0"}])

    assert await insert_rows(Attendee, []) == []
    assert await Attendee.count() == 0


def test_columns_are_called_in_the_database_what_they_are_called_here() -> None:
    names = [
        (column._meta.name, column._meta.db_column_name)
        for table in tables_children_first()
        for column in table.all_columns()
    ]

    assert [pair for pair in names if pair[0] != pair[1]] == []


async def test_rows_that_are_there_can_be_left_out(db: None) -> None:
    event = await an_event()
    given = {"event": event.id, "name": "Jo", "code": "KMP4TX"}
    await insert_rows(Attendee, [{**given, "link_hash": "1"}])

    await insert_rows(
        Attendee, [{**given, "link_hash": "2"}, {**given, "link_hash": "3", "code": "KMP4TY"}], leave_doubles=True
    )

    assert sorted(row["link_hash"] for row in await Attendee.select(Attendee.link_hash)) == ["1", "3"]
