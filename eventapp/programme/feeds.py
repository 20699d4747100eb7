"""The event's calendar feeds, from what is published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from eventapp.letters import slug_of
from eventapp.programme.cards import hosts_line, kind_label
from eventapp.programme.edition import EditionSession
from eventapp.programme.feed_names import NamedFeed, feeds_of
from eventapp.programme.ical import (
    ASK_EVERY,
    ASK_EVERY_ON_THE_DAY,
    CANCELLED,
    CONFIRMED,
    Entry,
    Feed,
    calendar,
    calendar_of,
    clocks,
    with_booking_line,
    with_page_line,
    written,
)
from eventapp.programme.published import Published, Standing
from eventapp.settings import settings
from eventapp.texts import _, moment_words
from eventapp.venue.days import day_of

# Descriptions are short: the page has the rest.
_LONGEST = 400


def calendars(shown: Published, names: Iterable[NamedFeed]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the feed of everything that is published, cancelled sessions included, and of the named ones.

    A feed whose room or organisation is not in the programme now is there too, and empty: calendars go on asking.
    """
    sessions = shown.content.sessions
    moments = [moment for session in sessions for moment in (session.starts_at, session.ends_at)]
    told = clocks(shown.content.time_zone, moments or [shown.published_at])
    entries = {session.id: written(entry(session, shown), told) for session in sessions}
    root = f"/{shown.event.slug}"
    yield f"{root}/calendar.ics", calendar_of(_feed(shown, f"{root}/calendar.ics"), told, entries.values())
    held: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for session in sessions:
        for about, key, _name in feeds_of(session):
            held[about, key].append(entries[session.id])
    for name in names:
        path = name.path(shown.event.slug)
        yield path, calendar_of(_feed(shown, path, name.name), told, held[name.about, name.key])


def session_calendar(session: EditionSession, shown: Published) -> bytes:
    """One session, to be added to a calendar once."""
    return calendar(_feed(shown, session_file_path(session, shown.event.slug)), [entry(session, shown)])


def list_calendar(sessions: Iterable[EditionSession], shown: Published, path: str, name: str) -> bytes:
    """These sessions, as a feed at this path that is called so."""
    return calendar(_feed(shown, path, name), [entry(session, shown) for session in sessions])


def session_file_path(session: EditionSession, slug: str) -> str:
    """Where `session_calendar` can be fetched: its end is the name that the file gets where it is kept."""
    return f"/{slug}/sessions/{session.id}/{slug_of(session.title) or 'session'}.ics"


def _feed(shown: Published, path: str, name: str = "") -> Feed:
    event = shown.content.name
    return Feed(
        name=_("%(event)s: %(name)s") % {"event": event, "name": name} if name else event,
        description=_("The programme of %(event)s") % {"event": event},
        zone=shown.content.time_zone,
        source=f"{settings().base_url}{path}",
        url=f"{settings().base_url}/{shown.event.slug}/programme",
        changed=shown.published_at,
        # Bytes do not change with the clock: what is published around the event is asked for more often.
        ask_every=ASK_EVERY_ON_THE_DAY if _is_near(shown) else ASK_EVERY,
    )


def _is_near(shown: Published) -> bool:
    published_on = day_of(shown.published_at, shown.content.time_zone)
    return shown.content.starts_on - timedelta(days=1) <= published_on <= shown.content.ends_on


def entry(session: EditionSession, shown: Published) -> Entry:
    """The session as a public calendar entry."""
    standing = shown.standing[session.id]
    url = f"{settings().base_url}/{shown.event.slug}/sessions/{session.id}"
    return Entry(
        uid=session.uid,
        sequence=standing.sequence,
        created=standing.created_at,
        changed=standing.changed_at,
        starts=session.starts_at,
        ends=session.ends_at,
        title=session.title,
        location=location(session, shown.content.venue_name),
        description=_description(session, url, _moved_line(standing, shown.content.time_zone)),
        url=url,
        status=CANCELLED if session.cancelled else CONFIRMED,
        categories=(kind_label(session.kind),),
        moved=standing.moved_from is not None,
    )


def location(session: EditionSession, venue: str) -> str:
    """`Room, building`: what a calendar shows of where it is."""
    return ", ".join(part for part in (session.room_name, venue) if part)


def _moved_line(standing: Standing, zone: str) -> str:
    if standing.moved_from is None:
        return ""
    return _("It was to begin on %(when)s before.") % {"when": moment_words(standing.moved_from, zone)}


def _description(session: EditionSession, url: str, moved: str) -> str:
    if session.cancelled:
        return with_page_line(" ".join([_("Cancelled."), session.cancelled_reason]).strip(), url)
    parts = [moved, hosts_line(session), _shortened(session.words)]
    words = "\n\n".join(part for part in parts if part)
    to_book = session.attendance == "book" and not session.is_break
    return with_booking_line(words, url) if to_book else with_page_line(words, url)


def _shortened(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit(maxsplit=1)[0] + " …"
