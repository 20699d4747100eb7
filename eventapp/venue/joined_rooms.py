"""Rooms that are made by opening others into one: which of them cannot be used at the same time.

`made_of` gives each room (id) the ids of the rooms that it is made of.
"""

from collections.abc import Collection, Mapping

from eventapp.event.features import RIGHTS

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


def features_from_parts(room: str, made_of: MadeOf, own: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What this room has because the rooms that it is made of have it; `own` is what organisers ticked of each room.

    Somebody who could not be in one part cannot be in the whole, so of the `RIGHTS` only those that all parts have;
    a sink or a projector is there wherever it stands.
    """
    return _from_parts(room, made_of, own, frozenset((room,)))


def _from_parts(room: str, made_of: MadeOf, own: Mapping[str, Collection[str]], seen: frozenset[str]) -> frozenset[str]:
    parts = [part for part in made_of.get(room, ()) if part not in seen]
    if not parts:
        return frozenset()
    found = [frozenset(own.get(part, ())) | _from_parts(part, made_of, own, seen | {part}) for part in parts]
    return (frozenset.union(*found) - RIGHTS) | (frozenset.intersection(*found) & RIGHTS)
