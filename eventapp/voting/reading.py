"""What is stored about rounds, for many rows at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from eventapp.event.tables import Event, Participation
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.reading import by_name, organisations_taking_part
from eventapp.proposals.tables import Proposal
from eventapp.venue.reading import rooms_of
from eventapp.voting import budget
from eventapp.voting.browsing import Entry
from eventapp.voting.rules import RoundRules, excluded_pair
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.tables import Ballot, BallotMark, Candidate, CandidateOrganisation, Exclusion, KindCap, Round
from eventapp.voting.tally import BallotValue


async def latest_round(event: Event) -> Round | None:
    """The round that is going on, or the last one."""
    rounds = await Round.objects().where(Round.event == event.id)
    return max(rounds, key=lambda round_: (round_.confirmed_at is None, round_.created_at), default=None)


async def counted_rounds(event: Event) -> list[Round]:
    """The rounds that have a result, the last one first."""
    rounds = Round.objects().where((Round.event == event.id) & Round.counted_at.is_not_null())
    return await rounds.order_by(Round.created_at, Round.id, ascending=False)


async def room_time_of(
    event: Event,
    *,
    break_minutes: int = budget.BREAK_MINUTES,
    change_over_minutes: int = budget.CHANGE_OVER_MINUTES,
) -> budget.RoomTime:
    """The room time that this event has to give: of the rooms as they are now, each for as much as it holds at once."""
    # While a large room is used its parts are not, and they hold more at once.
    rooms = [room for room in await rooms_of(event) if not room.is_joined]
    usual = budget.room_time(
        sum(room.sessions_at_once for room in rooms),
        event.opens_at,
        event.closes_at,
        event.starts_on,
        event.ends_on,
        break_minutes=break_minutes,
        change_over_minutes=change_over_minutes,
    )
    spans = [(room.sessions_at_once, span) for room in rooms for span in room.open or ()]
    open_minutes = sum(times * ((span.ends_at - span.starts_at) // timedelta(minutes=1)) for times, span in spans)
    return usual if open_minutes == usual.whole else replace(usual, open_minutes=open_minutes)


async def rules_of(round_: Round) -> RoundRules:
    """The rules of this round. Two queries."""
    caps = {row.kind: row.minutes for row in await KindCap.objects().where(KindCap.round == round_.id)}
    pairs = await Exclusion.select(Exclusion.one, Exclusion.other, Exclusion.one.title, Exclusion.other.title).where(
        Exclusion.round == round_.id
    )
    excluded = [excluded_pair((row["one"], row["one.title"]), (row["other"], row["other.title"])) for row in pairs]
    return RoundRules(
        title=round_.title,
        note=round_.rules,
        budget_minutes=round_.budget_minutes,
        room_time=budget.read(round_.room_time),
        closes_at=round_.closes_at,
        weighting=round_.weighting,
        supporters_elsewhere=round_.supporters_elsewhere,
        stars=round_.stars,
        votes_published=round_.votes_published,
        caps={kind: caps[kind] for kind in KINDS if kind in caps},
        excluded=tuple(sorted(excluded, key=lambda pair: pair.in_order)),
        seed=round_.seed,
    )


async def organisations_with_voters(event: Event) -> list[tuple[Organisation, int]]:
    """Each organisation taking part, by name, with how many people may vote for it. Three queries."""
    found = await organisations_taking_part(event.id)
    numbers = Counter((await organisations_of_voters(event.id)).values())
    return [(organisation, numbers[organisation.id]) for organisation in found]


async def put_forward_at(event: Event, *, also: Collection[str] = ()) -> list[Proposal]:
    """What would be in a vote that opens now, by title; and these (ids), whatever has become of them."""
    submitted = Proposal.state == "submitted"
    chosen = (submitted | Proposal.id.is_in(list(also))) if also else submitted
    return sorted(await Proposal.objects().where((Proposal.event == event.id) & chosen), key=_by_title)


async def ideas_of(event: Event) -> list[Proposal]:
    """What nobody has put forward yet, by title: it will not be in a vote that opens now."""
    ideas = await Proposal.objects().where((Proposal.event == event.id) & (Proposal.state == "idea"))
    return sorted(ideas, key=_by_title)


def _by_title(proposal: Proposal) -> tuple[str, str]:
    return proposal.title.casefold(), proposal.id


# Who may vote, and what they have ticked


async def organisations_of_voters(event_id: str, person: Person | None = None) -> dict[str, str]:
    """The organisation that each person votes for (ids), or only this person: the first joined of those taking part."""
    taking_part = Participation.select(Participation.organisation).where(Participation.event == event_id)
    rows = Membership.select(Membership.person, Membership.organisation).where(
        Membership.organisation.is_in(taking_part)
    )
    if person is not None:
        rows = rows.where(Membership.person == person.id)
    found: dict[str, str] = {}
    for row in await rows.order_by(Membership.created_at, Membership.id):
        found.setdefault(str(row["person"]), str(row["organisation"]))
    return found


async def may_vote(event: Event, person: Person) -> bool:
    """Whether this person belongs to an organisation that takes part."""
    return bool(await organisations_of_voters(event.id, person))


@dataclass(frozen=True)
class OwnBallot:
    """What one person has saved: the candidates ticked (ids), those of them with a star, or that they abstain."""

    marks: frozenset[str] = frozenset()
    stars: frozenset[str] = frozenset()
    abstains: bool = False

    @property
    def is_cast(self) -> bool:
        return self.abstains or bool(self.marks)


async def own_ballot(round_: Round, person: Person) -> OwnBallot:
    """What this person has saved. Nobody can tell once the round is closed: then nothing. At most two queries."""
    if round_.ballot_key is None:
        return OwnBallot()
    mine = ballot_id(round_.ballot_key, person.id)
    rows = await BallotMark.select(BallotMark.candidate, BallotMark.star).where(BallotMark.ballot == mine)
    return OwnBallot(
        frozenset(str(row["candidate"]) for row in rows),
        frozenset(str(row["candidate"]) for row in rows if row["star"]),
        not rows and await Ballot.exists().where((Ballot.id == mine) & Ballot.abstains.eq(True)),
    )


async def votes_cast(round_: Round) -> int:
    """How many people have voted."""
    return int(await Ballot.count().where(Ballot.round == round_.id))


# Candidates and ballots


@dataclass(frozen=True)
class Contender:
    """A candidate with its proposal and the organisations that hosted it when voting opened, by name."""

    candidate: Candidate
    proposal: Proposal
    organisations: Sequence[Organisation]


async def contenders(round_: Round, ids: Collection[str] | None = None) -> list[Contender]:
    """Everything there is to choose from, or these candidates (ids), in no order that means anything. Three queries."""
    rows = Candidate.objects().where(Candidate.round == round_.id).order_by(Candidate.id)
    if ids is not None:
        rows = rows.where(Candidate.id.is_in(list(ids) or [""]))
    candidates = await rows
    # Not joined: putting so many columns of two tables into one question takes longer than asking twice.
    of = Proposal.id.is_in([str(candidate.proposal) for candidate in candidates] or [""])
    proposals = {proposal.id: proposal for proposal in await Proposal.objects().where(of)}
    hosting = await hosting_of([candidate.id for candidate in candidates])
    return [Contender(candidate, proposals[str(candidate.proposal)], hosting[candidate.id]) for candidate in candidates]


async def hosting_of(candidates: Collection[str]) -> dict[str, list[Organisation]]:
    """The organisations that hosted each of these candidates (ids) when voting opened, by name. One query."""
    found: dict[str, list[Organisation]] = {candidate: [] for candidate in candidates}
    rows = CandidateOrganisation.objects(CandidateOrganisation.organisation)
    for row in await rows.where(CandidateOrganisation.candidate.is_in([*found, ""])):
        found[str(row.candidate)].append(row.organisation)
    return {candidate: sorted(organisations, key=by_name) for candidate, organisations in found.items()}


async def entries(round_: Round) -> list[Entry]:
    """What everything there is to choose from is found by: all of it, where a page shows few. Two queries."""
    rows = await Candidate.select(
        Candidate.id,
        Candidate.minutes,
        Candidate.proposal.kind,
        Candidate.proposal.title,
        Candidate.proposal.what_happens,
    ).where(Candidate.round == round_.id)
    hosting: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await CandidateOrganisation.select(
        CandidateOrganisation.candidate, CandidateOrganisation.organisation, CandidateOrganisation.organisation.name
    ).where(CandidateOrganisation.candidate.round == round_.id):
        hosting[row["candidate"]][row["organisation"]] = row["organisation.name"]
    return [
        Entry(
            id=row["id"],
            kind=row["proposal.kind"],
            minutes=row["minutes"],
            words=f"{row['proposal.title']} {row['proposal.what_happens']}",
            organisations=hosting[row["id"]],
        )
        for row in rows
    ]


async def anonymous_ballots(round_: Round) -> list[BallotValue]:
    """The ballots of a closed round. Two queries."""
    marks: dict[str, set[str]] = defaultdict(set)
    stars: dict[str, set[str]] = defaultdict(set)
    of_round = Ballot.select(Ballot.id).where(Ballot.round == round_.id)
    for row in await BallotMark.select(BallotMark.ballot, BallotMark.candidate, BallotMark.star).where(
        BallotMark.ballot.is_in(of_round)
    ):
        marks[row["ballot"]].add(row["candidate"])
        if row["star"]:
            stars[row["ballot"]].add(row["candidate"])
    return [
        BallotValue(frozenset(marks[one.id]), Fraction(one.weight), one.weight_group, frozenset(stars[one.id]))
        for one in await Ballot.objects().where(Ballot.round == round_.id)
    ]
