"""`schedule.json` as frab, c3voc and pretalx write it, turned into the `schedule.xml` that says the same."""

import json
import xml.etree.ElementTree as ET  # (only written here, never read)
from typing import Any

# The keys of an event that its XML has as elements of the same name.
_TEXTS = ("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language")
_LONG_TEXTS = ("abstract", "description")
# Keys of the conference, and the elements that they become.
_CONFERENCE = {
    "acronym": "acronym",
    "title": "title",
    "start": "start",
    "end": "end",
    "time_zone_name": "time_zone_name",
    "timeslot_duration": "timeslot_duration",
    "url": "base_url",
}


class NotASchedule(Exception):
    """The file is JSON without a schedule, or no JSON."""


def is_json(data: bytes) -> bool:
    """Whether this can only be JSON, not XML."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def as_xml(data: bytes) -> bytes:
    """The same schedule as XML. What is not text where text belongs is left out. Raises `NotASchedule`."""
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise NotASchedule from problem
    # Some leave out what is around the conference.
    around = _mapping(read).get("schedule") or read
    conference = _mapping(_mapping(around).get("conference"))
    if not conference:
        raise NotASchedule
    root = ET.Element("schedule")
    generator = _mapping(_mapping(read).get("generator"))
    ET.SubElement(root, "generator", {"name": _text(generator.get("name"))})
    about = ET.SubElement(root, "conference")
    for key, tag in _CONFERENCE.items():
        _say(about, tag, conference.get(key))
    for number, day in enumerate(_list(conference.get("days")), 1):
        _add_day(root, number, _mapping(day))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_day(root: ET.Element, number: int, day: dict[str, Any]) -> None:
    said = {"date": day.get("date"), "start": day.get("day_start"), "end": day.get("day_end")}
    attributes = {name: _text(value) for name, value in said.items() if value}
    element = ET.SubElement(root, "day", {"index": str(number), **attributes})
    rooms = day.get("rooms")
    named = [(room.get("name"), room.get("events")) for room in map(_mapping, _list(rooms))]
    for name, events in [*_mapping(rooms).items(), *named]:
        room = ET.SubElement(element, "room", {"name": _text(name)})
        for event in _list(events):
            _add_event(room, _mapping(event))


def _add_event(room: ET.Element, event: dict[str, Any]) -> None:
    attributes = {name: _text(event[name]) for name in ("id", "guid") if _text(event.get(name))}
    element = ET.SubElement(room, "event", attributes)
    for name in (*_TEXTS, *_LONG_TEXTS):
        _say(element, name, event.get(name))
    persons = ET.SubElement(element, "persons")
    for each in _list(event.get("persons")):
        person = {"name": each} if isinstance(each, str) else _mapping(each)
        name = next((person[key] for key in ("public_name", "name", "full_public_name") if person.get(key)), "")
        known = {key: _text(person[key]) for key in ("id", "guid") if person.get(key)}
        ET.SubElement(persons, "person", known).text = _text(name)


def _say(parent: ET.Element, tag: str, value: Any) -> None:
    if text := _text(value):
        ET.SubElement(parent, tag).text = text


def _text(value: Any) -> str:
    # Control characters have no place in XML.
    written = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return "".join(letter for letter in written if letter.isprintable() or letter in "\n\t")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
