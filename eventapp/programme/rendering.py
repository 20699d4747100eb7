"""The public pages and the feed as bytes that are the same for everybody."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from eventapp.event.access import NOBODY
from eventapp.event.tables import Event
from eventapp.programme.cards import by_day
from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import event_calendar
from eventapp.programme.finding import Wanted, find
from eventapp.programme.forms import FindForm, find_form
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.published import Published
from eventapp.settings import settings
from eventapp.templating import render

HTML = "text/html; charset=utf-8"


def public_pages(shown: Published) -> dict[str, tuple[str, bytes]]:
    """Path to content type and bytes. Slow with many sessions: not for the event loop."""
    root = f"/{shown.event.slug}"
    programme = _page("programme/programme.html", shown.event, f"{root}/programme", **programme_parts(shown))
    subscribe = _page("programme/calendar.html", shown.event, f"{root}/calendar", **calendar_parts(shown.event))
    return {
        f"{root}/programme": (HTML, programme),
        f"{root}/calendar": (HTML, subscribe),
        f"{root}/calendar.ics": (CONTENT_TYPE, event_calendar(shown)),
    }


def _page(template: str, event: Event, path: str, **context: Any) -> bytes:
    body = render(template, event=event, person=None, roles=NOBODY, path=path, messages=[], problem=False, **context)
    return body.encode()


def programme_parts(shown: Published, form: FindForm | None = None, wanted: Wanted | None = None) -> dict[str, Any]:
    """What the programme's template needs; with `wanted` only the sessions that are wanted."""
    content = shown.content
    found = find(content.sessions, wanted or Wanted(), full=shown.full, zone=content.time_zone)
    return {
        "form": form or find_form(content),
        "days": by_day(found, shown.event, full=shown.full, zone=content.time_zone),
        "several_days": content.ends_on > content.starts_on,
        "filtered": wanted is not None and wanted != Wanted(),
        "running": _count(found, cancelled=False),
        "cancelled": _count(found, cancelled=True),
        "shown": shown,
        "opening": opening(shown.event),
    }


def opening(event: Event) -> tuple[datetime, datetime]:
    """When the first day begins and ends."""
    zone = ZoneInfo(event.time_zone)
    return (
        datetime.combine(event.starts_on, event.opens_at, zone),
        datetime.combine(event.starts_on, event.closes_at, zone),
    )


def _count(sessions: list[EditionSession], *, cancelled: bool) -> int:
    return sum(session.cancelled == cancelled for session in sessions if not session.is_break)


def calendar_parts(event: Event) -> dict[str, Any]:
    """The addresses under which the feed can be subscribed to."""
    address = f"{settings().base_url}/{event.slug}/calendar.ics"
    webcal = address.replace(urlsplit(address).scheme, "webcal", 1)
    return {
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": "https://outlook.live.com/calendar/0/addfromweb"
        f"?url={quote(address, safe='')}&name={quote(event.name, safe='')}",
    }
