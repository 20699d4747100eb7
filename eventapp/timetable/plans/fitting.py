"""Proposals that a count chose, as sessions that are not there yet: to see whether they fit the venue."""

from dataclasses import replace

from eventapp.event.tables import Event
from eventapp.proposals.tables import Proposal
from eventapp.proposals.times import Wanted, wanted_times
from eventapp.timetable.planned import (
    PlannedSession,
    Timetable,
    hosts_by_proposal,
    needs_by_proposal,
    starts_wanted,
)
from eventapp.voting.tables import Candidate

# A proposal that does not say how long it is lasts so long, as its session would.
USUAL_MINUTES = 60


async def with_chosen(timetable: Timetable, event: Event, round_id: str) -> Timetable:
    """The timetable with what this count chose and has no session yet: a session then has its proposal's id."""
    chosen = await Proposal.objects().where(
        Proposal.id.is_in(
            Candidate.select(Candidate.proposal).where((Candidate.round == round_id) & Candidate.chosen.eq(True))
        )
    )
    known = {session.proposal for session in timetable.sessions}
    new = sorted((proposal for proposal in chosen if proposal.id not in known), key=lambda proposal: proposal.id)
    hosts, needs = await hosts_by_proposal(event.id), await needs_by_proposal(event.id)
    wanted = await wanted_times(event)
    sessions = (
        replace(
            _session_of(proposal, wanted.get(proposal.id, Wanted())),
            hosts=hosts.get(proposal.id, ()),
            needs=needs.get(proposal.id, ()),
        )
        for proposal in new
    )
    return replace(timetable, sessions=(*timetable.sessions, *sessions))


def _session_of(proposal: Proposal, wanted: Wanted) -> PlannedSession:
    return PlannedSession(
        id=proposal.id,
        uid="",
        title=proposal.title,
        what_happens=proposal.what_happens,
        kind=proposal.kind,
        minutes=proposal.minutes or USUAL_MINUTES,
        places=proposal.places,
        attendance=proposal.attendance,
        language=proposal.language,
        content_notes=proposal.content_notes,
        access_notes=proposal.access_notes,
        hosts=(),
        organisations=(),
        needs=(),
        room=None,
        starts_at=None,
        locked=False,
        proposal=proposal.id,
        from_survey=False,
        created_at=proposal.created_at,
        cancelled_at=None,
        cancelled_reason="",
        setup_minutes=wanted.setup_minutes,
        clearing_minutes=wanted.clearing_minutes,
        people_expected=wanted.people_expected,
        can_start=starts_wanted(wanted),
    )
