"""Voting on paper: who does, typing ballots in, and taking back what was typed in wrong.

The log says that each was done, and never what a ballot says.
"""

from collections.abc import Collection

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.notices.actions import owe
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.reading import organisations_taking_part
from eventapp.templating import render
from eventapp.texts import _, marked, ngettext
from eventapp.voting.actions.parts import candidate_ids, locked_round
from eventapp.voting.paper import found_by_code, typed_in, votes_on_paper
from eventapp.voting.reading import organisations_of_voters
from eventapp.voting.secrecy import ballot_id, typed_ballot_id
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Ballot, BallotMark, PaperBallot, PaperVoter, Round

# Who votes on paper


async def put_person_on_paper(round_: Round, by: Person, person: Person) -> None:
    """From now on this person votes on paper: what they ticked here is taken back, and they are told.

    Raises `Refused` when voting is closed, for somebody who may not vote, and for somebody who votes on paper already.
    """
    async with db.transaction():
        now = await _held_open(round_)
        organisation = (await organisations_of_voters(now.event, person)).get(person.id)
        if organisation is None:
            raise Refused(
                _("%(name)s belongs to no organisation that takes part, so has no vote.") % {"name": person.name}
            )
        if await votes_on_paper(now, person):
            raise Refused(_("%(name)s votes on paper already.") % {"name": person.name})
        await Ballot.delete().where(Ballot.id == ballot_id(now.ballot_key, person.id))
        await _add(now, by, organisation, person.name, person)
        await _tell(now, person, on_paper=True)


async def put_name_on_paper(round_: Round, by: Person, name: str, organisation_id: str) -> None:
    """Somebody of this organisation who cannot sign in votes on paper. Raises `Refused`, also for a name twice."""
    async with db.transaction():
        now = await _held_open(round_)
        if organisation_id not in {one.id for one in await organisations_taking_part(now.event)}:
            raise Refused(_("Choose an organisation that takes part."))
        listed = PaperVoter.select(PaperVoter.name).where(
            (PaperVoter.round == now.id) & (PaperVoter.organisation == organisation_id)
        )
        if name.casefold() in {row["name"].casefold() for row in await listed}:
            raise Refused(_("%(name)s votes on paper already.") % {"name": name})
        await _add(now, by, organisation_id, name, None)


async def _add(round_: Round, by: Person, organisation: str, name: str, person: Person | None) -> None:
    await PaperVoter.insert(
        PaperVoter(round=round_.id, organisation=organisation, person=person.id if person else None, name=name)
    )
    await PaperBallot.insert(PaperBallot(round=round_.id, organisation=organisation))
    await _log(round_, by, marked("put somebody on paper for a vote"), organisation)


async def take_off_paper(round_: Round, by: Person, voter: PaperVoter, code: str = "") -> None:
    """This person does not vote on paper after all: one ballot of their organisation is no longer good.

    `code` is that of the ballot which they gave back. Nobody can tell which was theirs, so without one this is refused
    once a ballot of the organisation is typed in; before that all its ballots are made anew, with other codes. Raises
    `Refused`.
    """
    async with db.transaction():
        now = await _held_open(round_)
        found = await PaperVoter.delete().where(PaperVoter.id == voter.id).returning(*PaperVoter.all_columns())
        if not found:
            return
        [gone] = found
        organisation = gone["organisation"]
        typed = await typed_in(now)
        if code:
            ballot = await _ballot_with(now, code)
            if str(ballot.organisation) != organisation:
                raise Refused(_("This code is on a ballot of another organisation."))
            if ballot.id in typed:
                raise Refused(_("The ballot with this code is typed in. Take it back first."))
            await PaperBallot.delete().where(PaperBallot.id == ballot.id)
        else:
            await _renew(now, organisation, typed)
        await _log(now, by, marked("took somebody off paper for a vote"), organisation)
        person = await Person.objects().get(Person.id == gone["person"]) if gone["person"] else None
        if person:
            await _tell(now, person, on_paper=False)


