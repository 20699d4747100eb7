"""Whether a plan keeps every hard rule: slot by slot, and by nothing that the search for plans uses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from eventapp.timetable.solver.instance import Instance, Place, Plan, Session

Rule = Literal["no place", "closed", "lock", "feature", "time", "away", "room", "host"]


@dataclass(frozen=True)
class Broken:
    """A hard rule that a plan breaks, and the ids of the sessions that break it."""

    rule: Rule
    sessions: tuple[str, ...]


def broken_rules(instance: Instance, plan: Plan) -> list[Broken]:
    """Every hard rule that this plan breaks; none for a plan that can be held."""
    found = []
    in_room: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    with_host: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, (session, place) in enumerate(zip(instance.sessions, plan, strict=True)):
        if place is None:
            found.append(Broken("no place", (session.id,)))
            continue
        slots = range(place.start, place.start + session.slots)
        taken = range(slots.start - session.before, slots.stop + session.after)
        found += [Broken(rule, (session.id,)) for rule in _alone(instance, session, place.room, slots, taken)]
        if session.locked not in (None, place):
            found.append(Broken("lock", (session.id,)))
        for floor in _floors(instance, place.room):
            for slot in range(taken.start, taken.stop + instance.changeover):
                in_room[*floor, slot].append(number)
        for host in set(session.hosts):
            for slot in range(place.start, slots.stop + instance.rest):
                with_host[host, slot].append(number)
    found += [Broken("room", _ids(instance, pair)) for pair in _pairs(in_room)]
    found += [Broken("host", _ids(instance, pair)) for pair in _pairs(with_host) if not _taken_on(instance, plan, pair)]
    return found


def _alone(instance: Instance, session: Session, room: int, slots: range, taken: range) -> list[Rule]:
    """The rules that a session breaks by itself. A lock goes before them: whoever locks a session takes them on."""
    if session.locked is not None:
        return []
    there = instance.rooms[room]
    broken: list[Rule] = []
    if not set(taken) <= there.open:
        broken.append("closed")
    if session.needs - there.features:
        broken.append("feature")
    if session.starts is not None and slots.start not in session.starts:
        broken.append("time")
    if any(slot in instance.away.get(host, ()) for host in session.hosts for slot in slots):
        broken.append("away")
    return broken


def _floors(instance: Instance, room: int) -> set[tuple[int, int]]:
    """What is used up with this room: itself, and what it shares with each room that it is joined with."""
    return {(room, room)} | {
        (min(room, number), max(room, number))
        for number, other in enumerate(instance.rooms)
        if number in instance.rooms[room].joined or room in other.joined
    }


def _pairs(
    users: Mapping[tuple[int, int, int], list[int]] | Mapping[tuple[str, int], list[int]],
) -> list[tuple[int, int]]:
    """The pairs of sessions that use something in the same slot, each once."""
    together: Iterable[list[int]] = users.values()
    return sorted(
        {
            (first, second)
            for numbers in together
            for position, first in enumerate(numbers)
            for second in numbers[position + 1 :]
        }
    )


def _taken_on(instance: Instance, plan: Plan, pair: tuple[int, int]) -> bool:
    """Whether two sessions only miss a rest that nobody asks for: they may be close, or somebody locked both."""
    one, other = (instance.sessions[number] for number in pair)
    if pair not in instance.close and (one.locked is None or other.locked is None):
        return False
    places = [place for number in pair if (place := plan[number]) is not None]
    return not _overlap((places[0], one.slots), (places[1], other.slots))


def _overlap(one: tuple[Place, int], other: tuple[Place, int]) -> bool:
    return one[0].start < other[0].start + other[1] and other[0].start < one[0].start + one[1]


def _ids(instance: Instance, pair: tuple[int, int]) -> tuple[str, str]:
    return instance.sessions[pair[0]].id, instance.sessions[pair[1]].id
