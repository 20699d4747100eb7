"""Atom: each published change as an entry, for feed readers and for partners' own pages."""

import xml.etree.ElementTree as ET  # (only written here, never read)
from collections.abc import Sequence
from datetime import UTC, datetime

from eventapp.programme.changes import (
    ACCESS,
    BACK,
    CANCELLED,
    MOVED,
    NEW,
    PLACES,
    RETITLED,
    ROOM,
    WORDS,
    Change,
    sentence,
)
from eventapp.programme.files.schedule_xml import plain
from eventapp.programme.history import EditionChanges
from eventapp.programme.published import Published
from eventapp.settings import settings
from eventapp.texts import _, lazy, ngettext

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
LONGEST = 100

_ATOM = "http://www.w3.org/2005/Atom"

_TITLES = {
    CANCELLED: lazy("Cancelled: %(title)s"),
    BACK: lazy("On again: %(title)s"),
    NEW: lazy("New: %(title)s"),
    MOVED: lazy("Moved: %(title)s"),
    ROOM: lazy("Another room: %(title)s"),
    ACCESS: lazy("Access: %(title)s"),
    RETITLED: lazy("Another title: %(title)s"),
    PLACES: lazy("Places: %(title)s"),
    WORDS: lazy("Another description: %(title)s"),
}


def changes_atom(shown: Published, history: Sequence[EditionChanges]) -> bytes:
    """The file, the latest change first: the same values give the same bytes."""
    root = f"{settings().base_url}/{shown.event.slug}"
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _say(feed, "id", _id(shown, "changes"))
    _say(feed, "title", _("%(event)s: what changes") % {"event": shown.content.name})
    _say(feed, "updated", _moment(shown.published_at))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{root}/changes.atom"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}/programme"})
    _say(ET.SubElement(feed, "author"), "name", shown.content.name)
    entries = [entry for edition in history for entry in _entries(edition, shown, root)]
    feed.extend(entries[:LONGEST])
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entries(edition: EditionChanges, shown: Published, root: str) -> list[ET.Element]:
    if edition.number == 1:
        return [_first(edition, shown, root)]
    return [_entry(change, edition, shown, root) for change in edition.changes]


def _first(edition: EditionChanges, shown: Published, root: str) -> ET.Element:
    # Nobody wants sixty entries that all say "new".
    words = ngettext("It has %(count)s session.", "It has %(count)s sessions.", edition.sessions)
    entry = ET.Element("entry")
    _say(entry, "id", _id(shown, "editions", "1"))
    _say(entry, "title", _("The programme is published"))
    _say(entry, "updated", _moment(edition.published_at))
    ET.SubElement(entry, "category", {"term": "edition"})
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}/editions/1"})
    _say(entry, "summary", words % {"count": edition.sessions})
    return entry


def _entry(change: Change, edition: EditionChanges, shown: Published, root: str) -> ET.Element:
    session = change.session
    entry = ET.Element("entry")
    _say(entry, "id", _id(shown, "editions", str(edition.number), session.id, change.what))
    _say(entry, "title", str(_TITLES[change.what]) % {"title": session.title})
    _say(entry, "updated", _moment(edition.published_at))
    ET.SubElement(entry, "category", {"term": change.what})
    address = f"{root}/sessions/{session.id}"
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _say(entry, "summary", sentence(change, shown.content.time_zone))
    return entry


def _id(shown: Published, *parts: str) -> str:
    """A name that stays when the address of the program does not (RFC 4151)."""
    made_on = shown.facts["created_at"].date().isoformat()
    return f"tag:{settings().host},{made_on}:{'/'.join([str(shown.facts['id']), *parts])}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _say(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = plain(text)
