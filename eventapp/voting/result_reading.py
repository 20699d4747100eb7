"""What is stored about the ballots of a closed round, added up: a page of many ballots needs only the sums."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from piccolo.query.functions import Count

from eventapp.people.tables import Organisation
from eventapp.proposals.tables import Proposal
from eventapp.texts import _
from eventapp.voting import reasons
from eventapp.voting.counting import read_result
from eventapp.voting.fairness import Ticks
from eventapp.voting.offers import OFFERS
from eventapp.voting.reading import contenders, votes_cast
from eventapp.voting.results import Account, account
from eventapp.voting.shares import FEWEST, POOLED
from eventapp.voting.tables import Ballot, BallotMark, Candidate, Round


async def ticks_of_round(round_: Round) -> Ticks:
    """How many ballots each weight group has, and how many of these tick each candidate. Two queries."""
    ballots = (
        await Ballot.select(Ballot.weight_group, Count(alias="ballots"))
        .where(Ballot.round == round_.id)
        .group_by(Ballot.weight_group)
    )
    ticked = (
        await BallotMark.select(
            BallotMark.ballot.weight_group.as_alias("group_ticking"), BallotMark.candidate, Count(alias="ticks")
        )
        .where(BallotMark.ballot.round == round_.id)
        .group_by(BallotMark.ballot.weight_group, BallotMark.candidate)
    )
    marks: dict[str, dict[str, int]] = {}
    for row in ticked:
        marks.setdefault(str(row["group_ticking"]), {})[str(row["candidate"])] = int(row["ticks"])
    return Ticks({str(row["weight_group"]): int(row["ballots"]) for row in ballots}, marks)


async def left_with_nothing(round_: Round, chosen: Collection[str], ballots: int) -> int:
    """How many of so many ballots have nothing that they tick among the chosen (ids). One query."""
    if not chosen:
        return ballots
    with_something = (
        await BallotMark.select(BallotMark.ballot)
        .where((BallotMark.ballot.round == round_.id) & BallotMark.candidate.is_in(list(chosen)))
        .group_by(BallotMark.ballot)
    )
    return ballots - len(with_something)


async def names_for(ticks: Ticks) -> Callable[[str], str]:
    """What to call each weight group. One query."""
    ids = [group for group in ticks.people if group != POOLED]
    found = await Organisation.objects().where(Organisation.id.is_in(ids)) if ids else []
    names = {organisation.id: organisation.name for organisation in found}
    return lambda group: names.get(group) or _("Organisations with few votes, together")


async def account_of(round_: Round) -> Account:
    """What people can read about a counted round."""
    counted, ticks = read_result(round_), await ticks_of_round(round_)
    nothing = [
        await left_with_nothing(round_, tally.chosen, ticks.everybody) for tally in (counted.tally, counted.most_votes)
    ]
    found, name = await contenders(round_), await names_for(ticks)
    return account(round_.budget_minutes, found, counted, ticks, (nothing[0], nothing[1]), name)


@dataclass(frozen=True)
class Verdict:
    """What a final result says about a proposal: the count's reason, or an organiser's own, and what is offered."""

    round_id: str
    why: str
    changed: str
    offer: str


async def is_in_vote(proposal: Proposal) -> bool:
    """Whether a vote is about this proposal whose result is not final yet."""
    if proposal.state != "submitted":
        return False
    return await Candidate.exists().where((Candidate.proposal == proposal.id) & Candidate.round.confirmed_at.is_null())


async def verdict_on(proposal: Proposal) -> Verdict | None:
    """The same for the page of a proposal; None where no final result is about it."""
    if proposal.state not in {"selected", "not-this-time"}:
        return None
    rounds = Candidate.objects(Candidate.round).where(
        (Candidate.proposal == proposal.id) & Candidate.round.confirmed_at.is_not_null()
    )
    candidate = await rounds.order_by(Candidate.round.confirmed_at, ascending=False).first()
    if candidate is None:
        return None
    reason = reasons.read(candidate.reason)
    rows = await Candidate.select(Candidate.id, Candidate.proposal.title).where(Candidate.id == reason.blocked_by)
    titles = {row["id"]: row["proposal.title"] for row in rows}
    numbers = await votes_cast(candidate.round) >= FEWEST
    why = reasons.words(reason, candidate.minutes, titles, numbers=numbers)
    return Verdict(candidate.round.id, why, reason.changed, str(OFFERS.get(candidate.offer, "")))
