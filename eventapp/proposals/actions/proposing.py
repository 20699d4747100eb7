"""What partners do with their proposals, and what becomes of them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event, Participation
from eventapp.people.tables import Membership, Organisation, Person
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.actions.drafts import drop_draft
from eventapp.proposals.actions.parts import (
    Stale,
    change_proposal,
    check_may_be_revised,
    check_open,
    check_taking_part,
    locked_proposal,
)
from eventapp.proposals.hosts import hosts_named, lead
from eventapp.proposals.reading import hosts_of, needs_of, organisations_of, words_of
from eventapp.proposals.states import may_become, must_be_whole
from eventapp.proposals.tables import Comment, Proposal, ProposalHost, ProposalNeed, ProposalOrganisation
from eventapp.proposals.words import ProposalWords, distinct, folded, still_needed
from eventapp.texts import _, marked


async def add_idea(
    event: Event,
    by: Person,
    organisation: Organisation,
    title: str,
    what_happens: str,
    contact: str,
    *,
    workshop: PlanningWorkshop | None = None,
    survey_theme: SurveyTheme | None = None,
) -> Proposal:
    """A new idea of this organisation. Asking twice with the same words adds one.

    Raises `Refused` when proposals are closed or the organisation does not take part.
    """
    async with db.transaction():
        await check_open(event.id)
        await check_taking_part(event.id, [organisation.id])
        # One person's ideas are added one after the other, so that a second press finds the first.
        await db.locked(Person.objects().where(Person.id == by.id).first())
        same = (
            await Proposal.objects()
            .where(
                (Proposal.event == event.id)
                & (Proposal.proposed_by == by.id)
                & (Proposal.title == title)
                & (Proposal.what_happens == what_happens)
                & (Proposal.state == "idea")
            )
            .first()
        )
        if same:
            return same
        proposal = _proposal(
            event.id,
            ProposalWords(title=title, what_happens=what_happens, contact=contact),
            state="idea",
            proposed_by=by.id,
            workshop=workshop and workshop.id,
            survey_theme=survey_theme and survey_theme.id,
        )
        await Proposal.insert(proposal)
        await drop_draft(event.id, by, None)
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
        await note(marked("added the idea"), title, event.id, by)
    return proposal


async def revise_proposal(
    proposal: Proposal,
    by: Person,
    words: ProposalWords,
    *,
    hosts: list[str],
    organisations: list[str],
    needs: list[str],
    revision: int,
) -> Proposal:
    """The proposal with these words, hosts (chosen names), organisations (ids) and needs (keys of `FEATURES`).

    `revision` is the one that the writer saw. Raises `Stale` when somebody has changed it since, and `Refused` when
    it cannot be changed now, or would lose what it needs. Of organisations, `by`'s own may come and go here; another
    one comes by its own yes (`accept_cohosting`) and goes by itself (`leave_proposal`).
    """
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        names, wanted = distinct(hosts), set(needs)
        await drop_draft(str(now.event), by, now)
        if await _says(now, words, names, set(organisations), wanted):
            return now
        if now.revision != revision:
            raise Stale(_("Somebody changed this while you were writing. Nothing is lost: both are below."))
        await check_may_be_revised(now)
        await check_taking_part(now.event, organisations)
        await _check_own(now, by, organisations)
        if must_be_whole(now.state) and (needed := still_needed(words, names)):
            raise Refused(" ".join(needed.values()))
        await change_proposal(now, **asdict(words), revision=now.revision + 1)
        await _give_organisations(now, organisations)
        await lead(now, by, names, organisations)
        await _give_needs(now, wanted)
        await note(marked("changed the proposal"), words.title, now.event, by)
    return now


async def submit_proposal(proposal: Proposal, by: Person) -> Proposal:
    """Puts the proposal forward. Doing it twice does it once.

    Raises `Refused` when proposals are closed, something is still needed, or its state does not allow it.
    """
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        if now.state == "submitted":
            return now
        if now.state != "idea":
            raise Refused(_("Only an idea can be put forward."))
        await check_open(now.event)
        hosts = (await hosts_of([now.id]))[now.id]
        if needed := still_needed(words_of(now), [host.name for host in hosts]):
            raise Refused(" ".join(needed.values()))
        await change_proposal(now, state="submitted")
        await note(marked("put forward"), now.title, now.event, by)
    return now


async def withdraw_proposal(proposal: Proposal, by: Person) -> Proposal:
    """Takes the proposal back. Doing it twice does it once. Raises `Refused` once it has been decided on."""
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        if now.state == "withdrawn":
            return now
        if not may_become(now.state, "withdrawn"):
            raise Refused(_("This has been decided on. Talk to an organiser if it cannot happen."))
        await change_proposal(now, state="withdrawn", state_before=now.state)
        await note(marked("withdrew"), now.title, now.event, by)
    return now


async def bring_back_proposal(proposal: Proposal, by: Person) -> Proposal:
    """Undoes a withdrawal: the proposal is what it was before. Changes nothing when it is not withdrawn."""
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        if now.state != "withdrawn":
            return now
        await change_proposal(now, state=now.state_before or "idea", state_before=None)
        await note(marked("brought back"), now.title, now.event, by)
    return now


async def add_comment(proposal: Proposal, by: Person, body: str) -> None:
    """A remark of this person. The same words twice are one remark."""
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        same = (Comment.proposal == now.id) & (Comment.person == by.id) & (Comment.body == body)
        if not await Comment.exists().where(same):
            await Comment.insert(Comment(proposal=now.id, person=by.id, body=body, created_at=clock.now()))


async def decide_proposals(
    event_id: str, selected: Collection[str], not_this_time: Collection[str], *, by: Person
) -> set[str]:
    """Makes these proposals (ids) chosen or not this time, and returns the ids of those that changed.

    Only those that are put forward change: what was withdrawn stays withdrawn. For the transaction of a vote's result.
    """
    async with db.transaction():
        waiting = await db.locked(
            Proposal.select(Proposal.id)
            .where((Proposal.event == event_id) & (Proposal.state == "submitted"))
            .order_by(Proposal.id)
        )
        waiting_ids = {str(row["id"]) for row in waiting}
        chosen, others = waiting_ids & set(selected), waiting_ids & set(not_this_time) - set(selected)
        await _set_state(chosen, "selected")
        await _set_state(others, "not-this-time")
        what = _("%(chosen)s chosen, %(others)s not this time") % {"chosen": len(chosen), "others": len(others)}
        await note(marked("decided on proposals"), what, event_id, by)
    return chosen | others


async def _set_state(ids: Collection[str], state: str) -> None:
    if ids:
        await Proposal.update({Proposal.state: state, Proposal.changed_at: clock.now()}).where(
            Proposal.id.is_in(list(ids))
        )


async def add_selected_proposal(event_id: str, words: ProposalWords, hosts: list[str]) -> Proposal:
    """A proposal that is chosen from the start, of nobody's organisation: for a schedule that exists already."""
    [proposal] = await add_selected_proposals(event_id, [(words, hosts)])
    return proposal


