"""What is wrong with a timetable, found by looking at every 5 minutes: what the check is compared with."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from eventapp.timetable.planned import PlannedSession, RoomFacts, Timetable, in_order
from tests.timetable.plain import TEN, minutes

# The kind, the sessions (ids) and the names.
Found = tuple[str, frozenset[str], tuple[str, ...]]

_LEAVE_AS_YOU_LIKE = {"drop-in", "quiet"}


def by_brute_force(timetable: Timetable) -> Counter[Found]:
    """All problems but swaps of rooms and what there is nothing of. All times have to be whole steps of 5 minutes."""
    on = sorted(timetable.sessions, key=in_order)
    found = Counter[Found]()
    for one in on:
        found.update(_alone(one, timetable))
    for one, two in combinations(on, 2):
        found.update(_both(one, two, timetable))
    for person in {person for one in on for person in (*one.hosts, *one.access_workers)}:
        found.update(_rests(person, on, timetable.rules.rest_minutes))
    for room in timetable.rooms:
        if room.sessions_at_once > 1:
            found.update(_crowds(room, on, timetable.rules.changeover_minutes))
    return found


def _found(kind: str, sessions: Iterable[PlannedSession], *names: str) -> Found:
    return kind, frozenset(one.id for one in sessions), names


def _alone(one: PlannedSession, timetable: Timetable) -> Iterator[Found]:
    in_hours = _there(one) <= _within(timetable.hours.spans)
    if not in_hours:
        yield _found("hours", [one])
    if room := _room(one, timetable):
        if _needed(one) & _within(room.blocked):
            yield _found("blocked", [one], room.name, *(block[2] for block in room.blocked))
        elif room.open is not None and in_hours and not _needed(one) <= _within(room.open):
            yield _found("closed", [one], room.name)
        yield from _lacks(one, room)
    if one.can_start and _first(one) not in _within(one.can_start):
        yield _found("start", [one])
    for host, name in one.hosts:
        if host in timetable.can_come and not _there(one) <= _within(timetable.can_come[host]):
            yield _found("away", [one], name)


def _lacks(one: PlannedSession, room: RoomFacts) -> Iterator[Found]:
    for kind, feature in [("rights", "quiet"), ("wishes", "sink")]:
        if feature in one.needs and feature not in room.features:
            yield _found(kind, [one], room.name, feature)
    if room.capacity and one.places and one.places > room.capacity:
        yield _found("capacity", [one], room.name)


def _both(one: PlannedSession, two: PlannedSession, timetable: Timetable) -> Iterator[Found]:
    here, there = _room(one, timetable), _room(two, timetable)
    after = timetable.rules.changeover_minutes
    if here and there and _needed(one, after) & _needed(two, after):
        if here == there and here.sessions_at_once == 1:
            yield _found("room", [one, two], here.name)
        if there.id in here.used_with:
            yield _found("joined", [one, two], here.name, there.name)
    if not _there(one) & _there(two):
        return
    for kind, people in [
        ("host", set(one.hosts) & set(two.hosts)),
        ("worker", set(one.access_workers) & set(two.access_workers)),
    ]:
        for _id, name in people:
            yield _found(kind, [one, two], name)
    for session, everybody in [(one, two), (two, one)]:
        is_break = everybody.kind == "break" and everybody.room is None
        if is_break and session.kind not in {"break", *_LEAVE_AS_YOU_LIKE}:
            yield _found("break", [session, everybody])
    if _same_people(one, two, timetable) and not {one.kind, two.kind} & _LEAVE_AS_YOU_LIKE:
        yield _found("both", [one, two])


def _same_people(one: PlannedSession, two: PlannedSession, timetable: Timetable) -> bool:
    want_one = {number for number, voter in enumerate(timetable.wishes) if one.id in voter.wants}
    want_two = {number for number, voter in enumerate(timetable.wishes) if two.id in voter.wants}
    both, either = len(want_one & want_two), len(want_one | want_two)
    if both < 3 or both < min(len(want_one), len(want_two)) / 3:
        return False
    by_chance = len(want_one) * len(want_two) / len(timetable.wishes)
    return both >= 1.25 * by_chance or both >= either / 2


def _rests(person: tuple[str, str], on: list[PlannedSession], rest: int) -> Iterator[Found]:
    theirs = [one for one in on if person in (*one.hosts, *one.access_workers)]
    for one, two in pairwise(theirs):
        if 0 <= 5 * (_first(two) - _first(one)) - one.minutes < rest:
            yield _found("rest", [one, two], person[1])


def _crowds(room: RoomFacts, on: list[PlannedSession], after: int) -> Iterator[Found]:
    in_room = [one for one in on if one.room and one.room.id == room.id]
    moments = {at for one in in_room for at in _needed(one, after)}
    crowds = {frozenset(one.id for one in in_room if at in _needed(one, after)) for at in moments}
    for crowd in crowds:
        if len(crowd) > room.sessions_at_once and not any(crowd < other for other in crowds):
            yield "crowd", crowd, (room.name,)


def _room(one: PlannedSession, timetable: Timetable) -> RoomFacts | None:
    return next((room for room in timetable.rooms if one.room and room.id == one.room.id), None)


def _first(one: PlannedSession) -> int:
    assert one.starts_at is not None
    return (one.starts_at - TEN) // minutes(5)


def _there(one: PlannedSession) -> set[int]:
    return set(range(_first(one), _first(one) + one.minutes // 5))


def _needed(one: PlannedSession, after: int = 0) -> set[int]:
    ends = _first(one) + (one.minutes + one.clearing_minutes + after) // 5
    return set(range(_first(one) - one.setup_minutes // 5, ends))


def _within(times: Iterable[tuple[object, ...]]) -> set[int]:
    return {at for at in range(-20, 60) for time in times if time[0] <= TEN + at * minutes(5) < time[1]}  # type: ignore[operator]
