"""What calendars ought to show, straight from the database: to hold against what they do show.

By plain SQL, and nothing of what makes the feeds: a mistake there must not be made here too.
"""

import json
from datetime import datetime
from typing import Any

from eventapp.programme.tables import PublishedSession


async def truth(event_id: str) -> list[dict[str, Any]]:
    """Each published session as `uid`, `start` and `end` (Unix seconds), `summary`, `location` and `status`."""
    editions = await PublishedSession.raw(
        "SELECT content FROM edition WHERE event = {} ORDER BY number DESC LIMIT 1", event_id
    )
    rows = await PublishedSession.raw(
        "SELECT uid, starts_at, ends_at, title, room_name, cancelled_at, moved_at FROM published_session"
        " WHERE event = {} ORDER BY starts_at, uid",
        event_id,
    )
    venue = json.loads(editions[0]["content"])["venue_name"] if editions else ""
    return [_entry(row, venue) for row in rows]


def _entry(row: dict[str, Any], venue: str) -> dict[str, Any]:
    cancelled = row["cancelled_at"] is not None
    sign = "CANCELLED: " if cancelled else "MOVED: " if row["moved_at"] is not None else ""
    return {
        "uid": row["uid"],
        "start": _seconds(row["starts_at"]),
        "end": _seconds(row["ends_at"]),
        "summary": sign + row["title"],
        "location": ", ".join(part for part in (row["room_name"], venue) if part),
        "status": "CANCELLED" if cancelled else "CONFIRMED",
    }


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
