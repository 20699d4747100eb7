"""What webhooks are told, as JSON: what was published, what changed, and where to read the rest."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from eventapp.event.tables import Event
from eventapp.programme.changes import Change, sentence
from eventapp.programme.tables import Edition
from eventapp.settings import settings

# A receiver need not take long messages; the feeds have everything.
MOST_CHANGES = 100


def edition_message(event: Event, edition: Edition, changes: Sequence[Change]) -> str:
    """About an edition with these changes."""
    root = f"{settings().base_url}/{event.slug}"
    told = {
        "edition": {
            "number": edition.number,
            "note": edition.note,
            "published_at": _iso(edition.published_at),
            "address": f"{root}/editions/{edition.number}",
        },
        "changed": len(changes),
        "changes": [_change(change, event, root) for change in changes[:MOST_CHANGES]],
        "calendar": f"{root}/calendar.ics",
        "schedule": f"{root}/schedule.json",
    }
    return _message("edition.published", edition.published_at, event, told)


def try_message(event: Event, now: datetime) -> str:
    """A message about nothing, to see whether it arrives."""
    return _message("try", now, event, {})


def _message(kind: str, moment: datetime, event: Event, told: dict[str, Any]) -> str:
    about = {"slug": event.slug, "name": event.name, "address": f"{settings().base_url}/{event.slug}/programme"}
    message = {"type": kind, "timestamp": _iso(moment), "data": {"event": about, **told}}
    return json.dumps(message, ensure_ascii=False)


def _change(change: Change, event: Event, root: str) -> dict[str, str]:
    session = change.session
    return {
        "what": change.what,
        "words": sentence(change, event.time_zone),
        "session": session.id,
        "uid": session.uid,
        "title": session.title,
        "address": f"{root}/sessions/{session.id}",
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
