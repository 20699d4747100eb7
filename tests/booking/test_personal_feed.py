"""The personal calendar as a calendar program fetches it."""

from datetime import timedelta
from typing import Any

import httpx
import icalendar
import pytest

from eventapp import clock as the_clock
from eventapp.booking import personal_calendar
from eventapp.booking.attendees import calendar_key, personal_token
from eventapp.booking.pages import own_calendar
from eventapp.booking.tables import Attendee, Booking
from eventapp.ids import fingerprint
from tests.cast import a_published_session, an_event


async def _two_bookings() -> tuple[str, list[Booking]]:
    """The address that the feeds begin with, and bookings of two sessions."""
    event = await an_event()
    attendee = Attendee(event=event.id, name="Jo", code="KMP4TX", link_hash="")
    attendee.link_hash = fingerprint(personal_token(attendee))
    await attendee.save()
    found = []
    for number, title in enumerate(("Living with voices", "Film"), 1):
        session = await a_published_session(event, title, hour=9 + number)
        booking = Booking(session=session.session, attendee=attendee.id, turn=number, uid=f"booking-{number}@x")
        await booking.save()
        found.append(booking)
    return address_of(attendee), found


def address_of(attendee: Attendee) -> str:
    key = calendar_key(attendee.id, attendee.link_number, attendee.feed_number)
    return f"/day/my-calendar/{key}/day-bookings"


def _titles(answer: httpx.Response) -> dict[str, str]:
    entries: list[Any] = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    return {str(entry["UID"]): str(entry["SUMMARY"]) for entry in entries}


async def test_titles_are_told_only_where_they_were_asked_for(client: httpx.AsyncClient) -> None:
    root, _ = await _two_bookings()

    plain, titled = await client.get(f"{root}.ics"), await client.get(f"{root}-with-titles.ics")

    assert _titles(titled) == {"booking-1@x": "Living with voices", "booking-2@x": "Film"}
    assert _titles(plain).keys() == _titles(titled).keys()
    assert b"voices" not in plain.content
    for answer in (plain, titled):
        assert [answer.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")] == [
            "private, no-cache",
            "no-referrer",
            "noindex",
        ]
        assert "set-cookie" not in answer.headers


async def test_a_feed_that_is_known_is_not_sent_again_until_a_booking_changes(
    client: httpx.AsyncClient, clock: Any
) -> None:
    root, [first, _] = await _two_bookings()
    before = await client.get(f"{root}.ics")
    knows = [
        {"If-None-Match": before.headers["etag"]},
        {"If-Modified-Since": before.headers["last-modified"]},
    ]
    known = [await client.get(f"{root}.ics", headers=headers) for headers in knows]

    clock.advance(timedelta(minutes=5))
    # What they take off their day themselves is gone from it: nothing else tells that there was a change.
    await Booking.update({Booking.state: "cancelled", Booking.changed_at: the_clock.now()}).where(
        Booking.id == first.id
    )

    after = [await client.get(f"{root}.ics", headers=headers) for headers in knows]
    assert [answer.status_code for answer in known] == [304, 304]
    assert [answer.status_code for answer in after] == [200, 200]
    assert [list(_titles(answer)) for answer in after] == [["booking-2@x"]] * 2


async def test_a_feed_is_read_in_one_question_and_written_only_where_something_changed(
    client: httpx.AsyncClient, queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, [first, _] = await _two_bookings()
    write, written = personal_calendar.personal_calendar, []

    def noting(*args: Any, **options: Any) -> bytes:
        written.append(args[1])
        return write(*args, **options)

    monkeypatch.setattr(own_calendar, "personal_calendar", noting)
    # Whether anything was published is asked once a second for all.
    await client.get("/day/programme")
    before = await client.get(f"{root}.ics")
    with queries() as counted:
        known = await client.get(f"{root}.ics", headers={"If-None-Match": before.headers["etag"]})
        again = await client.get(f"{root}.ics")
    await Booking.update({Booking.state: "waiting"}).where(Booking.id == first.id)
    after = await client.get(f"{root}.ics", headers={"If-None-Match": before.headers["etag"]})

    assert (known.status_code, again.content == before.content, counted.count) == (304, True, 2)
    assert (after.status_code, after.content.count(b"STATUS:TENTATIVE"), len(written)) == (200, 1, 2)


async def test_a_guessed_address_is_404_and_so_is_the_key_of_my_day(client: httpx.AsyncClient) -> None:
    root, _ = await _two_bookings()
    key = root.split("/")[3]
    [attendee] = await Attendee.objects()

    guessed = [
        root.replace(key, other) for other in (key[:12] + "A" * 43, "A" * 55, key[:12], personal_token(attendee))
    ]

    assert {(await client.get(f"{one}.ics")).status_code for one in (*guessed, f"{root}x")} == {404}
    assert (await client.get(f"/day/my/{key}")).status_code == 404


async def test_the_address_is_replaced_alone_or_together_with_the_link(client: httpx.AsyncClient) -> None:
    first, _ = await _two_bookings()
    [attendee] = await Attendee.objects()

    await client.post(f"/day/my/{personal_token(attendee)}/calendar")
    [attendee] = await Attendee.objects()
    second, my_day = address_of(attendee), f"/day/my/{personal_token(attendee)}"
    alone = [(await client.get(address)).status_code for address in (f"{first}.ics", f"{second}.ics", my_day)]
    new_link = (await client.post(f"{my_day}/link")).headers["location"]
    together = [(await client.get(address)).status_code for address in (f"{second}.ics", my_day, new_link)]

    assert (alone, together) == ([404, 200, 200], [404, 404, 200])
