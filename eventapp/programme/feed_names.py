"""The feeds that people can subscribe to beside the whole programme: by room, kind and organisation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eventapp import db
from eventapp.letters import slug_of
from eventapp.programme.cards import kind_label
from eventapp.programme.edition import EditionContent, EditionSession
from eventapp.programme.tables import FeedName

ROOM, KIND, ORGANISATION = ABOUT = "room", "kind", "organisation"


@dataclass(frozen=True)
class NamedFeed:
    """A feed of some sessions. `about` is one of `ABOUT`, `key` what it is about; `slug` is for its address."""

    about: str
    key: str
    name: str
    slug: str

    def path(self, event_slug: str) -> str:
        """Where the feed is; its page has the same address without `.ics`."""
        return f"/{event_slug}/calendar/{self.about}/{self.slug}.ics"


def feeds_of(session: EditionSession) -> Iterator[tuple[str, str, str]]:
    """What the feeds are about that hold the session: one of `ABOUT`, a key that stays, and its name now."""
    if session.room:
        yield ROOM, session.room.id or session.room.name, session.room.name
    if not session.is_break:
        yield KIND, session.kind, kind_label(session.kind)
    for key, name in zip(session.organisation_ids or session.organisations, session.organisations, strict=True):
        yield ORGANISATION, key, name


async def named_feeds(event_id: str) -> tuple[NamedFeed, ...]:
    """The event's feeds, by name: also those of rooms and organisations that are in no edition any more. One query."""
    rows = await FeedName.objects().where(FeedName.event == event_id)
    found = [NamedFeed(row.about, row.key, row.name, row.slug) for row in rows]
    return tuple(sorted(found, key=lambda feed: (ABOUT.index(feed.about), feed.name.casefold(), feed.slug)))


async def keep_feed_names(event_id: str, content: EditionContent) -> None:
    """Gives each room, kind and organisation of an edition that has none yet an address for its feed.

    An address stays when a room or an organisation is called otherwise: people have subscribed to it. In the
    transaction of publishing.
    """
    known = {(feed.about, feed.key): feed for feed in await named_feeds(event_id)}
    taken = {(feed.about, feed.slug) for feed in known.values()}
    new = []
    for about, key, name in dict.fromkeys(each for session in content.sessions for each in feeds_of(session)):
        old = known.get((about, key)) or _kept_by_name(about, name, known)
        if old is None:
            slug = _free_slug(about, name, taken)
            taken.add((about, slug))
            known[about, key] = NamedFeed(about, key, name, slug)
            new.append(FeedName(event=event_id, about=about, key=key, name=name, slug=slug))
        elif (old.key, old.name) != (key, name) and _is_current(about, key, name, content.running):
            which = (FeedName.event == event_id) & (FeedName.about == about) & (FeedName.key == old.key)
            await FeedName.update({FeedName.key: key, FeedName.name: name}).where(which)
    await db.insert_all(FeedName, new)


def _kept_by_name(about: str, name: str, known: Mapping[tuple[str, str], NamedFeed]) -> NamedFeed | None:
    """The feed of an organisation from the time when editions did not hold its id: its key was its name."""
    return known.get((about, name)) if about == ORGANISATION else None


def _is_current(about: str, key: str, name: str, running: Iterable[EditionSession]) -> bool:
    # What was cancelled keeps the name that its room had then.
    return any((about, key, name) in feeds_of(session) for session in running)


def _free_slug(about: str, name: str, taken: set[tuple[str, str]]) -> str:
    wanted = slug_of(name) or about
    number, slug = 1, wanted
    while (about, slug) in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
