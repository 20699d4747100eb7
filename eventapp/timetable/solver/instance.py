"""What is to be planned, as plain values: sessions, rooms and wishes on one row of slots.

Days stand one after the other in the row; a slot is `grid` minutes. Sessions, rooms and voters are known by their place
in the instance's tuples.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """Where a session is: its first slot, and the number of its room."""

    start: int
    room: int


@dataclass(frozen=True)
class Session:
    """Something to be placed. `starts` are the slots it may begin in (None: any), `demand` how many people want it."""

    id: str
    slots: int
    hosts: tuple[str, ...] = ()
    track: str = ""
    needs: frozenset[str] = frozenset()
    demand: int = 0
    starts: frozenset[int] | None = None
    locked: Place | None = None


@dataclass(frozen=True)
class Room:
    """A room. `capacity` is 0 where nobody wrote it down; `open` are the slots in which it can be used."""

    name: str
    capacity: int
    features: frozenset[str]
    open: frozenset[int]


@dataclass(frozen=True)
class Voter:
    """Somebody's wishes (numbers of sessions), and how much they weigh."""

    wants: frozenset[int]
    weight: float = 1.0
    organisation: str = ""


@dataclass(frozen=True)
class Instance:
    """A whole task. `away` are the slots in which a host is not there; `rest` is how many a host has between two."""

    grid: int
    slots: int
    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...]
    voters: tuple[Voter, ...] = ()
    away: Mapping[str, frozenset[int]] = field(default_factory=dict)
    rest: int = 0


# The place of each session, by its number; None where it has none.
Plan = Sequence[Place | None]


def starts_in(instance: Instance, session: Session, room: int) -> list[int]:
    """The slots in which this session can begin in this room, as far as that depends on no other session."""
    there = instance.rooms[room]
    if session.locked is not None:
        return [session.locked.start] if session.locked.room == room else []
    if not session.needs <= there.features:
        return []
    free = there.open.difference(*(instance.away.get(host, frozenset()) for host in session.hosts))
    return [
        start
        for start in sorted(free if session.starts is None else free & session.starts)
        if all(slot in free for slot in range(start, start + session.slots))
    ]


def mates_of(instance: Instance) -> list[set[int]]:
    """For each session the others that share a host with it."""
    hosted: dict[str, set[int]] = defaultdict(set)
    for number, session in enumerate(instance.sessions):
        for host in session.hosts:
            hosted[host].add(number)
    mates: list[set[int]] = [set() for _session in instance.sessions]
    for together in hosted.values():
        for number in together:
            mates[number] |= together - {number}
    return mates
