"""What the solver says, as plain values: they travel between its process and the program."""

from dataclasses import dataclass
from typing import Literal

from eventapp.timetable.solver.instance import Instance, Place, Plan, same_place

# What a repair costs for each session with another time, and for each with another room.
MOVED_TIME, MOVED_ROOM = 3, 2

Answer = Literal["fits", "cannot", "not proven"]
RuleKind = Literal["placed", "lock", "feature", "time", "setup", "away", "host", "open", "rest", "changeover"]


@dataclass(frozen=True, order=True)
class NamedRule:
    """One thing that is asked of a timetable and could be given up.

    | kind | what is asked |
    | --- | --- |
    | placed | this session has a place |
    | lock | this session stays where it is locked |
    | feature | this session's room has the `feature` that it needs |
    | time | this session begins when it is wished to |
    | setup | the room is free before and after this session, to set up and to clear |
    | away | this host has a session only while they are there |
    | host | this host is in one place at a time |
    | open | this room (its number) is used only while it is open |
    | rest | hosts have a rest between two sessions |
    | changeover | rooms are empty for a while between two sessions |

    The ids in `sessions` are the one that the rule is about, or all those of an explanation that it concerns.
    """

    kind: RuleKind
    sessions: tuple[str, ...] = ()
    host: str = ""
    room: int = -1
    feature: str = ""


@dataclass(frozen=True)
class Proof:
    """Whether everything can be placed.

    "fits" comes with a plan, "cannot" with `rules` that cannot all hold, where they were looked for. They are `minimal`
    when without any one of them the others can hold. Where they were counted, so many `needed` slots face those that
    are `there`. "not proven" says that the time was over.
    """

    answer: Answer
    plan: tuple[Place | None, ...] = ()
    rules: tuple[NamedRule, ...] = ()
    minimal: bool = False
    needed: int = 0
    there: int = 0


@dataclass(frozen=True)
class Repair:
    """A plan near the one before: 3 for each other time and 2 for each other room. It is `proven` that none costs less.

    Sessions have no place where there is none for all; each costs more than all moves together. No repair can cost less
    than the `bound`.
    """

    plan: tuple[Place | None, ...]
    cost: int
    bound: int
    proven: bool


@dataclass(frozen=True)
class Blocks:
    """Sessions of one length in blocks. `cost` is the weight of the people who want two sessions of one block."""

    plan: tuple[Place | None, ...]
    cost: float
    bound: float
    proven: bool


def repair_cost(instance: Instance, before: Plan, plan: Plan) -> int:
    """What this plan costs as a repair of the one before."""
    return sum(_move_cost(instance, old, new) for old, new in zip(before, plan, strict=True))


def _move_cost(instance: Instance, old: Place | None, new: Place | None) -> int:
    if new is None:
        return no_place_cost(instance)
    if old is None:
        return 0
    moved_room = same_place(instance, new.room) != same_place(instance, old.room)
    return MOVED_TIME * (new.start != old.start) + MOVED_ROOM * moved_room


def no_place_cost(instance: Instance) -> int:
    """What a session without a place costs: more than all moves together."""
    return (MOVED_TIME + MOVED_ROOM) * len(instance.sessions) + 1
