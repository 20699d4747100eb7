"""A vote to test with."""

from datetime import timedelta
from typing import Any

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Proposal, ProposalOrganisation
from eventapp.voting.actions import cast_ballot, new_round, open_round
from eventapp.voting.reading import own_ballot
from eventapp.voting.tables import Candidate, Round
from tests.cast import a_person


async def a_submitted_proposal(
    event: Event, title: str, minutes: int = 60, *, by: Person | None = None, organisation: Organisation | None = None
) -> Proposal:
    """A proposal that is put forward for the vote."""
    proposal = Proposal(
        event=event.id,
        state="submitted",
        title=title,
        what_happens="We sit down and talk.",
        contact="by phone",
        kind="workshop",
        minutes=minutes,
        content_notes="",
        access_notes="",
        proposed_by=by.id if by else None,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    await proposal.save()
    if organisation:
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
    return proposal


async def a_prepared_round(event: Event, by: Person, **changes: Any) -> Round:
    """A round with two hours to give away that closes in a week."""
    facts: dict[str, Any] = {
        "title": "What goes into the programme?",
        "rules": "Tick what you want.",
        "budget_minutes": 120,
        "closes_at": clock.now() + timedelta(days=7),
    }
    return await new_round(event, by, **(facts | changes))


async def an_open_round(event: Event, by: Person, *titles: str, **changes: Any) -> Round:
    """An open round on an hour each of these titles, of nobody in particular."""
    for title in titles or ("Soup lunch", "Film", "Garden walk"):
        await a_submitted_proposal(event, title)
    return await open_round(await a_prepared_round(event, by, **changes), by)


async def candidates_of(round_: Round) -> dict[str, str]:
    """The ids of the round's candidates by title."""
    rows = await Candidate.select(Candidate.id, Candidate.proposal.title).where(Candidate.round == round_.id)
    return {row["proposal.title"]: row["id"] for row in rows}


async def people_who_vote(round_: Round, organisation: Organisation, *wishes: list[str]) -> list[Person]:
    """One new member of the organisation for each list of titles, who votes for these."""
    ids = await candidates_of(round_)
    people = []
    for number, titles in enumerate(wishes, 1):
        person = await a_person(f"{organisation.name} {number}", organisation)
        await cast_ballot(round_, person, [ids[title] for title in titles])
        people.append(person)
    return people


async def marks_of(round_: Round, person: Person) -> set[str]:
    """What this person has ticked (ids of candidates)."""
    return set((await own_ballot(round_, person)).marks)
