"""What the event's public pages show, read once for all of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.event.features import FEATURES
from eventapp.event.markdown import to_html
from eventapp.event.page_reading import Photo, Written, photos_of, written_of
from eventapp.event.pages.shared import today
from eventapp.event.sections import PAGES, Section
from eventapp.event.tables import Event
from eventapp.programme.tables import Edition
from eventapp.venue.reading import RoomFacts, rooms_of


@dataclass(frozen=True)
class Shown:
    """Everything that the public pages of an event are made from. Equal values give the same pages."""

    event: Event = field(compare=False)
    facts: dict[str, Any]
    written: dict[tuple[str, str], Written]
    photos: list[Photo]
    rooms: list[RoomFacts]
    is_published: bool
    is_past: bool


@dataclass(frozen=True)
class ShownSection:
    """A section of a page that says something."""

    section: Section
    html: str
    photos: list[Photo]


async def shown_of(event: Event) -> Shown:
    """What there is to show. Ten queries."""
    return Shown(
        event=event,
        facts=event.to_dict(),
        written=await written_of(event.id),
        photos=await photos_of(event.id),
        rooms=await rooms_of(event),
        is_published=await Edition.exists().where(Edition.event == event.id),
        is_past=is_past(event),
    )


def is_past(event: Event) -> bool:
    return event.over_at is not None or event.ends_on < today(event)


def parts_of(shown: Shown, page: str) -> dict[str, Any]:
    """What the template of this page needs."""
    event = shown.event
    zone = ZoneInfo(event.time_zone)
    written = [shown.written[page, each.key] for each in PAGES[page].sections if (page, each.key) in shown.written]
    return {
        "page": page,
        "sections": sections_of(shown, page),
        "written_at": max((each.written_at for each in written), default=None),
        "published": shown.is_published,
        "past": shown.is_past,
        "hours": tuple(datetime.combine(event.starts_on, at, zone) for at in (event.opens_at, event.closes_at)),
        "rooms": shown.rooms,
        "features": FEATURES,
    }


def sections_of(shown: Shown, page: str) -> list[ShownSection]:
    """The sections of this page that say or show something, in their order."""
    found = []
    for section in PAGES[page].sections:
        written = shown.written.get((page, section.key))
        photos = [photo for photo in shown.photos if (photo.page, photo.section) == (page, section.key)]
        if photos or (written and written.text):
            found.append(ShownSection(section, to_html(written.text if written else ""), photos))
    return found
