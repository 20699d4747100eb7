"""What has been made of the sample so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.event.tables import Event, Room
from eventapp.people.tables import Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.tables import Proposal


@dataclass
class Sample:
    """The event, with what belongs to it by the names that the content has for it. `say` is told of steps done."""

    event: Event
    organiser: Person
    say: Callable[[int], None]
    rooms: dict[str, Room] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, list[Person]] = field(default_factory=dict)
    workshops: dict[str, PlanningWorkshop] = field(default_factory=dict)
    themes: dict[str, SurveyTheme] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def at(self, local: Any) -> datetime:
        """The instant at which the clocks show this time on the day."""
        return datetime.combine(self.event.starts_on, local, ZoneInfo(self.event.time_zone))
