"""What each place of each session costs beside the others as they are placed now."""

from collections.abc import Mapping

import numpy as np

from eventapp.timetable.solver.attending import Attending
from eventapp.timetable.solver.instance import Instance, Place, Plan, Weights, mates_of, rest_between, same_place
from eventapp.timetable.solver.quality import shortage
from eventapp.timetable.solver.rooms import Floats, Occupied, Openings


class Prices:
    """The places of all sessions, and what others would cost."""

    def __init__(self, instance: Instance, before: Mapping[int, Place], weights: Weights) -> None:
        self._instance = instance
        voters = instance.voters
        # The unit of all prices: a wish of one person, of average weight.
        self.wish = sum(voter.weight for voter in voters) / len(voters) if voters else 1.0
        self.places: list[Place | None] = [None for _session in instance.sessions]
        self.lengths = [session.slots for session in instance.sessions]
        self.is_free = [session.locked is None for session in instance.sessions]
        openings = Openings(instance)
        self.openings = [openings.of(session) for session in instance.sessions]
        self._rooms = _by_room(instance, weights, self.wish)
        self._before, self._move = before, weights.move * self.wish
        self._tracks = [session.track for session in instance.sessions]
        self._track_cost = weights.track * self.wish
        rooms = range(len(instance.rooms))
        self._copies = [
            [other for other in rooms if same_place(instance, other) == same_place(instance, room)] for room in rooms
        ]
        self._track_count = {track: np.zeros(len(instance.rooms), dtype=np.int64) for track in set(self._tracks)}
        self._mates = [
            [(mate, rest_between(instance, number, mate)) for mate in sorted(mates)]
            for number, mates in enumerate(mates_of(instance))
        ]
        self.occupied = Occupied(instance)
        self._attending = Attending(self.lengths, voters, instance.slots)

    def costs(self, number: int) -> Floats:
        """For each place (rooms by slots) of a session what it costs if it moves there, but for clashes.

        Infinity where it cannot be; below 0 where people can attend more.
        """
        found: Floats = self.openings[number] + (self._rooms[number] + self._track_prices(number))
        found -= self._attending.gains(number)
        old = self._before.get(number)
        if old is not None:
            found += self._move
            found[:, old.start] -= self._move / 2
            found[self._copies[old.room], :] -= self._move / 2
        return found

    def of_all(self, plan: Plan) -> float:
        """What a whole plan costs, but for clashes: the smaller the better. What has no place costs nothing."""
        placed = {number: place for number, place in enumerate(plan) if place is not None}
        room_of = {number: same_place(self._instance, place.room) for number, place in placed.items()}
        in_rooms = sum(float(self._rooms[number][place.room, 0]) for number, place in placed.items())
        tracks = {(track, room_of[number]) for number in placed if (track := self._tracks[number])}
        moved = sum(
            (place.start != old.start) + (room_of[number] != same_place(self._instance, old.room))
            for number, place in placed.items()
            if (old := self._before.get(number)) is not None
        )
        return in_rooms + self._track_cost * len(tracks) + self._move / 2 * moved - self._attending.attended(plan)

    def clashes(self, number: int) -> Floats:
        """For each place of a session how many others could not be with it there."""
        mates = self._mates[number]
        found = self.occupied.in_way_of(number, self.places[number])
        if not mates:
            return found
        hosting = np.zeros(self._instance.slots)
        for mate, rest in mates:
            place = self.places[mate]
            if place is not None:
                begins = max(0, place.start - self.lengths[number] - rest + 1)
                hosting[begins : place.start + self.lengths[mate] + rest] += 1
        found += hosting
        return found

    def put(self, number: int, place: Place) -> None:
        """Moves the session there, from wherever it was."""
        self._lift(number)
        self.places[number] = place
        self.occupied.put(number, place)
        self._track_count[self._tracks[number]][self._copies[place.room]] += 1
        self._attending.put(number, place.start)

    def leave_out(self, number: int) -> None:
        """The session is nowhere."""
        self._lift(number)
        self.places[number] = None
        self._attending.put(number, None)

    def _lift(self, number: int) -> None:
        place = self.places[number]
        if place is not None:
            self.occupied.lift(number, place)
            self._track_count[self._tracks[number]][self._copies[place.room]] -= 1

    def clashing_with(self, number: int) -> list[int]:
        """The sessions that cannot be with this one where they all are."""
        place = self.places[number]
        if place is None:
            return []
        end = place.start + self.lengths[number]
        found = self.occupied.in_the_way(number, place) | {
            mate
            for mate, rest in self._mates[number]
            if (its := self.places[mate]) is not None
            and its.start < end + rest
            and place.start < its.start + self.lengths[mate] + rest
        }
        # Two that are locked stay where they are, whatever it means.
        return sorted(other for other in found if self.is_free[number] or self.is_free[other])

    def _track_prices(self, number: int) -> Floats | float:
        track, place = self._tracks[number], self.places[number]
        if not track:
            return 0.0
        prices = np.where(self._track_count[track] > 0, 0.0, self._track_cost)
        if place is not None and self._track_count[track][place.room] == 1:
            prices[self._copies[place.room]] = self._track_cost
        return prices[:, None]


def _by_room(instance: Instance, weights: Weights, wish: float) -> list[Floats]:
    """For each session what each room costs it, whenever it is: seats that are short, and wishes about the room."""
    demand = sum(session.demand for session in instance.sessions)
    wanted = sum(voter.weight * len(voter.wants) for voter in instance.voters)
    # Those who vote stand for all who come.
    seat = weights.seat * (wanted / demand if wanted and demand else wish)
    return [
        np.array(
            [
                seat * shortage(instance, number, room) + weights.feature * wish * len(session.wishes - there.features)
                for room, there in enumerate(instance.rooms)
            ]
        )[:, None]
        for number, session in enumerate(instance.sessions)
    ]
