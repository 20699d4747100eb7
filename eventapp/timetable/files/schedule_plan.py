"""A plan, told and written: as that schedule with other rooms and times."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, tostring
from zoneinfo import ZoneInfo

from defusedxml import ElementTree

from eventapp.timetable.files.schedule_task import Task
from eventapp.timetable.solver.instance import Plan
from eventapp.venue.days import day_of


def placements(task: Task, plan: Plan) -> list[dict[str, Any]]:
    """For programs: id, room, start (ISO 8601 with offset) and minutes of each session that has a place, in order."""
    zone = ZoneInfo(task.schedule.zone)
    told = [
        {
            "id": session.id,
            "title": session.title,
            "room": task.schedule.rooms[place.room],
            "start": task.slots[place.start].astimezone(zone).isoformat(),
            "minutes": session.minutes,
        }
        for session, place in zip(task.schedule.sessions, plan, strict=True)
        if place is not None
    ]
    return sorted(told, key=lambda one: (one["start"], one["room"], one["id"]))


def schedule_with(task: Task, plan: Plan, xml: bytes) -> bytes:
    """The file that the task was read from, with each placed session under its new day and room.

    Everything else about a session stays as it was written. Those without a place stand where they were. What the file
    holds twice it holds once then.
    """
    root = ElementTree.fromstring(xml)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    days = root.findall("day")
    events = list(_events(days))
    zone = task.schedule.zone
    of_date: dict[date, Element] = {}
    for session in task.schedule.sessions:
        of_date.setdefault(day_of(session.starts_at, zone), events[session.position][0])
    for again in task.schedule.repeated:
        _day, parent, event = events[again]
        parent.remove(event)
    for session, place in zip(task.schedule.sessions, plan, strict=True):
        if place is None:
            continue
        start = task.slots[place.start].astimezone(ZoneInfo(zone))
        room = task.schedule.rooms[place.room]
        _day, parent, event = events[session.position]
        parent.remove(event)
        _write(event, "date", start.isoformat())
        _write(event, "start", f"{start:%H:%M}")
        _write(event, "room", room)
        _room_of(_day_for(of_date, days, day_of(start, zone)), room).append(event)
    for day in days:
        for inside in day.findall("room"):
            inside[:] = sorted(inside, key=lambda event: event.findtext("date") or "")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _events(days: list[Element]) -> Iterator[tuple[Element, Element, Element]]:
    """Each event with its day and what holds it, in the order in which the reader counts them."""
    for day in days:
        for room in day.findall("room"):
            yield from ((day, room, event) for event in room.findall("event"))
        yield from ((day, day, event) for event in day.findall("event"))


def _write(event: Element, tag: str, text: str) -> None:
    found = event.find(tag)
    if found is None:
        found = Element(tag)
        event.append(found)
    found.text = text


def _day_for(of_date: dict[date, Element], days: list[Element], wanted: date) -> Element:
    """The file's own day of that date, else the one that most likely is it by what it holds."""
    for day in days:
        if day.get("date", "")[:10] == wanted.isoformat():
            return day
    return of_date.get(wanted) or of_date[min(of_date, key=lambda date: abs(date - wanted))]


def _room_of(day: Element, name: str) -> Element:
    for room in day.findall("room"):
        if " ".join(room.get("name", "").split()).casefold() == name.casefold():
            return room
    room = Element("room", {"name": name})
    day.append(room)
    return room
