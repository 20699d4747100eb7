"""What is stored of voting on paper: who does, and which ballots there are."""

import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.people.tables import Organisation, Person
from eventapp.proposals.reading import by_name
from eventapp.voting.reading import organisations_of_voters
from eventapp.voting.secrecy import paper_code, read_code, typed_ballot_id
from eventapp.voting.tables import Ballot, PaperBallot, PaperVoter, Round


async def votes_on_paper(round_: Round, person: Person) -> bool:
    """Whether this person's vote is a ballot on paper, so that they have none here."""
    return await PaperVoter.exists().where((PaperVoter.round == round_.id) & (PaperVoter.person == person.id))


@dataclass(frozen=True)
class OnPaper:
    """How many people of an organisation vote on paper. Everybody may know."""

    organisation: Organisation
    ballots: int


async def paper_ballots_by_organisation(round_: Round) -> Sequence[OnPaper]:
    """The organisations that somebody votes on paper for, by name. None once the round is closed."""
    rows = await PaperBallot.objects(PaperBallot.organisation).where(PaperBallot.round == round_.id)
    found = {row.organisation.id: row.organisation for row in rows}
    ballots = Counter(row.organisation.id for row in rows)
    return [OnPaper(one, ballots[one.id]) for one in sorted(found.values(), key=by_name)]


async def voters_by_organisation(event_id: str, round_: Round | None = None) -> dict[str, int]:
    """How many people may vote for each organisation (ids), for `shares.before_voting`.

    With `round_`: also those who vote on paper and could not vote here.
    """
    found = Counter((await organisations_of_voters(event_id)).values())
    if round_ is not None:
        rows = PaperVoter.select(PaperVoter.organisation).where(PaperVoter.round == round_.id)
        found.update(str(row["organisation"]) for row in await rows.where(PaperVoter.person.is_null()))
    return dict(found)


async def paper_voters(round_: Round) -> list[PaperVoter]:
    """Who votes on paper, each with their organisation, by organisation and name."""
    rows = await PaperVoter.objects(PaperVoter.organisation).where(PaperVoter.round == round_.id)
    return sorted(rows, key=lambda voter: (*by_name(voter.organisation), voter.name.casefold(), voter.id))


async def found_by_code(round_: Round, code: str) -> PaperBallot | None:
    """The paper ballot of an open round with this code, as somebody typed it."""
    wanted = read_code(code)
    for ballot in await PaperBallot.objects().where(PaperBallot.round == round_.id):
        if wanted.isascii() and hmac.compare_digest(paper_code(round_.ballot_key, ballot.id), wanted):
            return ballot
    return None


async def typed_in(round_: Round) -> set[str]:
    """Which paper ballots of an open round are typed in (ids)."""
    paper = await PaperBallot.select(PaperBallot.id).where(PaperBallot.round == round_.id)
    by_ballot = {typed_ballot_id(round_.ballot_key, row["id"]): str(row["id"]) for row in paper}
    rows = Ballot.select(Ballot.id).where(Ballot.round == round_.id)
    return {by_ballot[row["id"]] for row in await rows if row["id"] in by_ballot}


@dataclass(frozen=True)
class Sheet:
    """A ballot to print: its code, and for which organisation it is. The code alone stands on it."""

    id: str
    organisation: Organisation
    code: str


async def sheets(round_: Round) -> list[Sheet]:
    """The ballots of an open round that are not typed in yet, by organisation. Whose each will be is open."""
    rows = await PaperBallot.objects(PaperBallot.organisation).where(PaperBallot.round == round_.id)
    done = await typed_in(round_)
    found = [
        Sheet(row.id, row.organisation, paper_code(round_.ballot_key, row.id)) for row in rows if row.id not in done
    ]
    return sorted(found, key=lambda sheet: (*by_name(sheet.organisation), sheet.code))


async def people_not_on_paper(round_: Round) -> list[Person]:
    """Those who may vote, and vote here if they do, by name."""
    rows = await PaperVoter.select(PaperVoter.person).where(PaperVoter.round == round_.id)
    on_paper = {str(row["person"]) for row in rows}
    here = [person for person in await organisations_of_voters(round_.event) if person not in on_paper]
    found = await Person.objects().where(Person.id.is_in(here)) if here else []
    return sorted(found, key=lambda person: (person.name.casefold(), person.id))
