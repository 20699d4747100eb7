"""Which sessions of an edition somebody is looking for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.letters import plain
from eventapp.programme.edition import EditionSession
from eventapp.venue.days import NIGHT_ENDS, day_of

# The parts of a day by the hours of its clocks. What starts in the night belongs to the evening.
MORNING, AFTERNOON, EVENING = PARTS = "morning", "afternoon", "evening"
_NOON, _EVENING_BEGINS = 12, 17


@dataclass(frozen=True)
class Wanted:
    """What somebody is looking for; what is empty does not matter to them.

    `part` is one of `PARTS`; `booking` is `drop-in` (no need to book) or `free` (that, or places left). Several `words`
    must all be found.
    """

    day: date | None = None
    part: str = ""
    kind: str = ""
    room: str = ""
    organisation: str = ""
    feature: str = ""
    language: str = ""
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
        and wanted.kind in ("", session.kind)
        and wanted.room in ("", session.room_name)
        and wanted.organisation in ("", *session.organisations)
        and wanted.feature in ("", *(session.room.features if session.room else ()))
        and wanted.language in ("", session.language)
        # What takes longer comes last, and only where it is asked.
        and (wanted.day is None or wanted.day == day_of(session.starts_at, zone))
        and (not wanted.part or wanted.part == part_of_day(session.starts_at, zone))
        and _can_come(session, wanted.booking, full)
        and all(word in _text(session) for word in words)
    ]


def part_of_day(moment: datetime, zone: str) -> str:
    """Which of `PARTS` this moment is in."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() < NIGHT_ENDS or local.hour >= _EVENING_BEGINS:
        return EVENING
    return MORNING if local.hour < _NOON else AFTERNOON


def _can_come(session: EditionSession, booking: str, full: frozenset[str]) -> bool:
    if not booking:
        return True
    if session.cancelled:
        return False
    return session.attendance == "drop-in" or (booking == "free" and session.id not in full)


def _text(session: EditionSession) -> str:
    return plain(" ".join([session.title, session.words, session.room_name, *session.hosts, *session.organisations]))
