"""For partners: where planning stands, and what they can do next."""

from litestar import get
from litestar.params import FromPath

from eventapp import clock
from eventapp.event.pages.shared import today
from eventapp.event.phases import Facts, phases, steps
from eventapp.event.tables import Event
from eventapp.people.tables import Organisation
from eventapp.programme.tables import Edition
from eventapp.proposals.tables import Proposal, ProposalOrganisation
from eventapp.timetable.tables import Placement, Session
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, roles


@get("/{slug:str}/plan")
async def show_plan(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    may = await roles(request, event)
    latest_round = await _latest_round(event)
    facts = await _facts(event, latest_round)
    organisations = await _organisations_with_proposals(event, may.organisations)
    return await page(
        request,
        "event/plan.html",
        event=event,
        phases=phases(facts),
        steps=steps(facts, belongs=bool(may.organisations), organiser=may.organiser),
        organisations=organisations,
        voting_until=latest_round.closes_at if latest_round and facts.round_state == "open" else None,
        days_left=(event.starts_on - today(event)).days,
    )


async def _latest_round(event: Event) -> Round | None:
    return await Round.objects().where(Round.event == event.id).order_by(Round.created_at, ascending=False).first()


async def _facts(event: Event, latest_round: Round | None) -> Facts:
    sessions = await Session.select(Session.id).where((Session.event == event.id) & Session.cancelled_at.is_null())
    ids = [row["id"] for row in sessions]
    return Facts(
        proposals_open=event.proposals_open,
        bookings_open=event.bookings_open,
        over=event.over_at is not None,
        proposals=await Proposal.count().where((Proposal.event == event.id) & (Proposal.state != "withdrawn")),
        round_state=_round_state(latest_round),
        sessions=len(ids),
        placed=await Placement.count().where(Placement.session.is_in(ids)) if ids else 0,
        editions=await Edition.count().where(Edition.event == event.id),
        first_day=event.starts_on,
    )


def _round_state(found: Round | None) -> str | None:
    if found is None:
        return None
    if found.confirmed_at is not None:
        return "confirmed"
    if found.counted_at is not None:
        return "counted"
    if found.opened_at is None:
        return "prepared"
    # It is closed when its time has come, whoever presses the button later.
    return "closed" if found.closed_at is not None or found.closes_at <= clock.now() else "open"


async def _organisations_with_proposals(event: Event, ids: frozenset[str]) -> list[tuple[Organisation, int]]:
    """Each of these organisations, by name, with how many proposals it hosts at the event."""
    if not ids:
        return []
    organisations = await Organisation.objects().where(Organisation.id.is_in(list(ids))).order_by(Organisation.name)
    rows = await ProposalOrganisation.select(ProposalOrganisation.organisation).where(
        ProposalOrganisation.organisation.is_in(list(ids))
        & (ProposalOrganisation.proposal.event == event.id)
        & (ProposalOrganisation.proposal.state != "withdrawn")
    )
    hosted = [row["organisation"] for row in rows]
    return [(organisation, hosted.count(organisation.id)) for organisation in organisations]


handlers = [
    show_plan,
]
