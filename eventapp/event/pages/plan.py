"""For partners: where planning stands, and what they can do next."""

from litestar import get
from litestar.params import FromPath

from eventapp import clock
from eventapp.event.page_reading import texts_of
from eventapp.event.pages.shared import today
from eventapp.event.phases import Facts, phases, steps
from eventapp.event.sections import ACCESS
from eventapp.event.tables import Event, Participation, Room
from eventapp.people.tables import Membership, Organisation
from eventapp.programme.tables import Edition
from eventapp.proposals.tables import Proposal, ProposalOrganisation
from eventapp.timetable.tables import Placement, Session
from eventapp.voting.actions import FEWEST_CANDIDATES
from eventapp.voting.reading import latest_round
from eventapp.voting.states import is_over, state_of
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, page, partner_or_404, roles


@get("/{slug:str}/plan")
async def show_plan(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    may = await roles(request, event)
    round_ = await latest_round(event)
    facts = await _facts(event, round_)
    organisations = await _organisations_with_proposals(event, may.organisations)
    return await page(
        request,
        "event/plan.html",
        event=event,
        phases=phases(facts),
        steps=steps(facts, belongs=bool(may.organisations), organiser=may.organiser),
        organisations=organisations,
        voting_until=round_.closes_at if round_ and facts.round_state == "open" else None,
        days_left=(event.starts_on - today(event)).days,
    )


async def _facts(event: Event, round_: Round | None) -> Facts:
    sessions = await Session.select(Session.id).where((Session.event == event.id) & Session.cancelled_at.is_null())
    ids = [row["id"] for row in sessions]
    states = await Proposal.select(Proposal.state).where((Proposal.event == event.id) & (Proposal.state != "withdrawn"))
    organisations = Participation.select(Participation.organisation).where(Participation.event == event.id)
    return Facts(
        described=bool(
            event.intro and event.venue_name and any(page == ACCESS for page, _section in await texts_of(event.id))
        ),
        organisations=await Participation.count().where(Participation.event == event.id),
        members=await Membership.count().where(Membership.organisation.is_in(organisations)),
        rooms=await Room.count().where(Room.event == event.id),
        proposals_open=event.proposals_open,
        bookings_open=event.bookings_open,
        over=event.over_at is not None,
        proposals=len(states),
        enough_for_a_vote=[row["state"] for row in states].count("submitted") >= FEWEST_CANDIDATES,
        round_state=_round_state(round_),
        sessions=len(ids),
        placed=await Placement.count().where(Placement.session.is_in(ids)) if ids else 0,
        editions=await Edition.count().where(Edition.event == event.id),
        first_day=event.starts_on,
    )


def _round_state(round_: Round | None) -> str | None:
    if round_ is None:
        return None
    # It is closed when its time has come, whoever presses the button later.
    return "closed" if is_over(round_, clock.now()) else state_of(round_)


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
