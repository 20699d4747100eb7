"""Events in blocks, drawn: what only plans sessions of equal length can plan too."""

import random

from eventapp.timetable.solver.instance import Instance, Room, Session, Voter

# Slots of a session: an hour, of quarters.
LENGTH = 4


def in_blocks(sessions: int, rooms: int, blocks: int, seed: int) -> Instance:
    """Sessions of an hour that fill all rooms in so many blocks, and people with tastes."""
    chance = random.Random(seed)
    tracks = [chance.randrange(4) for _session in range(sessions)]
    popular = [chance.paretovariate(1.6) for _session in range(sessions)]
    voters = []
    for _voter in range(60):
        liked = chance.sample(range(4), 2)
        pull = [popular[number] * (5 if tracks[number] in liked else 1) for number in range(sessions)]
        voters.append(Voter(frozenset(chance.choices(range(sessions), pull, k=chance.randint(4, 10)))))
    open_slots = frozenset(range(LENGTH * blocks))
    return Instance(
        15,
        LENGTH * blocks,
        tuple(Session(f"session {number}", LENGTH, (f"host {number}",)) for number in range(sessions)),
        tuple(Room(f"Room {number}", 0, frozenset(), open_slots) for number in range(rooms)),
        tuple(voters),
    )