async def add_selected_proposals(event_id: str, written: Sequence[tuple[ProposalWords, list[str]]]) -> list[Proposal]:
    """As `add_selected_proposal`, for many pairs of words and hosts' names, in a handful of queries."""
    async with db.transaction():
        proposals = [_proposal(event_id, words, state="selected", proposed_by=None) for words, _hosts in written]
        known = await hosts_named(event_id, None, [name for _words, hosts in written for name in hosts])
        leading = [
            ProposalHost(proposal=proposal.id, host=known[folded(name)].id, position=position)
            for proposal, (_words, hosts) in zip(proposals, written, strict=True)
            for position, name in enumerate(distinct(hosts))
        ]
        await db.insert_all(Proposal, proposals)
        await db.insert_all(ProposalHost, leading)
    return proposals


# Parts of the deeds above; all of them run inside their transactions


def _proposal(event_id: str, words: ProposalWords, **more: Any) -> Proposal:
    now = clock.now()
    return Proposal(event=event_id, **asdict(words), **more, revision=1, created_at=now, changed_at=now)


async def _says(
    proposal: Proposal, words: ProposalWords, hosts: list[str], organisations: set[str], needs: set[str]
) -> bool:
    hosts_now = (await hosts_of([proposal.id]))[proposal.id]
    organisations_now = (await organisations_of([proposal.id]))[proposal.id]
    return (
        words_of(proposal) == words
        and [host.name for host in hosts_now] == hosts
        and {organisation.id for organisation in organisations_now} == organisations
        and set((await needs_of([proposal.id]))[proposal.id]) == needs
    )


async def _check_own(proposal: Proposal, by: Person, organisations: Collection[str]) -> None:
    hosting = {one.id for one in (await organisations_of([proposal.id]))[proposal.id]}
    rows = await Membership.select(Membership.organisation).where(Membership.person == by.id)
    others = (hosting ^ set(organisations)) - {str(row["organisation"]) for row in rows}
    # One that has left the event goes without a word.
    if others and await Participation.exists().where(
        (Participation.event == proposal.event) & Participation.organisation.is_in(list(others))
    ):
        raise Refused(_("Only an organisation’s own people can say that it hosts, or that it leaves."))


async def _give_organisations(proposal: Proposal, organisations: Collection[str]) -> None:
    await ProposalOrganisation.delete().where(ProposalOrganisation.proposal == proposal.id)
    await db.insert_all(
        ProposalOrganisation,
        [
            ProposalOrganisation(proposal=proposal.id, organisation=organisation)
            for organisation in sorted(set(organisations))
        ],
    )


async def _give_needs(proposal: Proposal, needs: Collection[str]) -> None:
    await ProposalNeed.delete().where(ProposalNeed.proposal == proposal.id)
    await db.insert_all(
        ProposalNeed, [ProposalNeed(proposal=proposal.id, feature=feature) for feature in sorted(needs)]
    )
