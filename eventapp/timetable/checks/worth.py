"""What a timetable is worth to those who come, in numbers that people understand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.timetable.solver.quality import most_attended
from eventapp.voting.shares import FEWEST

# What is told of one person is a whole number of these. An exact share would say what they want: whoever moves one
# session after the other would see it change.
_ROUGH = 20

# The room (id, None without one) and the start of a session.
Where = tuple[str | None, datetime]


@dataclass(frozen=True)
class Worth:
    """`attainable` is the share of all wishes that people can really attend, 0 to 1, each ballot by its weight.

    `worst_voter` is about that share for the one who can attend the least of their wishes, and `by_group` that of the
    ballots of each organisation (by name). `voters` is how many ballots these are made from: without any they are 1.
    `seats_short` counts people without a seat; `moved` the sessions that left the place that they had.
    """

    attainable: float
    worst_voter: float
    voters: int
    seats_short: int
    moved: int
    by_group: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Part:
    """What one ballot gets: sessions that its person can sit through, of those that they want."""

    group: str
    weight: float
    attended: int
    wanted: int


def worth(timetable: Timetable, before: Mapping[str, Where] | None = None) -> Worth:
    """What the timetable is worth, and how much it differs from where sessions (ids) were before.

    A session without a place is one that nobody can attend yet. What is cancelled counts for nothing, and nor does
    what people come to and leave as they like: they can have that beside everything else.
    """
    on = {session.id: session for session in timetable.sessions if session.cancelled_at is None}
    times = {session.id: time for session in on.values() if (time := _minutes(session))}
    to_attend = {session.id for session in on.values() if not session.comes_and_goes}
    parts = [
        _Part(voter.group, voter.weight, most_attended(times[id_] for id_ in wants if id_ in times), len(wants))
        for voter in timetable.wishes
        if (wants := voter.wants & to_attend)
    ]
    people = Counter(part.group for part in parts)
    return Worth(
        attainable=_share(parts),
        worst_voter=_roughly(min((part.attended / part.wanted for part in parts), default=1.0)),
        voters=len(parts),
        seats_short=sum(_short(session) for session in on.values()),
        moved=sum(_where(on.get(id_)) != where for id_, where in (before or {}).items()),
        by_group={
            group: _share([part for part in parts if part.group == group])
            for group in sorted(people, key=str.casefold)
            if group and people[group] >= FEWEST
        },
    )


def _roughly(share: float) -> float:
    return round(share * _ROUGH) / _ROUGH


def _minutes(session: PlannedSession) -> tuple[int, int] | None:
    """End and start in minutes; None without a start."""
    if session.starts_at is None:
        return None
    starts = int(session.starts_at.timestamp()) // 60
    return starts + session.minutes, starts


def _share(parts: Sequence[_Part]) -> float:
    whole = sum(part.weight * part.wanted for part in parts)
    return sum(part.weight * part.attended for part in parts) / whole if whole else 1.0


def _short(session: PlannedSession) -> int:
    holds = session.room.holds(session.setup) if session.room and session.starts_at else 0
    return max(0, (session.people or 0) - holds) if holds else 0


def _where(session: PlannedSession | None) -> Where | None:
    if session is None or session.starts_at is None:
        return None
    return session.room.id if session.room else None, session.starts_at


def places_now(sessions: Iterable[PlannedSession]) -> dict[str, Where]:
    """Where sessions (ids) are that are on: to compare another timetable with."""
    return {session.id: where for session in sessions if session.is_on and (where := _where(session))}
