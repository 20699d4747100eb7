"""`schedule.xml`: Giggity, EventFahrplan, engelsystem, info-beamer and others read it."""

import re
import xml.etree.ElementTree as ET  # (only written here, never read)

from eventapp import __version__
from eventapp.programme.files.schedule import Day, Place, Schedule, Talk
from eventapp.texts import _

CONTENT_TYPE = "application/xml; charset=utf-8"
GENERATOR = "eventapp"

# What XML 1.0 cannot hold.
_UNWANTED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def schedule_xml(schedule: Schedule) -> bytes:
    """The file: the same schedule gives the same bytes."""
    root = ET.Element("schedule")
    # Giggity looks for <schedule and <conference in the first 1024 octets: nothing long stands before them.
    ET.SubElement(root, "generator", {"name": GENERATOR, "version": __version__})
    _say(root, "url", f"{schedule.root}/schedule.xml")
    _say(root, "version", schedule.version)
    _add_conference(root, schedule)
    for day in schedule.days:
        _add_day(root, day, schedule)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_conference(root: ET.Element, schedule: Schedule) -> None:
    conference = ET.SubElement(root, "conference")
    facts = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.days[0].date.isoformat(),
        "end": schedule.days[-1].date.isoformat(),
        "days": str(len(schedule.days)),
        "timeslot_duration": schedule.slot,
        "base_url": f"{schedule.root}/",
        "url": f"{schedule.root}/programme",
        "time_zone_name": schedule.zone,
    }
    for tag, text in facts.items():
        _say(conference, tag, text)
    for track in schedule.tracks:
        ET.SubElement(conference, "track", {"name": plain(track.name), "color": track.colour, "slug": track.slug})


def _add_day(root: ET.Element, day: Day, schedule: Schedule) -> None:
    element = ET.SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.date.isoformat(),
            "start": day.start.isoformat(),
            "end": day.end.isoformat(),
        },
    )
    for place in day.places:
        _add_place(element, place, schedule)


def _add_place(day: ET.Element, place: Place, schedule: Schedule) -> None:
    room = ET.SubElement(day, "room", {"name": plain(place.name), "guid": place.guid})
    for talk in place.talks:
        _add_talk(room, talk, schedule)


def _add_talk(room: ET.Element, talk: Talk, schedule: Schedule) -> None:
    event = ET.SubElement(room, "event", {"guid": talk.guid, "id": str(talk.number)})
    facts = {
        "room": talk.room,
        "title": talk.title,
        "subtitle": "",
        "type": talk.kind,
        "date": talk.starts_at.isoformat(),
        "start": f"{talk.starts_at:%H:%M}",
        "duration": talk.duration,
        "abstract": talk.words,
        "description": "",
        "slug": talk.slug,
        "track": talk.track,
        "language": talk.language,
        "url": talk.url,
    }
    for tag, text in facts.items():
        _say(event, tag, text)
    persons = ET.SubElement(event, "persons")
    for person in talk.persons:
        ET.SubElement(persons, "person", {"guid": person.guid}).text = plain(person.name)
    # Nothing at these events is recorded.
    recording = ET.SubElement(event, "recording")
    _say(recording, "license", "")
    _say(recording, "optout", "true")
    links = ET.SubElement(event, "links")
    ET.SubElement(links, "link", {"href": f"{schedule.root}/access"}).text = _("Access and venue")


def _say(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = plain(text)


def plain(text: str) -> str:
    """The text without characters that no XML file may hold."""
    return _UNWANTED.sub("", text)
