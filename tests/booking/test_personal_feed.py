"""The personal calendar as a calendar program fetches it."""

from datetime import timedelta
from typing import Any

import httpx
import icalendar

from eventapp import clock as the_clock
from eventapp.booking.attendees import personal_token
from eventapp.booking.tables import Attendee, Booking
from eventapp.ids import fingerprint
from tests.cast import a_published_session, an_event


async def _two_bookings() -> tuple[str, list[Booking]]:
    """The address that the feeds begin with, and bookings of two sessions."""
    event = await an_event()
    attendee = Attendee(event=event.id, name="Jo", code="KMP4TX", link_hash="x")
    await attendee.save()
    token = personal_token(attendee)
    await Attendee.update({Attendee.link_hash: fingerprint(token)}).where(Attendee.id == attendee.id)
    found = []
    for number, title in enumerate(("Living with voices", "Film"), 1):
        session = await a_published_session(event, title, hour=9 + number)
        booking = Booking(session=session.session, attendee=attendee.id, turn=number, uid=f"booking-{number}@x")
        await booking.save()
        found.append(booking)
    return f"/day/my/{token}/day-bookings", found


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


async def test_a_guessed_or_replaced_address_is_404(client: httpx.AsyncClient) -> None:
    root, _ = await _two_bookings()
    token = root.split("/")[3]

    guessed = root.replace(token, "A" * len(token))

    answers = [await client.get(f"{one}{end}.ics") for one in (guessed, f"{root}x") for end in ("", "-with-titles")]
    assert [answer.status_code for answer in answers] == [404] * 4
