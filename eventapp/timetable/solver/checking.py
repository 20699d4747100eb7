"""Whether a plan keeps every hard rule: slot by slot, and by nothing that the search for plans uses."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from eventapp.timetable.solver.instance import Instance, Plan, Session

Rule = Literal["no place", "closed", "lock", "feature", "time", "away", "room", "host"]


@dataclass(frozen=True)
class Broken:
    """A hard rule that a plan breaks, and the ids of the sessions that break it."""

    rule: Rule
    sessions: tuple[str, ...]


def broken_rules(instance: Instance, plan: Plan) -> list[Broken]:
    """Every hard rule that this plan breaks; none for a plan that can be held."""
    found = []
    in_room: dict[tuple[int, int], list[int]] = defaultdict(list)
    with_host: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, (session, place) in enumerate(zip(instance.sessions, plan, strict=True)):
        if place is None:
            found.append(Broken("no place", (session.id,)))
            continue
        slots = range(place.start, place.start + session.slots)
        found += [Broken(rule, (session.id,)) for rule in _alone(instance, session, place.room, slots)]
        if session.locked not in (None, place):
            found.append(Broken("lock", (session.id,)))
        for slot in slots:
            in_room[place.room, slot].append(number)
        for host in set(session.hosts):
            for slot in range(place.start, slots.stop + instance.rest):
                with_host[host, slot].append(number)
    found += [Broken("room", pair) for pair in _pairs(instance, in_room)]
    found += [Broken("host", pair) for pair in _pairs(instance, with_host)]
    return found


def _alone(instance: Instance, session: Session, room: int, slots: range) -> list[Rule]:
    """The rules that a session breaks by itself. A lock goes before them: whoever locks a session takes them on."""
    if session.locked is not None:
        return []
    there = instance.rooms[room]
    broken: list[Rule] = []
    if not set(slots) <= there.open:
        broken.append("closed")
    if session.needs - there.features:
        broken.append("feature")
    if session.starts is not None and slots.start not in session.starts:
        broken.append("time")
    if any(slot in instance.away.get(host, ()) for host in session.hosts for slot in slots):
        broken.append("away")
    return broken


def _pairs(
    instance: Instance, users: dict[tuple[int, int], list[int]] | dict[tuple[str, int], list[int]]
) -> list[tuple[str, str]]:
    """The pairs of sessions that use something in the same slot, each once."""
    pairs = {
        (first, second)
        for together in users.values()
        for position, first in enumerate(together)
        for second in together[position + 1 :]
    }
    return [(instance.sessions[first].id, instance.sessions[second].id) for first, second in sorted(pairs)]
