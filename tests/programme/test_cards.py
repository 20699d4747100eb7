from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.programme.cards import access_words, action, by_day, card, hosts_line, state
from eventapp.programme.edition import EditionRoom
from tests.programme.making import a_published, at

LONDON = "Europe/London"
OPEN = Event(slug="day", bookings_open=True)
CLOSED = Event(slug="day", bookings_open=False)
OVER = Event(slug="day", bookings_open=True, over_at=clock.now())


def test_a_card_says_what_where_when_and_what_to_do() -> None:
    shown = card(a_published(), OPEN, is_full=False, zone=LONDON)

    assert (shown.href, shown.title, shown.kind_label) == ("/day/sessions/soup", "Soup", "Talk")
    assert (shown.where_line, shown.times_line) == ("Room 1, Ground floor", "10:30am to 11:30am")
    assert (shown.hosts_line, shown.chips) == ("With Jo, from Equal Lives", ("Step-free", "Hearing loop"))
    assert (shown.state, shown.action_text) == ("Places left", "Book a place")
    assert (shown.action_href, shown.main_action) == ("/day/sessions/soup/booking", True)


@pytest.mark.parametrize(
    ("event", "change", "is_full", "said", "to_do"),
    [
        (OPEN, {}, False, "Places left", "Book a place"),
        (OPEN, {}, True, "Full: ask for a place", "Ask for a place"),
        (OPEN, {"attendance": "drop-in"}, False, "No need to book", ""),
        (OPEN, {"cancelled": True}, False, "Cancelled", ""),
        (OPEN, {"kind": "break", "attendance": "drop-in"}, False, "", ""),
        (CLOSED, {}, False, "Booking is not open now", ""),
        (CLOSED, {"attendance": "drop-in"}, False, "No need to book", ""),
        (OVER, {}, False, "", ""),
        (OVER, {"cancelled": True}, False, "Cancelled", ""),
    ],
)
def test_the_state_says_whether_one_can_come(
    *, event: Event, change: dict[str, Any], is_full: bool, said: str, to_do: str
) -> None:
    session = replace(a_published(), **change)

    assert (state(session, event, is_full=is_full), action(session, event, is_full=is_full)) == (said, to_do)


@pytest.mark.parametrize(
    ("hosts", "organisations", "line"),
    [
        (("Jo", "Ray"), ("Equal Lives", "The café"), "With Jo and Ray, from Equal Lives and The café"),
        ((), ("Equal Lives",), "With people from Equal Lives"),
        (("Jo",), (), "With Jo"),
        ((), (), ""),
    ],
)
def test_hosts_are_named_as_they_wish(hosts: tuple[str, ...], organisations: tuple[str, ...], line: str) -> None:
    assert hosts_line(a_published(hosts=hosts, organisations=organisations)) == line


def test_what_helps_to_take_part_is_said_and_what_only_hosts_need_is_not() -> None:
    room = EditionRoom("Room 1", "", "", ("lying-down", "near-toilets", "quiet", "sink", "sockets", "step-free"))

    words = access_words(a_published(room=room, attendance="drop-in", language="pl"))

    assert words == ("Polski", "Step-free", "Quiet", "Near toilets", "Space to lie down", "Come and go")


def test_sessions_stand_by_day_and_start_time() -> None:
    sessions = [
        a_published("a"),
        a_published("b"),
        a_published("c", starts_at=at(14), ends_at=at(15)),
        a_published("d", starts_at=at(14), ends_at=at(16)),
        a_published("e", starts_at=at(10, day=29)),
    ]

    days = by_day(sessions, OPEN, full=frozenset(), zone=LONDON)

    shape = [(day, [(slot.starts_at, slot.until, len(slot.cards)) for slot in slots]) for day, slots in days]
    assert shape == [
        (date(2026, 11, 28), [(at(10, 30), at(11, 30), 2), (at(14), None, 2)]),
        (date(2026, 11, 29), [(at(10, day=29), at(11, day=29), 1)]),
    ]
