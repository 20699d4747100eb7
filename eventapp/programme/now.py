"""What is on at a moment, and what comes next in each room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.programme.edition import EditionSession
from eventapp.venue.days import day_of


@dataclass(frozen=True)
class NowAndNext:
    """Sessions by time: those that are on, and those that come next, on one day."""

    on: tuple[EditionSession, ...]
    next: tuple[EditionSession, ...]


def now_and_next(sessions: Sequence[EditionSession], now: datetime, zone: str) -> NowAndNext:
    """What is on at `now`, and what is next in each room on the first day that still has something to come.

    A cancelled session is told where it would have been: somebody may stand before its door. `sessions` are by time.
    """
    coming = [session for session in sessions if session.starts_at > now]
    on = tuple(session for session in sessions if session.starts_at <= now < session.ends_at)
    days = {day_of(session.starts_at, zone) for session in coming if not session.cancelled}
    first_day = min(days, default=None)
    settled: dict[str, bool] = defaultdict(bool)
    following = []
    for session in coming:
        if day_of(session.starts_at, zone) == first_day and not settled[session.room_name]:
            following.append(session)
            settled[session.room_name] = not session.cancelled
    return NowAndNext(on, tuple(following))
