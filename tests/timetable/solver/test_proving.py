"""What is said to be proven is compared with trying everything, on tasks so small that everything can be tried."""

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.timetable.solver.answers import NamedRule, repair_cost
from eventapp.timetable.solver.checking import broken_rules
from eventapp.timetable.solver.instance import Instance, Place, Plan, Room, Session, Voter, same_place, starts_in
from eventapp.timetable.solver.proving.blocks import best_blocks, blocks_of
from eventapp.timetable.solver.proving.counting import too_much
from eventapp.timetable.solver.proving.explaining import why_not
from eventapp.timetable.solver.proving.repairing import repair
from tests.timetable.solver.instances import an_instance, every_plan

# Deterministic effort for each question to CP-SAT: these need next to none.
EFFORT = 5.0
SLOTS = 5


@st.composite
def tight_instances(draw: st.DrawFn) -> Instance:
    """Small tasks with every sort of rule, about half of which cannot be."""
    slots = st.integers(0, SLOTS - 1)
    flags = st.frozensets(st.sampled_from(["step-free"]), max_size=1)
    rooms = draw(st.integers(1, 2))
    free = st.tuples(st.none(), st.frozensets(slots, min_size=1) | st.none())
    locked = st.tuples(st.builds(Place, st.integers(0, SLOTS - 2), st.integers(0, rooms - 1)), st.none())
    sessions = []
    for number in range(draw(st.integers(1, 3))):
        lock, starts = draw(st.one_of(free, free, locked))
        sessions.append(
            Session(
                f"s{number}",
                draw(st.integers(1, 2)),
                draw(st.lists(st.sampled_from(["Ann", "Ben"]), max_size=1).map(tuple)),
                needs=draw(flags),
                starts=starts,
                locked=lock,
                before=draw(st.sampled_from([0, 0, 1])),
                after=draw(st.sampled_from([0, 0, 1])),
            )
        )
    opened = st.frozensets(slots, min_size=2)
    joined = [frozenset[int](), frozenset({0, 1})]
    return Instance(
        15,
        SLOTS,
        tuple(sessions),
        tuple(
            Room(f"r{number}", 0, draw(flags), draw(opened), joined=draw(st.sampled_from(joined[:rooms])))
            for number in range(rooms)
        ),
        (),
        {"Ann": draw(st.frozensets(slots, max_size=2))},
        draw(st.integers(0, 1)),
        draw(st.integers(0, 1)),
    )


def can_all_hold(instance: Instance, rules: Collection[NamedRule]) -> bool:
    """Whether there is a plan under these rules alone, found by trying all that there is."""
    rules = {replace(rule, sessions=() if rule.host else rule.sessions) for rule in rules}
    placed = [session for session in instance.sessions if NamedRule("placed", (session.id,)) in rules]
    rooms = tuple(
        room
        if NamedRule("open", room=same_place(instance, number)) in rules
        else replace(room, open=frozenset(range(instance.slots)))
        for number, room in enumerate(instance.rooms)
    )
    away = {host: slots for host, slots in instance.away.items() if NamedRule("away", host=host) in rules}
    loose = replace(instance, rooms=rooms, away=away)
    options = [_options(loose, session, rules) for session in placed]
    # From here on places are only compared with each other: each is locked where it is.
    hosts = [tuple(host for host in one.hosts if NamedRule("host", host=host) in rules) for one in placed]
    for places in product(*options):
        fixed = tuple(
            replace(_ruled(session, rules), locked=place, hosts=hosts[number])
            for number, (session, place) in enumerate(zip(placed, places, strict=True))
        )
        gaps = replace(
            loose,
            sessions=fixed,
            changeover=instance.changeover if NamedRule("changeover") in rules else 0,
        )
        if not broken_rules(gaps, places) and _all_rest(instance, placed, places, hosts, rules):
            return True
    return False


def _ruled(session: Session, rules: Collection[NamedRule]) -> Session:
    about = (session.id,)
    keeps_setup = NamedRule("setup", about) in rules
    return replace(
        session,
        needs=frozenset(each for each in session.needs if NamedRule("feature", about, feature=each) in rules),
        starts=session.starts if NamedRule("time", about) in rules else None,
        before=session.before if keeps_setup else 0,
        after=session.after if keeps_setup else 0,
    )


def _options(instance: Instance, session: Session, rules: Collection[NamedRule]) -> list[Place]:
    if session.locked is not None and NamedRule("lock", (session.id,)) in rules:
        return [session.locked]
    free = replace(_ruled(session, rules), locked=None)
    found = [Place(start, room) for room in range(len(instance.rooms)) for start in starts_in(instance, free, room)]
    return found if session.locked is None or session.locked in found else [*found, session.locked]


