"""A session as search engines and link previews read it: schema.org's Event."""

from typing import Any
from zoneinfo import ZoneInfo

from eventapp.programme.cards import action
from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import location
from eventapp.programme.published import Published
from eventapp.settings import settings


def structured(session: EditionSession, shown: Published) -> dict[str, Any]:
    """The session as JSON-LD. Hosts stay in the page: nobody agreed to stand in a search engine's list of people."""
    content, zone = shown.content, ZoneInfo(shown.content.time_zone)
    root = f"{settings().base_url}/{shown.event.slug}"
    standing = shown.standing[session.id]
    moved_from = standing.moved_from
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "startDate": session.starts_at.astimezone(zone).isoformat(),
        "endDate": session.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{_status(session, moved=moved_from is not None)}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": location(session, content.venue_name),
            "address": content.venue_address,
        },
        "url": f"{root}/sessions/{session.id}",
        "organizer": [{"@type": "Organization", "name": name} for name in session.organisations],
        "superEvent": {
            "@type": "Event",
            "name": content.name,
            "startDate": content.starts_on.isoformat(),
            "endDate": content.ends_on.isoformat(),
            "location": {"@type": "Place", "name": content.venue_name, "address": content.venue_address},
            "url": f"{root}/programme",
        },
    }
    if moved_from is not None and not session.cancelled:
        found["previousStartDate"] = moved_from.astimezone(zone).isoformat()
    if action(session, shown.event, is_full=standing.is_full):
        availability = "SoldOut" if standing.is_full else "InStock"
        found["offers"] = {
            "@type": "Offer",
            "availability": f"https://schema.org/{availability}",
            "url": f"{root}/sessions/{session.id}/booking",
        }
    return found | ({"description": session.words} if session.words else {})


def _status(session: EditionSession, *, moved: bool) -> str:
    if session.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if moved else "EventScheduled"
