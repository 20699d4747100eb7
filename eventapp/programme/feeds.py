"""The event's calendar feed, from what is published."""

from eventapp.programme.cards import hosts_line, kind_label
from eventapp.programme.edition import EditionSession
from eventapp.programme.ical import (
    CANCELLED,
    CONFIRMED,
    Entry,
    Feed,
    calendar,
    with_booking_line,
    with_page_line,
)
from eventapp.programme.published import Published
from eventapp.settings import settings
from eventapp.texts import _

# Descriptions are short: the page has the rest.
_LONGEST = 400


def event_calendar(shown: Published) -> bytes:
    """Everything that is published, cancelled sessions included."""
    source = f"{settings().base_url}/{shown.event.slug}/calendar.ics"
    return calendar(_feed(shown, source), [entry(session, shown) for session in shown.content.sessions])


def session_calendar(session: EditionSession, shown: Published, source: str) -> bytes:
    """One session, to be added to a calendar once. `source` is the file's own address."""
    return calendar(_feed(shown, source), [entry(session, shown)])


def _feed(shown: Published, source: str) -> Feed:
    return Feed(
        name=shown.content.name,
        description=_("The programme of %(event)s") % {"event": shown.content.name},
        zone=shown.content.time_zone,
        source=source,
        url=f"{settings().base_url}/{shown.event.slug}/programme",
        changed=shown.published_at,
    )


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
        description=_description(session, url),
        url=url,
        status=CANCELLED if session.cancelled else CONFIRMED,
        categories=(kind_label(session.kind),),
    )


def location(session: EditionSession, venue: str) -> str:
    """`Room, building`: what a calendar shows of where it is."""
    return ", ".join(part for part in (session.room_name, venue) if part)


def _description(session: EditionSession, url: str) -> str:
    if session.cancelled:
        return with_page_line(" ".join([_("Cancelled."), session.cancelled_reason]).strip(), url)
    parts = [hosts_line(session), _shortened(session.words)]
    words = "\n\n".join(part for part in parts if part)
    to_book = session.attendance == "book" and not session.is_break
    return with_booking_line(words, url) if to_book else with_page_line(words, url)


def _shortened(words: str) -> str:
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit(maxsplit=1)[0] + " …"
