"""Sessions and proposals for tests of the timetable."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from eventapp import clock
from eventapp.event.tables import Event, Room
from eventapp.ids import new_id
from eventapp.people.tables import Organisation, Person
from eventapp.proposals.tables import Host, Proposal, ProposalHost, ProposalNeed, ProposalOrganisation
from eventapp.timetable.actions import change_placements, make_sessions
from eventapp.timetable.actions.plans import PlanWish, ask_for_plan
from eventapp.timetable.plans.stored import Best, Step, write
from eventapp.timetable.tables import Placement, Plan, Session
from eventapp.voting.actions import close_round, confirm_result, count_round, open_round
from tests.cast import an_event, an_organisation, an_organiser
from tests.voting.vote import a_prepared_round, candidates_of, people_who_vote


async def a_selected_proposal(
    event: Event,
    title: str = "Knitting",
    *,
    hosts: list[str] | None = None,
    organisations: list[Organisation] | None = None,
    needs: list[str] | None = None,
    **changes: Any,
) -> Proposal:
    """A proposal that was chosen. Hosts of the same name are the same host."""
    facts: dict[str, Any] = {
        "event": event.id,
        "state": "selected",
        "title": title,
        "what_happens": "We knit and talk.",
        "contact": "",
        "kind": "workshop",
        "minutes": 60,
        "places": 12,
        "content_notes": "",
        "access_notes": "",
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    proposal = Proposal(**(facts | changes))
    await proposal.save()
    for position, name in enumerate(hosts or []):
        await ProposalHost.insert(
            ProposalHost(proposal=proposal.id, host=(await _host(event, name)).id, position=position)
        )
    for organisation in organisations or []:
        await ProposalOrganisation.insert(ProposalOrganisation(proposal=proposal.id, organisation=organisation.id))
    for feature in needs or []:
        await ProposalNeed.insert(ProposalNeed(proposal=proposal.id, feature=feature))
    return proposal


async def _host(event: Event, name: str) -> Host:
    host = await Host.objects().where((Host.event == event.id) & (Host.name == name)).first()
    if host is None:
        host = Host(event=event.id, name=name, created_at=clock.now())
        await host.save()
    return host


async def a_session(event: Event, proposal: Proposal | None = None, **changes: Any) -> Session:
    """A session of this proposal, or a break when none is given. It has no place in the timetable yet."""
    facts: dict[str, Any] = {
        "event": event.id,
        "uid": f"slot-{new_id()}@test.example",
        "proposal": proposal and proposal.id,
        "title": None if proposal else "Soup",
        "minutes": 60,
        "places": proposal.places if proposal else None,
        "cancelled_reason": "",
        "created_at": clock.now(),
    }
    session = Session(**(facts | changes))
    await session.save()
    return session


async def placed(session: Session, room: Room | None, starts_at: datetime, *, locked: bool = False) -> Session:
    """The session at this place of the timetable, unchecked."""
    await Placement.insert(
        Placement(
            session=session.id,
            room=room and room.id,
            starts_at=starts_at,
            locked=locked,
            placed_at=clock.now(),
        )
    )
    return session


async def what_was_chosen(titles: list[str]) -> tuple[Event, Person]:
    """An event whose vote is over, and its organiser. An hour for each title was chosen; none has a place.

    Six people voted, each for every third of them. "Host 0" hosts the first, "Host 1" the next, and so on.
    """
    event = await an_event()
    mo = await an_organiser(event)
    for number, title in enumerate(titles):
        await a_selected_proposal(event, title, state="submitted", hosts=[f"Host {number}"])
    round_ = await open_round(await a_prepared_round(event, mo, budget_minutes=60 * len(titles)), mo)
    wishes = [titles[start::3] for start in range(3)] * 2
    await people_who_vote(round_, await an_organisation(event), *wishes)
    await close_round(round_, mo)
    await count_round(round_)
    candidates = list((await candidates_of(round_)).values())
    await confirm_result(round_, mo, candidates, dict.fromkeys(candidates, "There is room for all."))
    await make_sessions(event, mo)
    return event, mo


async def change_session(
    session: Session, by: Person | None, *, minutes: int, places: int | None, attendance: str
) -> None:
    """Changes its length, places and whether people book, as a deed of its own."""
    event = await Event.objects().get(Event.id == session.event)
    assert event
    await change_placements(
        event,
        by,
        "changed",
        None,
        lambda timetable: [
            replace(each, minutes=minutes, places=places, attendance=attendance)
            for each in timetable.sessions
            if each.id == session.id
        ],
    )


async def a_plan(event: Event, best: Best | None = None, *, ended: str = "done", **changes: Any) -> Plan:
    """A plan that was made, as it is stored."""
    plan = await ask_for_plan(event, None, PlanWish("draft"))
    facts: dict[str, Any] = {
        "ended": ended,
        "ended_at": clock.now() if ended else None,
        "best": write(best) if best else "",
        "progress": write([Step(0.5, 0.5, 1), Step(2.0, 0.75, 1)]) if best else "",
    }
    await Plan.update({getattr(Plan, name): value for name, value in (facts | changes).items()}).where(
        Plan.id == plan.id
    )
    stored = await Plan.objects().get(Plan.id == plan.id)
    assert stored
    return stored
