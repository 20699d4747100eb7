"""What is published now: the latest edition with what has happened to its sessions since."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from eventapp.event.tables import Event
from eventapp.numbers import whole_number
from eventapp.programme.edition import EditionContent, from_json
from eventapp.programme.tables import Edition, PublishedSession


@dataclass(frozen=True)
class Standing:
    """How a published session stands: what calendars need to know of it, and whether its places are taken.

    `moved_from` is when it began before, for as long as that is told.
    """

    sequence: int
    created_at: datetime
    changed_at: datetime
    is_full: bool
    number: int = 0
    moved_from: datetime | None = None


@dataclass(frozen=True)
class Published:
    """Everything that public pages and feeds are made from. Equal values give the same bytes.

    `standing` is by session id.
    """

    event: Event = field(compare=False)
    facts: dict[str, Any]
    number: int
    published_at: datetime
    content: EditionContent
    standing: dict[str, Standing]

    @property
    def full(self) -> frozenset[str]:
        """The ids of the sessions whose places are taken."""
        return frozenset(session for session, standing in self.standing.items() if standing.is_full)


async def published(event: Event) -> Published | None:
    """The event's latest edition, or None before the first. Two queries."""
    edition = await latest_edition(event.id)
    if edition is None:
        return None
    rows = await PublishedSession.objects().where(PublishedSession.event == event.id)
    return Published(
        event=event,
        facts=event.to_dict(),
        number=edition.number,
        published_at=edition.published_at,
        content=content_of(edition),
        standing={
            str(row.session): Standing(
                row.sequence, row.created_at, row.changed_at, row.is_full, row.number, row.moved_from
            )
            for row in rows
        },
    )


async def latest_edition(event_id: str) -> Edition | None:
    """The edition of this event with the highest number."""
    return await Edition.objects().where(Edition.event == event_id).order_by(Edition.number, ascending=False).first()


async def edition_numbered(event_id: str, number: str) -> Edition | None:
    """The edition with this number, as it stands in an address."""
    wanted = whole_number(number, digits=6)
    if wanted is None:
        return None
    return await Edition.objects().where((Edition.event == event_id) & (Edition.number == wanted)).first()


def content_of(edition: Edition) -> EditionContent:
    """What this edition holds."""
    return _read(edition.content)


@lru_cache(maxsize=16)
def _read(text: str) -> EditionContent:
    return from_json(text)
