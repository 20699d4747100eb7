"""What a closed round counts: its candidates and ballots, and the rules as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import msgspec

from eventapp.voting.reading import anonymous_ballots
from eventapp.voting.shares import Weighting
from eventapp.voting.states import state_of
from eventapp.voting.tables import Candidate, Exclusion, KindCap, Round
from eventapp.voting.tally import BallotValue, Limits, Rules
from eventapp.voting.tally import Candidate as Costs


@dataclass(frozen=True)
class Election:
    """Everything that a count goes by."""

    candidates: Sequence[Costs]
    ballots: Sequence[BallotValue]
    rules: Rules


async def election_of(round_: Round) -> Election:
    """What is counted in a closed round: without what was withdrawn, and with all limits that its rules set.

    Of a counted round: what was counted then.
    """
    # Only what was counted has a number of supporters; afterwards proposals are decided on, or withdrawn.
    submitted, was_counted = Candidate.proposal.state == "submitted", Candidate.support.is_not_null()
    standing = submitted if state_of(round_) == "closed" else was_counted
    rows = await Candidate.select(
        Candidate.id, Candidate.minutes, Candidate.enough_elsewhere, Candidate.proposal.id, Candidate.kind
    ).where((Candidate.round == round_.id) & standing)
    by_proposal = {row["proposal.id"]: row["id"] for row in rows}
    caps = await KindCap.select(KindCap.kind, KindCap.minutes).where(KindCap.round == round_.id)
    pairs = await Exclusion.select(Exclusion.one, Exclusion.other).where(Exclusion.round == round_.id)
    limits = Limits(
        kinds={row["id"]: row["kind"] for row in rows},
        caps={row["kind"]: row["minutes"] for row in caps},
        exclusions=frozenset(
            (by_proposal[pair["one"]], by_proposal[pair["other"]])
            for pair in pairs
            if pair["one"] in by_proposal and pair["other"] in by_proposal
        ),
        ineligible=frozenset(row["id"] for row in rows if row["enough_elsewhere"] is False),
    )
    return Election(
        [Costs(row["id"], row["minutes"]) for row in rows],
        await anonymous_ballots(round_),
        Rules(budget=round_.budget_minutes, seed=round_.seed, limits=limits),
    )


def weighed(election: Election, round_: Round, weighting: Weighting) -> Election:
    """The same with what the ballots would weigh by another weighting."""
    weights: Mapping[str, Mapping[Weighting, str]] = msgspec.json.decode(round_.group_weights or "{}")
    ballots = [replace(one, weight=Fraction(weights[one.group][weighting])) for one in election.ballots]
    return replace(election, ballots=ballots)
