from dataclasses import replace
from typing import Any

import pytest

from eventapp.programme.changes import changes, sentence
from eventapp.programme.edition import EditionContent, EditionRoom, EditionSession
from tests.programme.making import a_content, a_published, at

LONDON = "Europe/London"
RIGHTS = ("hearing-loop", "sink", "step-free")
ROOM_2 = EditionRoom("Room 2", "First floor", "", RIGHTS)


def _told(old: EditionContent | None, new: EditionContent) -> list[tuple[str, str]]:
    return [(change.what, sentence(change, LONDON)) for change in changes(old, new)]


def test_the_same_edition_changes_nothing() -> None:
    content = a_content(a_published(), replace(a_published("film"), cancelled=True))

    assert changes(content, content) == []


def test_everything_in_the_first_edition_is_new() -> None:
    told = _told(None, a_content(a_published()))

    assert told == [("new", "New: Saturday 28 November, 10:30am, Room 1, The Forum.")]


@pytest.mark.parametrize(
    ("change", "what", "said"),
    [
        ({"starts_at": at(11), "ends_at": at(12)}, "moved", "Moved to 11am, from 10:30am."),
        (
            {"starts_at": at(10, 30, day=29), "ends_at": at(11, 30, day=29)},
            "moved",
            "Moved to Sunday 29 November, 10:30am, from Saturday 28 November, 10:30am.",
        ),
        ({"ends_at": at(12)}, "moved", "Now 10:30am to 12\N{NO-BREAK SPACE}noon, not 10:30am to 11:30am."),
        ({"room": ROOM_2}, "room", "Now in Room 2, not in Room 1."),
        ({"room": None}, "room", "Now in The Forum, not in Room 1."),
        ({"title": "Bread"}, "retitled", "It was called “Soup” before."),
        ({"places": 20}, "places", "Places now: 20."),
        ({"places": None}, "places", "There is no limit on places now."),
        ({"attendance": "drop-in"}, "places", "No need to book now."),
        ({"words": "We sing."}, "words", "Its description has changed."),
        ({"hosts": ("Ana",)}, "words", "Its description has changed."),
        ({"organisations": ()}, "words", "Its description has changed."),
        ({"content_notes": "Talks about loss."}, "words", "Its description has changed."),
        ({"access_notes": "BSL."}, "access", "What it says about access has changed."),
        (
            {"room": EditionRoom("Room 1", "Ground floor", "Left of the stairs.", ("quiet", "sink", "step-free"))},
            "access",
            "Access: no longer there: Hearing loop. Access: now there: Quiet.",
        ),
        (
            {"room": EditionRoom("Room 1", "Ground floor", "Left of the stairs.", ("hearing-loop", "step-free"))},
            "words",
            "Its description has changed.",
        ),
        ({"kind": "film"}, "words", "Its description has changed."),
        ({"cancelled": True}, "cancelled", "Cancelled."),
        ({"cancelled": True, "cancelled_reason": "Jo is unwell."}, "cancelled", "Cancelled. Jo is unwell."),
    ],
)
def test_each_change_is_told(change: dict[str, Any], what: str, said: str) -> None:
    told = _told(a_content(a_published()), a_content(replace(a_published(), **change)))

    assert told == [(what, said)]


def test_a_session_can_change_in_several_ways() -> None:
    after = replace(a_published(), starts_at=at(11), room=ROOM_2, title="Bread", words="We bake.")

    told = _told(a_content(a_published()), a_content(after))

    assert [what for what, _ in told] == ["moved", "room", "retitled", "words"]


def test_another_room_is_told_with_what_it_lacks() -> None:
    upstairs = EditionRoom("Room 3", "First floor", "", ("hearing-loop",))

    told = _told(a_content(a_published()), a_content(replace(a_published(), room=upstairs)))

    assert told == [
        ("room", "Now in Room 3, not in Room 1."),
        ("access", "Access: no longer there: Step-free."),
    ]


def test_a_session_that_is_on_again_elsewhere_is_told_with_its_new_room() -> None:
    before = replace(a_published(), cancelled=True)

    told = _told(a_content(before), a_content(replace(a_published(), room=ROOM_2)))

    assert told == [
        ("back", "It is on again: Saturday 28 November, 10:30am."),
        ("room", "Now in Room 2, not in Room 1."),
    ]


def test_another_venue_is_another_place_for_each_running_session() -> None:
    sessions: list[EditionSession] = [a_published(), replace(a_published("film"), cancelled=True)]

    told = _told(a_content(*sessions), a_content(*sessions, venue_name="The Castle"))

    assert told == [("room", "Now in Room 1, The Castle, not in Room 1, The Forum.")]


def test_a_change_knows_both_versions() -> None:
    after = replace(a_published(), places=3)

    [change] = changes(a_content(a_published()), a_content(after))

    assert (change.session, change.before) == (after, a_published())
