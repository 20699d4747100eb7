"""One row by what it is known by."""

import pytest

from eventapp.db import row_with
from eventapp.event.tables import Event
from eventapp.people.tables import Person
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
