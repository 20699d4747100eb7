"""Photos of a workshop, for partners only."""

import asyncio
from io import BytesIO

import httpx
import pytest
from PIL import Image

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.planning.actions import add_photo, photos
from eventapp.planning.tables import PlanningWorkshop, WorkshopPhoto
from tests.cast import a_person, a_photo, an_event, an_organisation, an_organiser, sign_in
from tests.planning.test_pages import a_workshop

pytestmark = pytest.mark.anyio

WORDS = "Tea all day.\nNo stairs."


async def at_a_workshop(client: httpx.AsyncClient) -> tuple[Event, Person, PlanningWorkshop, str]:
    """A partner who is signed in, and the address of a workshop's photos."""
    event = await an_event()
    denise = await a_person("Denise", await an_organisation(event))
    await sign_in(client, denise)
    workshop = await a_workshop(event)
    return event, denise, workshop, f"/day/workshops/{workshop.id}/photos"


def a_file(file: bytes, name: str = "wall.jpg") -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, file, "image/jpeg")}


async def the_photo() -> WorkshopPhoto:
    photo = await WorkshopPhoto.objects().first()
    assert photo
    return photo


async def test_a_partner_adds_a_photo_and_says_what_is_on_it(client: httpx.AsyncClient) -> None:
    _event, _denise, workshop, address = await at_a_workshop(client)

    answer = await client.post(address, data={"words": WORDS}, files=a_file(a_photo("PNG")))
    photo = await the_photo()
    page = (await client.get(f"/day/workshops/{workshop.id}")).text
    image = await client.get(f"{address}/{photo.id}")

    assert answer.headers["location"] == f"/day/workshops/{workshop.id}"
    assert f'alt="{WORDS}"' in page
    assert f'src="{address}/{photo.id}"' in page
    assert Image.open(BytesIO(image.content)).format == "JPEG"
    assert {name: image.headers.get(name) for name in ("content-type", "x-content-type-options", "cache-control")} == {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
    }
    assert "content-encoding" not in image.headers


async def test_a_browser_that_has_the_photo_is_told_so_while_it_is_there(client: httpx.AsyncClient) -> None:
    event, _denise, workshop, address = await at_a_workshop(client)
    photo = await add_photo(workshop, None, a_photo(), WORDS)
    known = {"If-None-Match": (await client.get(f"{address}/{photo.id}")).headers["etag"]}

    found = [await client.get(f"{address}/{photo.id}", headers=known)]
    await sign_in(client, await a_person("Charlie"))
    found.append(await client.get(f"{address}/{photo.id}", headers=known))
    await sign_in(client, await an_organiser(event))
    await client.post(f"{address}/{photo.id}/removal")
    found.append(await client.get(f"{address}/{photo.id}", headers=known))

    assert [answer.status_code for answer in found] == [304, 404, 404]


@pytest.mark.parametrize(
    ("file", "words", "sentence"),
    [
        (None, WORDS, "Choose a photo."),
        (b"", WORDS, "We cannot read this file as a photo."),
        (b"<svg/>", WORDS, "We cannot read this file as a photo."),
        (a_photo(), "", "Write what can be read or seen on it."),
        (a_photo(), "x" * 2001, "Write at most 2000 characters."),
    ],
)
async def test_a_photo_that_cannot_be_keeps_the_words(
    client: httpx.AsyncClient, file: bytes | None, words: str, sentence: str
) -> None:
    _event, _denise, _workshop, address = await at_a_workshop(client)

    answer = await client.post(address, data={"words": words}, files=None if file is None else a_file(file))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert words in answer.text
    assert await WorkshopPhoto.count() == 0


async def test_words_of_a_photo_can_be_changed_but_not_left_out(client: httpx.AsyncClient) -> None:
    _event, _denise, workshop, address = await at_a_workshop(client)
    photo = await add_photo(workshop, None, a_photo(), WORDS)

    changed = await client.post(f"{address}/{photo.id}/words", data={"words": "A wall."})
    empty = await client.post(f"{address}/{photo.id}/words", data={"words": " "})

    assert (changed.status_code, empty.status_code) == (303, 422)
    assert (await the_photo()).words == "A wall."


async def test_a_photo_is_removed_by_who_added_it_or_an_organiser_after_a_question(client: httpx.AsyncClient) -> None:
    event, denise, workshop, address = await at_a_workshop(client)
    own = await add_photo(workshop, denise, a_photo(), WORDS)
    other = await add_photo(workshop, None, a_photo(), WORDS)

    partner = [
        await client.get(f"{address}/{own.id}/removal"),
        await client.post(f"{address}/{own.id}/removal"),
        await client.get(f"{address}/{other.id}/removal"),
        await client.post(f"{address}/{other.id}/removal"),
    ]
    left = await WorkshopPhoto.count()
    await sign_in(client, await an_organiser(event))
    organiser = [await client.get(f"{address}/{other.id}/removal"), await client.post(f"{address}/{other.id}/removal")]

    assert [answer.status_code for answer in partner + organiser] == [200, 303, 404, 404, 200, 303]
    assert (left, await WorkshopPhoto.count()) == (1, 0)


async def test_many_who_add_photos_at_once_do_not_add_too_many(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_PHOTOS", 3)
    workshop = await a_workshop(await an_event())

    found = await asyncio.gather(
        *(add_photo(workshop, None, a_photo(), WORDS) for _n in range(6)), return_exceptions=True
    )

    assert sum(isinstance(each, Refused) for each in found) == 3
    assert await WorkshopPhoto.count() == 3


async def test_a_workshop_that_is_gone_takes_no_photo(db: None) -> None:
    workshop = await a_workshop(await an_event())
    await PlanningWorkshop.delete(force=True)

    with pytest.raises(Refused):
        await add_photo(workshop, None, a_photo(), WORDS)
