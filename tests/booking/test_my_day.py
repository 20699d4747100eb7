"""My day: what somebody does with their own bookings, and what they print."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from eventapp.booking.actions import book_places
from eventapp.booking.attendees import Newcomer, personal_token
from eventapp.booking.tables import AccessNeed, Attendee, Booking, SessionRules
from eventapp.event.tables import Event
from eventapp.programme.tables import PublishedSession
from tests.cast import a_published_session, an_event, an_organiser, sign_in
from tests.conftest import Clock


@pytest.fixture
async def event(db: None, clock: Clock) -> Event:
    clock.set(datetime(2026, 11, 21, 12, tzinfo=UTC))
    return await an_event()


async def somebody(event: Event, *sessions: PublishedSession, name: str = "Jo", places: int = 1) -> Attendee:
    """Somebody who has booked these, or waits where they are full."""
    who: Attendee | Newcomer = Newcomer(name)
    for session in sessions:
        reply = await book_places(event, session.session, who, places=places, wait=True)
        found = await Attendee.objects().get(Attendee.id == reply.attendee)
        assert found
        who = found
    assert isinstance(who, Attendee)
    return who


async def the_booking(attendee: Attendee, session: PublishedSession) -> Booking:
    [booking] = await Booking.objects().where(
        (Booking.attendee == attendee.id) & (Booking.session == session.session) & (Booking.state != "cancelled")
    )
    return booking


def root_of(attendee: Attendee) -> str:
    return f"/day/my/{personal_token(attendee)}"


def words_of(page: httpx.Response) -> str:
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


async def test_what_was_cancelled_is_taken_back_with_one_press_while_it_is_free(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=2)
    jo = await somebody(event, soup, places=2)
    booking = await the_booking(jo, soup)

    cancelled = await client.post(f"{root_of(jo)}/bookings/{booking.id}/cancellation")
    page = await client.get(cancelled.headers["location"])
    taken_back = await client.post(f"{root_of(jo)}/bookings/{booking.id}/return")
    after = await client.get(cancelled.headers["location"])

    assert "Your place in “Soup and a chat” is still free." in words_of(page)
    assert f'action="{root_of(jo)}/bookings/{booking.id}/return"' in page.text
    assert taken_back.headers["location"] == root_of(jo)
    assert ((await the_booking(jo, soup)).state, (await the_booking(jo, soup)).places) == ("booked", 2)
    assert "is still free" not in words_of(after)


async def test_what_has_gone_on_to_somebody_else_is_not_offered_and_not_taken_back(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=1)
    jo, ray = await somebody(event, soup), await somebody(event, soup, name="Ray")
    booking = await the_booking(jo, soup)

    cancelled = await client.post(f"{root_of(jo)}/bookings/{booking.id}/cancellation")
    page = await client.get(cancelled.headers["location"])
    taken_back = await client.post(f"{root_of(jo)}/bookings/{booking.id}/return")

    assert "is still free" not in words_of(page)
    assert taken_back.headers["location"] == f"/day/sessions/{soup.session}/booking"
    assert (await the_booking(ray, soup)).state == "booked"
    assert await Booking.count().where(Booking.state != "cancelled") == 1


async def test_nobody_takes_back_what_was_not_theirs(event: Event, client: httpx.AsyncClient) -> None:
    soup = await a_published_session(event)
    jo, ray = await somebody(event, soup), await somebody(event, soup, name="Ray")
    booking = await the_booking(jo, soup)
    await client.post(f"{root_of(jo)}/bookings/{booking.id}/cancellation")

    page = await client.get(f"{root_of(ray)}?given-back={booking.id}")
    taken = await client.post(f"{root_of(ray)}/bookings/{booking.id}/return")

    assert "is still free" not in words_of(page)
    assert taken.status_code == 404


async def test_a_session_that_is_over_is_not_offered_again(
    event: Event, client: httpx.AsyncClient, clock: Clock
) -> None:
    soup = await a_published_session(event)
    jo = await somebody(event, soup)
    booking = await the_booking(jo, soup)
    cancelled = await client.post(f"{root_of(jo)}/bookings/{booking.id}/cancellation")

    clock.advance(timedelta(days=8))

    assert "is still free" not in words_of(await client.get(cancelled.headers["location"]))


async def test_a_card_has_the_whole_day_in_ordinary_and_in_large_print(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film", hour=13, places=1)
    await somebody(event, film, name="Ray")
    jo = await somebody(event, soup, film)
    await sign_in(client, await an_organiser(event))

    ordinary = await client.get(f"{root_of(jo)}/card")
    large = await client.get(f"{root_of(jo)}/card?print=large")
    organisers = await client.get(f"/day/bookings/{jo.id}/card?print=large")

    assert re.findall('class="sheet sheet--([a-z0-9]+)', ordinary.text + large.text) == ["a4", "large"]
    code = " ".join([jo.code[:2], jo.code[2:4], jo.code[4:]])
    for card in (ordinary, large, organisers):
        words = words_of(card)
        found = [words.find(part) for part in ("Jo", code, "10am to 11am", "Soup and a chat", "Booked", "Film")]
        assert found == sorted(found)
        assert -1 not in found
        assert "number 1 on the waiting list" in words
        assert "test.example/day/my-day" in words
        # The code to scan is a picture: the personal address stands nowhere as text.
        assert "<svg" in card.text
    assert personal_token(jo) not in organisers.text
    assert ordinary.headers["x-robots-tag"] == "noindex"


async def test_a_need_that_stays_keeps_how_far_organisers_are_with_it(event: Event, client: httpx.AsyncClient) -> None:
    reply = await book_places(
        event,
        (await a_published_session(event)).session,
        Newcomer("Jo", needs=("bsl", "captions"), own_words="Soft light"),
    )
    await AccessNeed.update({AccessNeed.state: "arranged"}, force=True)
    jo = await Attendee.objects().get(Attendee.id == reply.attendee)
    assert jo
    about_jo = {"name": "Jo", "email": "jo@example.org", "reminders": "y"}

    await client.post(
        f"{root_of(jo)}/details", data=about_jo | {"needs": ["bsl", "large-print"], "own_words": "Low light"}
    )

    states = {(need.need, need.own_words): need.state for need in await AccessNeed.objects()}
    assert states == {("bsl", ""): "arranged", ("large-print", ""): "asked", ("own-words", "Low light"): "asked"}
    assert [(row["email"], row["reminders"]) for row in await Attendee.select()] == [("jo@example.org", True)]
    await client.post(f"{root_of(jo)}/details", data=about_jo | {"email": ""})
    assert [(row["email"], row["reminders"]) for row in await Attendee.select()] == [(None, False)]


async def test_a_supporter_comes_along_without_a_name_and_stays_away_again(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup = await a_published_session(event, places=2)
    jo = await somebody(event, soup)
    ray = await somebody(event, soup, name="Ray", places=1)
    address = f"{root_of(jo)}/bookings/{(await the_booking(jo, soup)).id}"

    full = await client.post(f"{address}/places", data={"numbers": "2 1"})
    said = words_of(await client.get(address))
    await client.post(f"{root_of(ray)}/bookings/{(await the_booking(ray, soup)).id}/cancellation")
    added = [await client.post(f"{address}/places", data={"numbers": "2 1"}) for _twice in range(2)]
    page = await client.get(address)
    booking = await the_booking(jo, soup)
    await client.post(f"{address}/places", data={"numbers": "1 0"})

    assert [answer.headers["location"] for answer in (full, *added)] == [address] * 3
    assert "There are not enough places left. Nothing was changed." in said
    assert (booking.places, booking.supporters) == (2, 1)
    assert "2 places, 1 of them for a supporter" in words_of(page)
    assert 'value="1 0"' in page.text
    assert (await the_booking(jo, soup)).places == 1


@pytest.mark.parametrize("numbers", ["", "1", "0 0", "1 1", "-1 0", "99999 0", "one two", "21 0"])
async def test_numbers_that_no_button_sends_change_nothing(
    event: Event, client: httpx.AsyncClient, numbers: str
) -> None:
    soup = await a_published_session(event, places=None)
    jo = await somebody(event, soup)
    booking = await the_booking(jo, soup)

    answer = await client.post(f"{root_of(jo)}/bookings/{booking.id}/places", data={"numbers": numbers})

    assert answer.status_code in (303, 404)
    assert (await the_booking(jo, soup)).places == 1


async def test_a_session_is_swapped_for_another_in_one_step_or_kept(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event), await a_published_session(event, "Film")
    at_once_with_tea = await a_published_session(event, "Knitting", hour=13)
    tea, full = await a_published_session(event, "Tea", hour=13), await a_published_session(event, "Full", places=1)
    await somebody(event, full, name="Ray")
    jo = await somebody(event, soup, tea)
    address = f"{root_of(jo)}/bookings/{(await the_booking(jo, soup)).id}"

    form = await client.get(address)
    refused = [
        await client.post(f"{address}/swap", data={"session": session})
        for session in ("", "nothing", full.session, at_once_with_tea.session)
    ]
    kept = await the_booking(jo, soup)
    swapped = await client.post(f"{address}/swap", data={"session": film.session})

    assert re.findall('<option value="([^"]+)"', form.text) == [film.session]
    assert {answer.status_code for answer in refused} == {422}
    assert (kept.state, swapped.headers["location"]) == ("booked", root_of(jo))
    held = await Booking.select(Booking.session).where((Booking.attendee == jo.id) & (Booking.state == "booked"))
    assert {row["session"] for row in held} == {film.session, tea.session}


async def test_a_place_that_clashes_is_offered_and_taken_for_the_other(event: Event, client: httpx.AsyncClient) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film")
    ray = await somebody(event, soup, name="Ray")
    jo = await somebody(event, soup, film)
    waiting = await the_booking(jo, soup)
    await client.post(f"{root_of(ray)}/bookings/{(await the_booking(ray, soup)).id}/cancellation")

    page = await client.get(root_of(jo))
    taken = await client.post(f"{root_of(jo)}/bookings/{waiting.id}/offer")

    assert "You have booked something at the same time: Film." in words_of(page)
    assert f'action="{root_of(jo)}/bookings/{waiting.id}/offer"' in page.text
    assert taken.headers["location"] == root_of(jo)
    live = await Booking.select(Booking.session, Booking.state).where(
        (Booking.attendee == jo.id) & (Booking.state != "cancelled")
    )
    assert live == [{"session": soup.session, "state": "booked"}]


async def test_an_offer_that_somebody_else_took_leaves_everything_as_it_is(
    event: Event, client: httpx.AsyncClient
) -> None:
    soup, film = await a_published_session(event, places=1), await a_published_session(event, "Film")
    await somebody(event, soup, name="Ray")
    jo = await somebody(event, soup, film)
    waiting = await the_booking(jo, soup)

    answer = await client.post(f"{root_of(jo)}/bookings/{waiting.id}/offer")
    page = await client.get(answer.headers["location"])

    assert "This place has gone to somebody else. You keep what you have." in words_of(page)
    assert ((await the_booking(jo, soup)).state, (await the_booking(jo, film)).state) == ("waiting", "booked")


async def test_a_short_slot_is_swapped_for_another_time_of_the_same_session(
    event: Event, client: httpx.AsyncClient
) -> None:
    one_to_one = await a_published_session(event, "One to one", places=1)
    await SessionRules.insert(SessionRules(session=one_to_one.session, slot_minutes=20))
    jo = await somebody(event, one_to_one)
    await somebody(event, one_to_one, name="Ray")
    address = f"{root_of(jo)}/bookings/{(await the_booking(jo, one_to_one)).id}"

    form = await client.get(address)
    swapped = await client.post(f"{address}/swap", data={"session": f"{one_to_one.session} 40"})
    page = await client.get(swapped.headers["location"])

    assert re.findall('<option value="([^"]+)"', form.text) == [f"{one_to_one.session} 40"]
    assert (await the_booking(jo, one_to_one)).slot_start == 40
    assert "10:40am to 11am" in words_of(page)
