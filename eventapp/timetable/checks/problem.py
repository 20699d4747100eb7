"""One problem of a timetable."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from eventapp.timetable.planned import PlannedSession
from eventapp.venue.spans import Span

Clash = Literal["room", "joined", "crowd", "host", "worker"]
Concern = Literal[
    "rights",
    "capacity",
    "wishes",
    "hours",
    "blocked",
    "closed",
    "start",
    "away",
    "rest",
    "break",
    "popular",
    "both",
    "nothing",
]
Kind = Clash | Concern
# In the order in which they are told of one time: what stops first.
KINDS: tuple[Kind, ...] = get_args(Clash) + get_args(Concern)

Offer = Literal["quiet", "step-free", "signed", "drop-in"]
OFFERS: tuple[Offer, ...] = get_args(Offer)


@dataclass(frozen=True)
class Problem:
    """Something about sessions that cannot stay so, where it `stops` publishing, or that may well be meant.

    | kind | sessions | names | number |
    | --- | --- | --- | --- |
    | room | both, in order of time | the room | minutes needed between them, 0 while they overlap |
    | joined | both | their rooms | the same |
    | crowd | all that are there at once | the room | how many can be |
    | host, worker | both | who | |
    | rights, wishes | it | the room, then the features that it lacks | |
    | capacity | it | the room | how many it holds |
    | hours | it | | |
    | blocked | it | the room, then why | |
    | closed | it | the room | |
    | start | it | | |
    | away | it | the host | |
    | rest | both | the host or access worker | minutes between them |
    | break | it and the break | | |
    | popular | it and what could swap with it | their rooms | |
    | both | both | | how many people want both |
    | nothing | none | what there is nothing of, an `Offer` | minutes of the `span` |
    """

    kind: Kind
    stops: bool
    sessions: tuple[PlannedSession, ...]
    names: tuple[str, ...] = ()
    number: int = 0
    span: Span | None = None

    @property
    def starts_at(self) -> datetime:
        """When it begins to matter: for the order of a list."""
        begins = self.span.starts_at if self.span else self.sessions[0].starts_at
        if begins is None:
            raise ValueError("a problem of sessions without a start")
        return begins
