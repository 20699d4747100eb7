"""Where a session could be: every room at every start, and what stands against it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from eventapp.timetable.checks.problems import Problem, problems_beside
from eventapp.timetable.clock_steps import step_after
from eventapp.timetable.planned import BREAK, PlannedSession, RoomFacts, Timetable
from eventapp.venue.days import Hours

State = Literal["free", "warning", "impossible"]


@dataclass(frozen=True)
class PlaceOption:
    """A room (None: something for everybody, without one) and a start, and the problems that the session has there."""

    room: RoomFacts | None
    starts_at: datetime
    problems: tuple[Problem, ...]

    @property
    def state(self) -> State:
        """Impossible is what publishing would refuse."""
        if any(problem.stops for problem in self.problems):
            return "impossible"
        return "warning" if self.problems else "free"


def places_for(session: PlannedSession, timetable: Timetable, day: date | None = None) -> list[PlaceOption]:
    """Every place that this session could have on the day, or on all days: by start, then in the order of the rooms.

    Whether it is locked, cancelled or somewhere already makes no difference. Only breaks can do without a room.
    """
    check = problems_beside(session.id, timetable)
    rooms: list[RoomFacts | None] = [*timetable.rooms]
    if session.kind == BREAK:
        rooms.append(None)
    places = []
    for starts_at in grid_starts(timetable.hours, timetable.rules.grid_minutes, day):
        for room in rooms:
            placed = replace(session, room=room, starts_at=starts_at, cancelled_at=None)
            places.append(PlaceOption(room, starts_at, tuple(check(placed))))
    return places


def grid_starts(hours: Hours, grid_minutes: int, day: date | None = None) -> Iterator[datetime]:
    """The instants at which something can start on the day, or on all days: on the grid, while the venue is open."""
    step = timedelta(minutes=grid_minutes)
    for span in [hours.span(day)] if day else hours.spans:
        if span is not None:
            starts_at = step_after(span.starts_at, grid_minutes)
            while starts_at < span.ends_at:
                yield starts_at
                starts_at += step
