"""Who votes on paper, and how many ballots there are of each organisation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.people.tables import Organisation, Person
from eventapp.proposals.reading import by_name
from eventapp.voting.reading import organisations_of_voters
from eventapp.voting.tables import PaperBallot, PaperVoter, Round


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