async def _renew(round_: Round, organisation: str, typed: Collection[str]) -> None:
    of_theirs = (PaperBallot.round == round_.id) & (PaperBallot.organisation == organisation)
    old = [row["id"] for row in await PaperBallot.select(PaperBallot.id).where(of_theirs)]
    if typed and set(old) & set(typed):
        raise Refused(
            _("A ballot of this organisation is typed in already. Write the code of the ballot that was given back.")
        )
    await PaperBallot.delete().where(of_theirs)
    await db.insert_all(PaperBallot, [PaperBallot(round=round_.id, organisation=organisation) for _one in old[1:]])


# What is on the ballots


async def type_in_ballot(
    round_: Round, by: Person, code: str, marks: Collection[str], stars: Collection[str] = ()
) -> None:
    """Counts the paper ballot with this code, once. Without marks it abstains.

    `marks` and `stars` are ids of candidates, the stars among the marks. Raises `Refused` for an unknown code, for a
    ballot that is typed in already, and as `cast_ballot` does.
    """
    async with db.transaction():
        now = await _held_open(round_)
        ballot = await _ballot_with(now, code)
        if not set(marks) <= await candidate_ids(now) or not set(stars) <= set(marks):
            raise Refused(_("Choose from the proposals in this vote."))
        if len(set(stars)) > now.stars:
            text = ngettext("A ballot has %(count)s star at most.", "A ballot has %(count)s stars at most.", now.stars)
            raise Refused(text % {"count": now.stars})
        typed = typed_ballot_id(now.ballot_key, ballot.id)
        try:
            async with db.broken_rule():
                await Ballot.insert(Ballot(id=typed, round=now.id, weight_group="", weight="", abstains=not marks))
        except db.Broken as broken:
            raise Refused(_("This ballot is typed in already, and counts once.")) from broken
        await db.insert_all(
            BallotMark,
            [BallotMark(ballot=typed, candidate=id_, star=id_ in stars) for id_ in sorted(set(marks))],
        )
        await note(marked("typed in a paper ballot"), now.title, now.event, by)


async def take_back_typed_ballot(round_: Round, by: Person, code: str) -> None:
    """The paper ballot with this code is as if it had not been typed in yet. Raises `Refused`."""
    async with db.transaction():
        now = await _held_open(round_)
        ballot = await _ballot_with(now, code)
        typed = typed_ballot_id(now.ballot_key, ballot.id)
        if not await Ballot.delete().where(Ballot.id == typed).returning(Ballot.id):
            raise Refused(_("The ballot with this code is not typed in."))
        await note(marked("took back a paper ballot"), now.title, now.event, by)


# Parts


async def _held_open(round_: Round) -> Round:
    """The round, held until the transaction ends: voting here, on paper and closing come one after another."""
    now = await locked_round(round_)
    if state_of(now) != "open" or is_over(now, clock.now()):
        raise Refused(_("Voting is closed. Ballots on paper can only be typed in before that."))
    return now


async def _ballot_with(round_: Round, code: str) -> PaperBallot:
    found = await found_by_code(round_, code)
    if found is None:
        raise Refused(_("No ballot has this code. Look at it once more."))
    return found


async def _log(round_: Round, by: Person, did: str, organisation: str) -> None:
    """Without the name: it is deleted when voting closes, and the log is not."""
    found = await Organisation.objects().get(Organisation.id == organisation)
    await note(did, found.name if found else "", round_.event, by)


async def _tell(round_: Round, person: Person, *, on_paper: bool) -> None:
    event = await Event.objects().get(Event.id == round_.event)
    await owe(
        "vote",
        person.email,
        _("The vote for %(event)s") % {"event": event.name if event else ""},
        render("voting/on_paper.txt", event=event, name=person.name, round=round_, on_paper=on_paper),
        event=round_.event,
    )
