"""`schedule.json`: the same schedule for web apps and the hub. Of an event no other keys than these are allowed."""

import json
from typing import Any

from eventapp import __version__
from eventapp.programme.files.schedule import Day, Schedule, Talk
from eventapp.programme.files.schedule_xml import GENERATOR
from eventapp.texts import _

CONTENT_TYPE = "application/json; charset=utf-8"


def schedule_json(schedule: Schedule) -> bytes:
    """The file: the same schedule gives the same bytes."""
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.days[0].date.isoformat(),
        "end": schedule.days[-1].date.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": schedule.slot,
        "time_zone_name": schedule.zone,
        "url": f"{schedule.root}/programme",
        "tracks": [{"name": track.name, "slug": track.slug, "color": track.colour} for track in schedule.tracks],
        "rooms": [{"name": room.name, "guid": room.guid} for room in schedule.rooms],
        "days": [_day(day, schedule) for day in schedule.days],
    }
    whole = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": GENERATOR, "version": __version__},
        "schedule": {
            "url": f"{schedule.root}/schedule.json",
            "version": schedule.version,
            "base_url": f"{schedule.root}/",
            "conference": conference,
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _day(day: Day, schedule: Schedule) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
        "rooms": {place.name: [_talk(talk, schedule) for talk in place.talks] for place in day.places},
    }


def _talk(talk: Talk, schedule: Schedule) -> dict[str, Any]:
    return {
        "guid": talk.guid,
        "id": talk.number,
        "date": talk.starts_at.isoformat(),
        "start": f"{talk.starts_at:%H:%M}",
        "end": talk.ends_at.isoformat(),
        "duration": talk.duration,
        "room": talk.room,
        "slug": talk.slug,
        "url": talk.url,
        "title": talk.title,
        "subtitle": None,
        "track": talk.track,
        "type": talk.kind,
        "language": talk.language,
        "abstract": talk.words,
        "description": None,
        "do_not_record": True,
        "persons": [{"guid": person.guid, "name": person.name} for person in talk.persons],
        "links": [{"type": "related", "url": f"{schedule.root}/access", "title": _("Access and venue")}],
        "attachments": [],
    }
