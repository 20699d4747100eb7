"""Sessions as lists of them show: in words, by day and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eventapp.event.features import FEATURES
from eventapp.event.tables import Event
from eventapp.programme.edition import EditionSession
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.languages import language_name
from eventapp.texts import LOCALE, _, list_words, times_words
from eventapp.venue.days import day_of

# What decides whether somebody can take part; the rest of a room's features matter to those who host there.
ACCESS_FEATURES = ("step-free", "hearing-loop", "quiet", "near-toilets", "lying-down")


@dataclass(frozen=True)
class Card:
    """One session as `session_card` shows it. What does not apply is empty."""

    href: str
    title: str
    kind: str
    kind_label: str
    hosts_line: str
    where_line: str
    times_line: str
    chips: tuple[str, ...]
    state: str
    action_text: str
    action_href: str
    main_action: bool
    cancelled: bool
    id: str = ""
    save_href: str = ""


@dataclass(frozen=True)
class Slot:
    """Sessions that start together. `until` is when they all end, or None when they end at different times."""

    starts_at: datetime
    until: datetime | None
    cards: list[Card]


def card(session: EditionSession, event: Event, *, is_full: bool, zone: str) -> Card:
    """The session as it stands in a list."""
    href = f"/{event.slug}/sessions/{session.id}"
    action_text = action(session, event, is_full=is_full)
    return Card(
        href=href,
        title=session.title,
        kind=session.kind,
        kind_label=kind_label(session.kind),
        hosts_line=hosts_line(session),
        where_line=where_line(session),
        times_line=times_words(session.starts_at, session.ends_at, zone),
        chips=() if session.is_break else access_words(session)[:3],
        state=state(session, event, is_full=is_full),
        action_text=action_text,
        action_href=f"{href}/booking" if action_text else "",
        main_action=not is_full,
        cancelled=session.cancelled,
        id=session.id,
        save_href=save_href(session, event),
    )


def save_href(session: EditionSession, event: Event) -> str:
    """Where the session is saved to My day; empty where that would be of no use."""
    if session.is_break or session.cancelled or event.over_at is not None:
        return ""
    return f"/{event.slug}/sessions/{session.id}/saving"


def by_day(
    sessions: Iterable[EditionSession], event: Event, *, full: frozenset[str], zone: str
) -> list[tuple[date, list[Slot]]]:
    """The sessions (by time, as editions hold them) by local day and start time."""

    def day(session: EditionSession) -> date:
        return day_of(session.starts_at, zone)

    return [
        (on, [_slot(start, list(group), event, full, zone) for start, group in groupby(that_day, _start)])
        for on, that_day in groupby(sessions, day)
    ]


def _start(session: EditionSession) -> datetime:
    return session.starts_at


def _slot(start: datetime, sessions: list[EditionSession], event: Event, full: frozenset[str], zone: str) -> Slot:
    ends = {session.ends_at for session in sessions}
    cards = [card(session, event, is_full=session.id in full, zone=zone) for session in sessions]
    return Slot(start, ends.pop() if len(ends) == 1 else None, cards)


def kind_label(kind: str) -> str:
    return str(KINDS[kind]) if kind in KINDS else _("Break")


def hosts_line(session: EditionSession) -> str:
    """Who is there, such as `With Jo and Ray, from the village café`."""
    names, organisations = list_words(list(session.hosts)), list_words(list(session.organisations))
    if names and organisations:
        return _("With %(names)s, from %(organisations)s") % {"names": names, "organisations": organisations}
    if organisations:
        return _("With people from %(organisations)s") % {"organisations": organisations}
    return _("With %(names)s") % {"names": names} if names else ""


def where_line(session: EditionSession) -> str:
    """Room and floor; empty where the whole venue is meant."""
    room = session.room
    return ", ".join(part for part in (room.name, room.floor) if part) if room else ""


def access_words(session: EditionSession) -> tuple[str, ...]:
    """What makes it possible or easier to take part, the most needed first."""
    features = session.room.features if session.room else ()
    language = foreign_language(session)
    return (
        *([language] if language else []),
        *(str(FEATURES[feature]) for feature in ACCESS_FEATURES if feature in features),
        *([_("Come and go")] if session.attendance == "drop-in" else []),
    )


def foreign_language(session: EditionSession) -> str:
    """The session's language by its own name; empty where it is the language of these pages."""
    return "" if session.language.startswith(LOCALE[:2]) else language_name(session.language)


def state(session: EditionSession, event: Event, *, is_full: bool) -> str:
    """Whether one can come, in words."""
    if session.cancelled:
        return _("Cancelled")
    if session.is_break or event.over_at is not None:
        return ""
    if session.attendance == "drop-in":
        return _("No need to book")
    if not event.bookings_open:
        return _("Booking is not open now")
    return _("Full: ask for a place") if is_full else _("Places left")


def action(session: EditionSession, event: Event, *, is_full: bool) -> str:
    """The words of the button that leads to booking; empty where there is nothing to book."""
    if session.cancelled or session.is_break or session.attendance == "drop-in":
        return ""
    if event.over_at is not None or not event.bookings_open:
        return ""
    return _("Ask for a place") if is_full else _("Book a place")
