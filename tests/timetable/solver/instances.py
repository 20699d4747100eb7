"""Small tasks for the planner."""

import random
from itertools import product

from hypothesis import strategies as st

from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Plan, Room, Session, Voter, starts_in


def an_instance(
    *sessions: Session, rooms: int = 2, slots: int = 8, voters: tuple[Voter, ...] = (), **changes: object
) -> Instance:
    """Rooms that are open in every slot, with everything."""
    everything = frozenset({"step-free", "hearing-loop"})
    return Instance(
        grid=15,
        slots=slots,
        sessions=sessions,
        rooms=tuple(Room(f"Room {number}", 20, everything, frozenset(range(slots))) for number in range(rooms)),
        voters=voters,
        **changes,  # type: ignore[arg-type]
    )


def drawn(seed: int, sessions: int = 20, rooms: int = 3, slots: int = 32) -> Instance:
    """A task with tastes, hosts and features. The same seed gives the same."""
    chance = random.Random(seed)
    features = ["projector", "step-free"]
    found = tuple(
        Session(
            f"session {number}",
            chance.choice([1, 2, 3, 4]),
            tuple(f"host {chance.randrange(sessions)}" for _ in range(chance.choice([1, 1, 2]))),
            f"track {chance.randrange(4)}",
            frozenset(feature for feature in features if chance.random() < 0.2),
            chance.randrange(40),
        )
        for number in range(sessions)
    )
    return Instance(
        15,
        slots,
        found,
        tuple(
            Room(f"room {number}", 30 - 5 * number, frozenset(features[number % 2 :]), frozenset(range(slots)) - {15})
            for number in range(rooms)
        ),
        tuple(Voter(frozenset(chance.sample(range(sessions), 5)), chance.choice([1.0, 0.5])) for _ in range(30)),
    )


@st.composite
def small_instances(draw: st.DrawFn) -> Instance:
    """Tasks so small that every plan can be tried."""
    slots = draw(st.integers(2, 4))
    hosts = st.lists(st.sampled_from(["Ann", "Ben"]), max_size=1).map(tuple)
    needs = st.frozensets(st.sampled_from(["step-free"]), max_size=1)
    sessions = [
        Session(f"s{number}", draw(st.integers(1, 2)), draw(hosts), needs=draw(needs))
        for number in range(draw(st.integers(1, 3)))
    ]
    rooms = [
        Room(f"r{number}", 0, draw(needs), draw(st.frozensets(st.integers(0, slots - 1), min_size=1)))
        for number in range(draw(st.integers(1, 2)))
    ]
    away = {"Ann": draw(st.frozensets(st.integers(0, slots - 1), max_size=2))}
    return Instance(15, slots, tuple(sessions), tuple(rooms), (), away, draw(st.integers(0, 1)))


def every_plan(instance: Instance) -> list[Plan]:
    """Every plan that breaks no hard rule, found by trying all."""
    options = [
        [Place(start, room) for room in range(len(instance.rooms)) for start in starts_in(instance, session, room)]
        for session in instance.sessions
    ]
    return [plan for plan in product(*options) if not broken_rules(instance, plan)]
