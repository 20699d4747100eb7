"""What sessions are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventapp.timetable.planned import PlannedSession, RoomFacts, Rules
from eventapp.venue.spans import Span


@dataclass(frozen=True)
class Given:
    """What does not depend on where sessions are.

    `supporters` has a bit for each of the ballots (see `supporters_of`).
    """

    rules: Rules
    rooms: Mapping[str, RoomFacts]
    hours: tuple[Span, ...] = ()
    can_come: Mapping[str, tuple[Span, ...]] | None = None
    supporters: Mapping[str, int] | None = None
    ballots: int = 0

    def of(self, session: PlannedSession) -> int:
        return (self.supporters or {}).get(session.id, 0)
