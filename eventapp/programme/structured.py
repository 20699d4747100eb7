"""A session as search engines and link previews read it: schema.org's Event."""

from typing import Any
from zoneinfo import ZoneInfo

from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import location
from eventapp.programme.published import Published
from eventapp.settings import settings


def structured(session: EditionSession, shown: Published) -> dict[str, Any]:
    """The session as JSON-LD. Hosts stay in the page: nobody agreed to stand in a search engine's list of people."""
    content, zone = shown.content, ZoneInfo(shown.content.time_zone)
    root = f"{settings().base_url}/{shown.event.slug}"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "startDate": session.starts_at.astimezone(zone).isoformat(),
        "endDate": session.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if session.cancelled else 'EventScheduled'}",
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
    return found | ({"description": session.words} if session.words else {})
