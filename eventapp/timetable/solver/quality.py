"""How good a plan is for those who come, in numbers that people understand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventapp.timetable.solver.instance import Instance, Plan, same_place, seats


@dataclass(frozen=True)
class Quality:
    """`attainable` is the share of all wishes that people can really attend, 0 to 1, by the weights of the voters.

    `worst_voter` and `by_organisation` are such shares too. `seats_short` counts people without a seat; `track_rooms`
    how many pairs of a track and a room there are.
    """

    attainable: float
    worst_voter: float
    by_organisation: dict[str, float]
    seats_short: int
    track_rooms: int


def quality(instance: Instance, plan: Plan) -> Quality:
    """What this plan is worth. Where nobody wishes for anything everybody gets all."""
    shares = []
    for voter in instance.voters:
        if voter.wants:
            attended = most_attended(_times(instance, plan, voter.wants))
            shares.append((voter, attended, len(voter.wants)))
    return Quality(
        attainable=_share((voter.weight * got, voter.weight * wanted) for voter, got, wanted in shares),
        worst_voter=min((got / wanted for _voter, got, wanted in shares), default=1.0),
        by_organisation={
            organisation: _share(
                (voter.weight * got, voter.weight * wanted)
                for voter, got, wanted in shares
                if voter.organisation == organisation
            )
            for organisation in sorted({voter.organisation for voter, _got, _wanted in shares if voter.organisation})
        },
        seats_short=sum(
            shortage(instance, number, place.room) for number, place in enumerate(plan) if place is not None
        ),
        track_rooms=len(
            {
                (session.track, same_place(instance, place.room))
                for session, place in zip(instance.sessions, plan, strict=True)
                if session.track and place is not None
            }
        ),
    )


def most_attended(times: Iterable[tuple[int, int]]) -> int:
    """How many of these sessions (end, start) one person can sit through: the classic earliest-end schedule, exact."""
    count, free_from = 0, -1
    for end, start in sorted(times):
        if start >= free_from:
            count, free_from = count + 1, end
    return count


def shortage(instance: Instance, session: int, room: int) -> int:
    """How many people who want this session find no seat in this room."""
    holds = seats(instance.sessions[session], instance.rooms[room])
    return max(0, instance.sessions[session].demand - holds) if holds else 0


def moves(plan: Plan, before: Plan) -> int:
    """How many sessions that had a place have another time or room now, or none."""
    return sum(old is not None and new != old for new, old in zip(plan, before, strict=True))


def _times(instance: Instance, plan: Plan, wants: Iterable[int]) -> list[tuple[int, int]]:
    placed = [(place, instance.sessions[number].slots) for number in wants if (place := plan[number]) is not None]
    return [(place.start + slots, place.start) for place, slots in placed]


def _share(parts: Iterable[tuple[float, float]]) -> float:
    pairs: Sequence[tuple[float, float]] = list(parts)
    whole = sum(wanted for _got, wanted in pairs)
    return sum(got for got, _wanted in pairs) / whole if whole else 1.0
