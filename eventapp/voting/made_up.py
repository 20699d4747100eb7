"""Made-up votes, to see what a round's rules do before anybody votes. Pure: the same seed makes the same votes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventapp.voting.shares import Weighting, shares
from eventapp.voting.tally import BallotValue

# Of a hundred people, so many vote.
VOTING = 70
# What somebody's own organisation proposes is ticked more often than what others do, in percent.
OWN = 70
OTHERS_LEAST, OTHERS_MOST = 5, 45
# Of a hundred ticks, so many get a star while a ballot has one left.
STARRED = 30


@dataclass(frozen=True)
class Idea:
    """Something to vote on (id), and the organisations that propose it (ids)."""

    id: str
    organisations: frozenset[str]


def made_up_votes(
    voters: Mapping[str, str], ideas: Sequence[Idea], seed: str, *, weighting: Weighting, stars: int
) -> list[BallotValue]:
    """Ballots for these people (ids) of organisations (ids), in the order of their ids.

    About as people do vote: not everybody, more for what is their own, and some ideas are liked more than others.
    """
    marks = {
        voter: ticked
        for voter, organisation in sorted(voters.items())
        if _drawn(seed, voter) < VOTING and (ticked := _ticked(seed, voter, organisation, ideas))
    }
    share_of = shares({voter: voters[voter] for voter in marks}, weighting)
    return [
        BallotValue(ticked, share_of[voter].weight, share_of[voter].group, _starred(seed, voter, ticked, stars))
        for voter, ticked in marks.items()
    ]


def _ticked(seed: str, voter: str, organisation: str, ideas: Sequence[Idea]) -> frozenset[str]:
    return frozenset(
        idea.id
        for idea in ideas
        if _drawn(seed, voter, idea.id) < (OWN if organisation in idea.organisations else _liking(seed, idea))
    )


def _liking(seed: str, idea: Idea) -> int:
    return OTHERS_LEAST + _drawn(seed, idea.id, "liked") * (OTHERS_MOST - OTHERS_LEAST) // 100


def _starred(seed: str, voter: str, ticked: frozenset[str], stars: int) -> frozenset[str]:
    wanted = sorted(id_ for id_ in ticked if _drawn(seed, voter, id_, "star") < STARRED)
    return frozenset(wanted[:stars])


def _drawn(*about: str) -> int:
    """A number from 0 to 99 that depends on these words only."""
    return int.from_bytes(hashlib.sha256("|".join(about).encode()).digest()[:8]) % 100
