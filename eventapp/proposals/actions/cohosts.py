"""Doing it together: an organisation asks, or is asked, and hosts once the other side has said yes."""

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Participation
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.actions.answering import answer, check_waits, held, still_here
from eventapp.proposals.actions.parts import change_proposal, locked_proposal
from eventapp.proposals.reading import hosts_of, organisations_of
from eventapp.proposals.states import may_be_revised
from eventapp.proposals.tables import CoHosting, Host, Proposal, ProposalHost, ProposalOrganisation
from eventapp.proposals.telling import people_of, people_of_proposal, tell
from eventapp.texts import _, marked


async def ask_to_join(proposal: Proposal, by: Person, organisation: Organisation, words: str) -> CoHosting:
    """This organisation, one of `by`'s own, asks to host too. The people of the proposal are told.

    Asking twice asks once. Where it had been asked already, this is its yes. Raises `Refused`.
    """
    return await _ask(proposal, by, organisation, words, was_asked=False)


async def ask_organisation(proposal: Proposal, by: Person, organisation: Organisation, words: str) -> CoHosting:
    """The people of the proposal ask this organisation to host too. Its people are told.

    Asking twice asks once. Where it had asked to join already, this is the yes. Raises `Refused`.
    """
    return await _ask(proposal, by, organisation, words, was_asked=True)


async def _ask(proposal: Proposal, by: Person, organisation: Organisation, words: str, *, was_asked: bool) -> CoHosting:
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        _check_may_change(now)
        taking_part = (Participation.event == now.event) & (Participation.organisation == organisation.id)
        if not await Participation.exists().where(taking_part):
            raise Refused(_("Choose an organisation that takes part."))
        if organisation.id in await _hosting(now):
            raise Refused(_("%(name)s hosts this already.") % {"name": organisation.name})
        waiting = await _waiting(now, organisation.id)
        if waiting and waiting.was_asked == was_asked:
            return waiting
        if waiting:
            return await _accept(now, waiting, by)
        asking = CoHosting(
            proposal=now.id,
            organisation=organisation.id,
            was_asked=was_asked,
            words=words,
            asked_by=by.id,
            asked_at=clock.now(),
        )
        await CoHosting.insert(asking)
        did = marked("asked somebody to host too") if was_asked else marked("asked to host too")
        await _note(now, by, did, organisation)
        told = await people_of([organisation.id]) if was_asked else await people_of_proposal(now)
        what = "you are asked" if was_asked else "they ask"
        await tell(now, told, what, organisation, by=by, words=words, about=f"cohosting {asking.id}")
    return asking


async def accept_cohosting(asking: CoHosting, by: Person) -> CoHosting:
    """The yes of the side that was asked: from now on the organisation hosts, and who asked is told. Raises `Refused`.

    Saying yes twice says it once.
    """
    async with db.transaction():
        proposal = await locked_proposal(str(asking.proposal))
        now = await held(asking, _("Nobody asks this any more."))
        if now.state == "accepted":
            return now
        check_waits(now)
        _check_may_change(proposal)
        return await _accept(proposal, now, by)


async def decline_cohosting(asking: CoHosting, by: Person) -> CoHosting:
    """The no of the side that was asked, without a reason. Who asked is told. Raises `Refused`."""
    async with db.transaction():
        proposal = await locked_proposal(str(asking.proposal))
        now = await held(asking, _("Nobody asks this any more."))
        if now.state == "declined":
            return now
        check_waits(now)
        organisation = await _organisation(now)
        await answer(now, "declined", by)
        await _note(proposal, by, marked("said no to hosting together"), organisation)
        what = "they said no" if now.was_asked else "you cannot join"
        await tell(proposal, await still_here(now.asked_by), what, organisation, about=f"cohosting {now.id} declined")
    return now


async def take_back_asking(asking: CoHosting, by: Person) -> CoHosting:
    """The side that asked no longer asks. Raises `Refused` once it has been answered."""
    async with db.transaction():
        proposal = await locked_proposal(str(asking.proposal))
        now = await held(asking, _("Nobody asks this any more."))
        if now.state == "taken-back":
            return now
        check_waits(now)
        await answer(now, "taken-back", by)
        await _note(proposal, by, marked("no longer asks to host together"), await _organisation(now))
    return now


async def leave_proposal(proposal: Proposal, by: Person, organisation: Organisation) -> None:
    """This organisation, one of `by`'s own, no longer hosts, nor do the hosts it named. The others are told.

    Leaving twice leaves once. Raises `Refused` for the last one: it can withdraw the proposal.
    """
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        hosting = await _hosting(now)
        if organisation.id not in hosting:
            return
        if len(hosting) == 1:
            raise Refused(_("No other organisation hosts this. You can withdraw it."))
        _check_may_change(now)
        await ProposalOrganisation.delete().where(
            (ProposalOrganisation.proposal == now.id) & (ProposalOrganisation.organisation == organisation.id)
        )
        theirs = Host.select(Host.id).where(Host.organisation == organisation.id)
        await ProposalHost.delete().where((ProposalHost.proposal == now.id) & ProposalHost.host.is_in(theirs))
        joined = (CoHosting.proposal == now.id) & (CoHosting.organisation == organisation.id)
        for asking in await CoHosting.objects().where(joined & (CoHosting.state == "accepted")):
            await answer(asking, "left", by)
        # Who is writing now would name its hosts again without knowing.
        await change_proposal(now, revision=now.revision + 1)
        await _note(now, by, marked("no longer hosts"), organisation)
        nobody_left = not (await hosts_of([now.id]))[now.id]
        await tell(now, await people_of_proposal(now), "they left", organisation, nobody_left=nobody_left)


# Parts of the deeds above


async def _accept(proposal: Proposal, asking: CoHosting, by: Person) -> CoHosting:
    organisation = await _organisation(asking)
    await answer(asking, "accepted", by)
    await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
    await change_proposal(proposal)
    await _note(proposal, by, marked("said yes to hosting together"), organisation)
    what = "they said yes" if asking.was_asked else "you can join"
    await tell(proposal, await still_here(asking.asked_by), what, organisation, about=f"cohosting {asking.id} accepted")
    return asking


def _check_may_change(proposal: Proposal) -> None:
    # Whether proposals are open does not matter: nothing new is proposed.
    if not may_be_revised(proposal.state, proposals_open=True):
        raise Refused(_("This cannot be changed now."))


async def _waiting(proposal: Proposal, organisation_id: str) -> CoHosting | None:
    same = (CoHosting.proposal == proposal.id) & (CoHosting.organisation == organisation_id)
    found: CoHosting | None = await CoHosting.objects().where(same & (CoHosting.state == "waiting")).first()
    return found


async def _hosting(proposal: Proposal) -> set[str]:
    return {one.id for one in (await organisations_of([proposal.id]))[proposal.id]}


async def _organisation(asking: CoHosting) -> Organisation:
    found = await Organisation.objects().get(Organisation.id == asking.organisation)
    if found is None:
        raise Refused(_("Nobody asks this any more."))
    return found


async def _note(proposal: Proposal, by: Person, did: str, organisation: Organisation) -> None:
    what = _("“%(title)s”, %(name)s") % {"title": proposal.title, "name": organisation.name}
    await note(did, what, proposal.event, by)
