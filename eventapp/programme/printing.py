"""The programme as paper has it: what stays true after printing, so nothing about places left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eventapp.programme.cards import access_words, hosts_line, kind_label, where_line
from eventapp.programme.edition import EditionRoom, EditionSession
from eventapp.texts import _
from eventapp.venue.days import day_of


@dataclass(frozen=True)
class Line:
    """A session on paper, in words. What does not apply is empty."""

    session: EditionSession
    kind_label: str
    hosts_line: str
    where_line: str
    access: tuple[str, ...]
    how_to_come: str


def line(session: EditionSession) -> Line:
    """The session in words that paper can hold."""
    return Line(
        session=session,
        kind_label=kind_label(session.kind),
        hosts_line=hosts_line(session),
        where_line=where_line(session),
        access=() if session.is_break else access_words(session),
        how_to_come=_how_to_come(session),
    )


def _how_to_come(session: EditionSession) -> str:
    if session.cancelled:
        return _("Cancelled")
    if session.is_break:
        return ""
    return _("No need to book") if session.attendance == "drop-in" else _("Book a place")


def agenda_of(sessions: Iterable[EditionSession], zone: str) -> list[tuple[date, list[tuple[datetime, list[Line]]]]]:
    """The sessions (by time, as editions hold them) by local day and start time."""

    def day(session: EditionSession) -> date:
        return day_of(session.starts_at, zone)

    return [
        (
            on,
            [
                (start, [line(session) for session in together])
                for start, together in groupby(that_day, lambda session: session.starts_at)
            ],
        )
        for on, that_day in groupby(sessions, day)
    ]


@dataclass(frozen=True)
class DoorSign:
    """One sheet. Sessions are by time; cancelled ones are among them, for those who come all the same."""

    room: EditionRoom
    day: date
    sessions: tuple[EditionSession, ...]


def door_signs(sessions: Iterable[EditionSession], zone: str) -> list[DoorSign]:
    """The signs by room, then day, for rooms in which something is to happen. `sessions` are by time."""
    held: dict[tuple[str, date], list[EditionSession]] = {}
    for session in sessions:
        if session.room:
            held.setdefault((session.room.name, day_of(session.starts_at, zone)), []).append(session)
    signs = [
        # What is cancelled keeps the room as it was then.
        DoorSign(running[0], day, tuple(there))
        for (_name, day), there in held.items()
        if (running := [session.room for session in there if session.room and not session.cancelled])
    ]
    return sorted(signs, key=lambda sign: (sign.room.name.casefold(), sign.day))
