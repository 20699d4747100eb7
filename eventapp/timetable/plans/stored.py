"""Plans as they are stored: what was asked, how far the search is, the best plan, and what else was found out."""

from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

import msgspec

from eventapp import clock
from eventapp.ids import fingerprint
from eventapp.timetable.plans.asking import Placed, Question
from eventapp.timetable.solver.instance import Weights
from eventapp.timetable.tables import Plan

_Value = TypeVar("_Value")

# What does not move: all that is placed, or only what organisers locked.
Kept = Literal["placed", "locked"]
State = Literal["waiting", "running", "broke off", "done", "stopped", "killed", "replaced", "failed"]

# Which program asked and answered: another version may find another plan with the same seed, and tells its solver in
# another way. Another number is due whenever what is stored of a question looks different.
VERSION = "2"
# As many points as a small picture shows.
MOST_STEPS = 60


@dataclass(frozen=True)
class Asked:
    """The question to the solver, and what does not move."""

    question: Question
    kept: Kept


@dataclass(frozen=True)
class Step:
    """A better plan: after how many seconds, what part of their wishes people can attend, and how much is placed."""

    seconds: float
    attainable: float
    placed: int


@dataclass(frozen=True)
class Best:
    """A plan: where it puts each session (id) that it could place anywhere, and which have no place."""

    placed: dict[str, Placed]
    unplaced: tuple[str, ...]
    attainable: float


@dataclass(frozen=True)
class Rule:
    """A rule that was named as a reason: its `kind` as of the solver's `NamedRule`, and what it is about (ids)."""

    kind: str
    sessions: tuple[str, ...] = ()
    room: str = ""
    person: str = ""
    feature: str = ""


@dataclass(frozen=True)
class Found:
    """What else a search found out.

    `verdict` says whether everything can be placed, and `rules` why not; they are `minimal` when any one of them could
    be given up instead. Where minutes were counted, so many are `needed` and so many `there`. `moved` sessions are
    elsewhere in a repair; `proven`: no repair costs less. With this `seed` the `steps` make a draft again exactly, also
    one whose search was stopped.
    """

    verdict: Literal["", "fits", "cannot", "not proven"] = ""
    rules: tuple[Rule, ...] = ()
    minimal: bool = False
    needed: int = 0
    there: int = 0
    proven: bool = False
    moved: int = 0
    seed: int = 0
    steps: tuple[int, ...] = ()


def write(value: Any) -> str:
    """JSON; equal values give equal texts."""
    return msgspec.json.encode(value, order="deterministic").decode()


def hash_of(question: str) -> str:
    """A short name of a question: equal where all that the solver is told is equal."""
    return fingerprint(question)[:16]


def is_of_now(plan: Plan) -> bool:
    """Whether this version of the program made the plan: then it can be made again, and its question be read."""
    return plan.version == VERSION


def asked_in(plan: Plan) -> Asked:
    """The question of a plan that `is_of_now`."""
    return msgspec.json.decode(plan.question, type=Asked)


@dataclass(frozen=True)
class _Wishing:
    voters: tuple[msgspec.Raw, ...]


@dataclass(frozen=True)
class _WishingQuestion:
    instance: _Wishing


@dataclass(frozen=True)
class _Glance:
    """What pages need of a question. All of it takes much longer to read."""

    question: _WishingQuestion
    kept: Kept


def kept_in(plan: Plan) -> Kept:
    """What does not move in a plan that `is_of_now`."""
    return msgspec.json.decode(plan.question, type=_Glance).kept


def goes_by_wishes(plan: Plan) -> bool:
    """Whether a plan that `is_of_now` was told what anybody wants."""
    return bool(msgspec.json.decode(plan.question, type=_Glance).question.instance.voters)


def weights_of(plan: Plan) -> Weights:
    """What things cost in this search."""
    return _read(plan.weights, Weights) or Weights()


def best_of(plan: Plan) -> Best | None:
    """The best plan so far; None while there is none."""
    return _read(plan.best, Best)


def found_in(plan: Plan) -> Found:
    return _read(plan.found, Found) or Found()


def steps_of(plan: Plan) -> list[Step]:
    """The picture of the search, in order of time."""
    return _read(plan.progress, list[Step]) or []


def _read(text: str, kind: type[_Value]) -> _Value | None:
    """What was stored; None where there is nothing, or where another version stored what this one cannot read."""
    try:
        return msgspec.json.decode(text, type=kind) if text else None
    except msgspec.ValidationError:
        return None


def state_of(plan: Plan) -> State:
    """How it stands: `broke off` is a search that says nothing any more, which will soon be noted."""
    if plan.ended:
        return cast("State", plan.ended)
    if plan.turn_until is None:
        return "waiting"
    return "running" if clock.now() < plan.turn_until else "broke off"
