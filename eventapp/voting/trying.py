"""Counting what nobody has decided: other rules for a counted round, and made-up votes for a prepared one.

Nothing of it is stored.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from weakref import WeakKeyDictionary

from eventapp.event.tables import Event
from eventapp.proposals.reading import organisations_of
from eventapp.proposals.tables import Proposal
from eventapp.voting import reasons
from eventapp.voting.counting import Counted, read_result
from eventapp.voting.counting import count as count_now
from eventapp.voting.election import election_of, weighed
from eventapp.voting.elsewhere import enough_elsewhere
from eventapp.voting.fairness import OtherRule, beside, ticks_of
from eventapp.voting.made_up import Idea, made_up_votes
from eventapp.voting.paper import voters_by_organisation
from eventapp.voting.reading import Contender, organisations_of_voters, put_forward_at, rules_of
from eventapp.voting.result_reading import names_for, ticks_of_round
from eventapp.voting.results import Account, account, with_nothing
from eventapp.voting.rules import RoundRules
from eventapp.voting.shares import Weighting
from eventapp.voting.tables import Candidate, Round
from eventapp.voting.tally import BallotValue, Limits, Outcome, Rules
from eventapp.voting.tally import Candidate as Costs

# Each count is a process of its own: however often somebody asks, the rest of the server keeps its memory.
AT_ONCE = 2
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def _count(candidates: Sequence[Costs], ballots: Sequence[BallotValue], rules: Rules) -> Counted:
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)):
        return await count_now(candidates, ballots, rules, explained=False)


@dataclass(frozen=True)
class OtherCount:
    """What other rules would choose: `counted`, and compared with the result, which is `here`."""

    counted: Counted
    beside: OtherRule


async def with_other_rules(round_: Round, *, budget: int, weighting: Weighting) -> OtherCount:
    """Counts a counted round again with another budget or weighting. Raises `CountStopped`."""
    election = weighed(await election_of(round_), round_, weighting)
    rules = replace(election.rules, budget=budget)
    counted = await _count(election.candidates, election.ballots, rules)
    ticks = await ticks_of_round(round_)
    costs = {outcome.id: outcome.cost for outcome in counted.tally.outcomes}
    here = read_result(round_).tally.chosen
    return OtherCount(counted, beside(here, counted.tally.chosen, ticks, costs, await names_for(ticks)))


async def with_made_up_votes(event: Event, round_: Round, seed: str) -> Account | None:
    """Counts made-up votes on what is put forward now, by the rules of a prepared round; the same for the same seed.

    None without proposals or people who could vote. Raises `CountStopped`.
    """
    rules, proposals = await rules_of(round_), await put_forward_at(event)
    voters = await organisations_of_voters(event.id)
    hosting = await organisations_of([proposal.id for proposal in proposals])
    hosts = {proposal.id: frozenset(one.id for one in hosting.get(proposal.id, [])) for proposal in proposals}
    ideas = [Idea(id_, organisations) for id_, organisations in sorted(hosts.items())]
    ballots = made_up_votes(voters, ideas, seed, weighting=cast("Weighting", rules.weighting), stars=rules.stars)
    if not ballots:
        return None
    people = await voters_by_organisation(event.id)
    counted = await _count(
        [Costs(proposal.id, proposal.minutes or 0) for proposal in proposals],
        ballots,
        # Not the round's own seed: that stays a secret until the count.
        Rules(rules.budget_minutes, seed=seed, limits=_limits(rules, proposals, hosts, ballots, people)),
    )
    outcomes = {outcome.id: outcome for outcome in counted.tally.outcomes}
    contenders = [
        Contender(_as_counted(round_, proposal, outcomes[proposal.id]), proposal, hosting.get(proposal.id, []))
        for proposal in proposals
    ]
    marks = [ballot.marks for ballot in ballots]
    nothing = with_nothing(marks, counted.tally.chosen), with_nothing(marks, counted.most_votes.chosen)
    ticks = ticks_of(ballots)
    return account(rules.budget_minutes, contenders, counted, ticks, nothing, await names_for(ticks))


def _limits(
    rules: RoundRules,
    proposals: list[Proposal],
    hosts: dict[str, frozenset[str]],
    ballots: list[BallotValue],
    people: dict[str, int],
) -> Limits:
    groups = {ballot.group for ballot in ballots}
    too_few = [
        id_
        for id_, hosting in hosts.items()
        if not enough_elsewhere(
            [ballot.group for ballot in ballots if id_ in ballot.marks],
            hosting,
            groups,
            people,
            rules.supporters_elsewhere,
        )
    ]
    return Limits(
        kinds={proposal.id: proposal.kind for proposal in proposals},
        caps=rules.caps,
        exclusions=frozenset(pair.ids for pair in rules.excluded),
        ineligible=frozenset(too_few),
    )


def _as_counted(round_: Round, proposal: Proposal, outcome: Outcome) -> Candidate:
    return Candidate(
        id=proposal.id,
        round=round_.id,
        proposal=proposal.id,
        minutes=outcome.cost,
        kind=proposal.kind,
        chosen=outcome.chosen,
        turn=outcome.turn,
        support=outcome.people,
        reason=reasons.stored(reasons.reason_of(outcome)),
        offer="",
    )
