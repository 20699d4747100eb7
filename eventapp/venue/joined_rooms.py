"""Rooms that are made by opening others into one: which of them cannot be used at the same time.

`made_of` gives each room (id) the ids of the rooms that it is made of.
"""

from collections.abc import Collection, Mapping

MadeOf = Mapping[str, Collection[str]]


def contained(room: str, made_of: MadeOf) -> tuple[str, ...]:
    """All rooms that this one is made of, and those that they are made of, sorted."""
    found: set[str] = set()
    new = set(made_of.get(room, ()))
    while new:
        found |= new
        new = {part for other in new for part in made_of.get(other, ())} - found
    return tuple(sorted(found - {room}))


def sharing(made_of: MadeOf) -> dict[str, tuple[str, ...]]:
    """For each room the others that have some floor in common with it, sorted.

    Two halls that both use the middle room share it, though neither is a part of the other.
    """
    floor = {room: {room, *contained(room, made_of)} for room in made_of}
    return {
        room: tuple(sorted(other for other in made_of if other != room and floor[room] & floor[other]))
        for room in made_of
    }
