import xml.etree.ElementTree as ET
from dataclasses import replace

from eventapp.programme.changes import changes
from eventapp.programme.files.atom import LONGEST, changes_atom
from eventapp.programme.history import EditionChanges
from eventapp.programme.published import Published
from tests.programme.making import a_content, a_programme, a_published, at

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = EditionChanges(1, at(12, day=8), 3, ())


def _second() -> tuple[Published, EditionChanges]:
    soup, film = a_published("soup"), a_published("film")
    moved = replace(soup, starts_at=at(13), ends_at=at(14))
    gone = replace(film, cancelled=True, cancelled_reason="<b>Jo & Ray</b> are unwell.")
    found = tuple(changes(a_content(soup, film), a_content(moved, gone)))
    return a_programme(moved, gone, number=2), EditionChanges(2, at(12, day=10), 1, found)


def test_each_change_is_an_entry_with_its_kind_and_its_page() -> None:
    shown, second = _second()

    feed = ET.fromstring(changes_atom(shown, [second, FIRST]))

    told = [
        (
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}summary"),
            entry.find(f"{ATOM}category").attrib["term"],  # type: ignore[union-attr]
            entry.findtext(f"{ATOM}updated"),
            entry.find(f"{ATOM}link").attrib["href"],  # type: ignore[union-attr]
        )
        for entry in feed.iter(f"{ATOM}entry")
    ]
    root = "http://test.example/day"
    assert told == [
        ("Moved: Soup", "Moved to 1pm, from 10:30am.", "moved", "2026-11-10T12:00:00Z", f"{root}/sessions/soup"),
        (
            "Cancelled: Film",
            "Cancelled. <b>Jo & Ray</b> are unwell.",
            "cancelled",
            "2026-11-10T12:00:00Z",
            f"{root}/sessions/film",
        ),
        (
            "The programme is published",
            "It has 3 sessions.",
            "edition",
            "2026-11-08T12:00:00Z",
            f"{root}/editions/1",
        ),
    ]


def test_the_feed_says_what_it_is_and_when_it_last_changed() -> None:
    shown, second = _second()

    feed = ET.fromstring(changes_atom(shown, [second]))

    assert (feed.tag, feed.findtext(f"{ATOM}updated")) == (f"{ATOM}feed", "2026-11-10T12:00:00Z")
    assert [link.attrib["rel"] for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 3
    assert all(str(one).startswith("tag:test.example,2026-11-01:") for one in ids)


def test_the_feed_does_not_grow_for_ever() -> None:
    shown, second = _second()

    feed = ET.fromstring(changes_atom(shown, [replace(second, number=number) for number in range(90, 2, -1)]))

    assert len(feed.findall(f"{ATOM}entry")) == LONGEST
