"""What is to be planned, as plain values: sessions, rooms and wishes on one row of slots.

Days stand one after the other in the row; a slot is `grid` minutes. Sessions, rooms and voters are known by their place
in the instance's tuples.

Whoever makes an instance sees to this:

- Between two days there are slots in which no room is open, as many as the longest of rests, changeovers and set-ups.
  Else the last session of a day would need a rest before the first of the next.
- Something for everybody, such as lunch, is no session: no room is open then.
- A room for `n` sessions at once is `n` rooms, each but the first a `copy_of` the first. What is joined with it is
  joined with each copy.
- Access workers are hosts of the sessions that they work at.
- What decides whether somebody can come (step-free, hearing loop) is in `needs`, everything else in `wishes`.
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
    """Something to be placed. `starts` are the slots it may begin in (None: any), `demand` how many people want it.

    A place's start is when people come. The room is taken for so many slots `before` (setting up) and `after` it
    (clearing), and must be open then; its hosts need not be there. A room without one of the `wishes` is a pity only.
    """

    id: str
    slots: int
    hosts: tuple[str, ...] = ()
    track: str = ""
    needs: frozenset[str] = frozenset()
    demand: int = 0
    starts: frozenset[int] | None = None
    locked: Place | None = None
    wishes: frozenset[str] = frozenset()
    setup: str = ""
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Room:
    """A room. `capacity` is 0 where nobody wrote it down; `open` are the slots in which it can be used.

    `setups` is how many it holds when it is set up like that. Nothing can be in the rooms `joined` with it while
    something is in it, and the other way round. The same place as another room, for a further session, is a `copy_of`
    that room: who goes from one to the other has not moved.
    """

    name: str
    capacity: int
    features: frozenset[str]
    open: frozenset[int]
    setups: Mapping[str, int] = field(default_factory=dict)
    joined: frozenset[int] = frozenset()
    copy_of: int | None = None


@dataclass(frozen=True)
class Voter:
    """Somebody's wishes (numbers of sessions), and how much they weigh."""

    wants: frozenset[int]
    weight: float = 1.0
    organisation: str = ""


@dataclass(frozen=True)
class Instance:
    """A whole task. `away` are the slots in which a host is not there.

    `rest` is how many slots a host has between two sessions, and `changeover` how many a room is empty between two.
    `close` are pairs of sessions, the smaller number first, between which no rest is asked.
    """

    grid: int
    slots: int
    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...]
    voters: tuple[Voter, ...] = ()
    away: Mapping[str, frozenset[int]] = field(default_factory=dict)
    rest: int = 0
    changeover: int = 0
    close: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Weights:
    """What things cost, in wishes of one person that cannot be had.

    `seat` is for a person without one, `feature` for each wish about the room that it does not meet, `track` for a
    further room of a track, and `move` for a session that leaves its time and room (half for one of them).
    """

    seat: float = 1.0
    feature: float = 2.0
    track: float = 0.05
    move: float = 5.0


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
        and all(slot in there.open for slot in range(start - session.before, start))
        and all(slot in there.open for slot in range(start + session.slots, start + session.slots + session.after))
    ]


def seats(session: Session, room: Room) -> int:
    """How many people this room holds for this session; 0 where nobody wrote it down."""
    return room.setups.get(session.setup, room.capacity)


def joined_with(instance: Instance, room: int) -> frozenset[int]:
    """The other rooms that must be empty while this one is used, whichever of the two names the other."""
    others = {number for number, other in enumerate(instance.rooms) if room in other.joined}
    return (instance.rooms[room].joined | others) - {room}


def same_place(instance: Instance, room: int) -> int:
    """The room that this one is a copy of, or itself: two copies are the same place to people."""
    copied = instance.rooms[room].copy_of
    return room if copied is None else copied


def rest_between(instance: Instance, one: int, other: int) -> int:
    """How many slots a host of both has between them. Whoever locked both took a missing rest on."""
    are_locked = all(instance.sessions[number].locked is not None for number in (one, other))
    return 0 if are_locked or (min(one, other), max(one, other)) in instance.close else instance.rest


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