def _all_rest(
    instance: Instance,
    sessions: list[Session],
    places: tuple[Place, ...],
    hosts: list[tuple[str, ...]],
    rules: Collection[NamedRule],
) -> bool:
    rest = instance.rest if NamedRule("rest") in rules else 0
    return not any(
        set(hosts[one]) & set(hosts[other])
        and (session.locked is None or sessions[other].locked is None)
        and places[one].start < places[other].start + sessions[other].slots + rest
        and places[other].start < places[one].start + session.slots + rest
        for one, session in enumerate(sessions)
        for other in range(one)
    )


@given(tight_instances())
@settings(max_examples=25)
def test_what_fits_does_and_an_explanation_cannot_hold_and_without_any_one_rule_it_can(instance: Instance) -> None:
    found = why_not(instance, EFFORT, repeatable=True)

    if every_plan(instance):
        assert found.answer == "fits"
        assert broken_rules(instance, found.plan) == []
        return
    assert (found.answer, found.minimal) == ("cannot", True)
    assert not can_all_hold(instance, found.rules)
    assert [rule for rule in found.rules if not can_all_hold(instance, set(found.rules) - {rule})] == []


@given(tight_instances())
@settings(max_examples=25)
def test_what_counting_finds_cannot_be(instance: Instance) -> None:
    found = too_much(instance)

    if found:
        assert not can_all_hold(instance, found.rules)


@given(tight_instances(), st.data())
@settings(max_examples=25)
def test_no_plan_costs_less_than_the_repair(instance: Instance, data: st.DataObject) -> None:
    place = st.builds(Place, st.integers(0, SLOTS - 1), st.integers(0, len(instance.rooms) - 1)) | st.none()
    before = [data.draw(place) for _session in instance.sessions]
    pairs = list(combinations(range(len(instance.sessions)), 2))
    instance = replace(instance, close=frozenset(pair for pair in pairs if data.draw(st.booleans())))

    found = repair(instance, before, EFFORT, repeatable=True)

    options = [
        [None, *(Place(start, room) for room in range(len(instance.rooms)) for start in starts_in(instance, one, room))]
        for one in instance.sessions
    ]
    costs = [repair_cost(instance, before, plan) for plan in product(*options) if _can_be_held(instance, plan)]
    assert (found.proven, found.cost, found.bound) == (True, min(costs), min(costs))
    assert _can_be_held(instance, found.plan)
    assert repair_cost(instance, before, found.plan) == found.cost


def _can_be_held(instance: Instance, plan: Plan) -> bool:
    return {each.rule for each in broken_rules(instance, plan)} <= {"no place"}


@given(
    st.integers(3, 6),
    st.lists(st.frozensets(st.integers(0, 5), min_size=2, max_size=3), max_size=8),
    st.booleans(),
)
@settings(max_examples=25)
def test_no_plan_in_blocks_is_better_than_the_proven_one(count: int, wants: list[frozenset[int]], alike: bool) -> None:  # noqa: FBT001 (drawn)
    sessions = [Session(f"s{number}", 2, ("Ann",) if number < 2 else ()) for number in range(count)]
    voters = tuple(Voter(frozenset(each for each in wish if each < count)) for wish in wants)
    instance = an_instance(*sessions, slots=6, voters=voters)
    if not alike:
        narrow = replace(instance.rooms[1], open=frozenset(range(4)))
        instance = replace(instance, rooms=(instance.rooms[0], narrow))

    found = best_blocks(instance, EFFORT, repeatable=True)

    assert blocks_of(instance) == [0, 2, 4]
    costs = [_wanted_at_once(instance, plan) for plan in _plans_in_blocks(instance)]
    assert found.proven
    if costs:
        assert broken_rules(instance, found.plan) == []
        assert (found.cost, found.bound) == (min(costs), min(costs))
        assert _wanted_at_once(instance, found.plan) == min(costs)
    else:
        assert found.plan == ()


def _plans_in_blocks(instance: Instance) -> list[Plan]:
    """Every plan in blocks, but for the order of rooms in a block where it does not matter."""
    blocks = product([0, 2, 4], repeat=len(instance.sessions))
    plans: list[Plan] = []
    for starts in blocks:
        rooms = [starts[:number].count(start) for number, start in enumerate(starts)]
        if max(rooms) < len(instance.rooms):
            plan = [Place(start, room) for start, room in zip(starts, rooms, strict=True)]
            if not broken_rules(instance, plan):
                plans.append(plan)
    return plans


def _wanted_at_once(instance: Instance, plan: Plan) -> float:
    starts = [place.start if place else -1 for place in plan]
    return sum(
        voter.weight * (starts[one] == starts[other])
        for voter in instance.voters
        for one in voter.wants
        for other in voter.wants
        if one < other
    )
