"""Which sessions of an edition somebody is looking for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from eventapp.letters import plain
from eventapp.programme.edition import EditionSession
from eventapp.venue.days import day_of


@dataclass(frozen=True)
class Wanted:
    """What somebody is looking for; what is empty does not matter to them.

    `booking` is `drop-in` (no need to book) or `free` (that, or places left). Several `words` must all be found.
    """

    day: date | None = None
    kind: str = ""
    room: str = ""
    organisation: str = ""
    feature: str = ""
    booking: str = ""
    words: str = ""


def find(
    sessions: Iterable[EditionSession], wanted: Wanted, *, full: frozenset[str], zone: str
) -> list[EditionSession]:
    """The sessions that are wanted, in their order. Breaks are shown where nothing is asked for."""
    if wanted == Wanted():
        return list(sessions)
    words = plain(wanted.words).split()
    return [
        session
        for session in sessions
        if not session.is_break
        and wanted.day in (None, day_of(session.starts_at, zone))
        and wanted.kind in ("", session.kind)
        and wanted.room in ("", session.room_name)
        and wanted.organisation in ("", *session.organisations)
        and wanted.feature in ("", *(session.room.features if session.room else ()))
        and _can_come(session, wanted.booking, full)
        and all(word in _text(session) for word in words)
    ]


def _can_come(session: EditionSession, booking: str, full: frozenset[str]) -> bool:
    if not booking:
        return True
    if session.cancelled:
        return False
    return session.attendance == "drop-in" or (booking == "free" and session.id not in full)


def _text(session: EditionSession) -> str:
    return plain(" ".join([session.title, session.words, session.room_name, *session.hosts, *session.organisations]))
