"""Proposals that a count chose, as sessions that are not there yet: to see whether they fit the venue."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from eventapp.event.tables import Event
from eventapp.proposals.tables import Proposal, ProposalHost, ProposalNeed
from eventapp.proposals.times import Wanted, wanted_times
from eventapp.timetable.planned import PlannedSession, Timetable
from eventapp.venue.reading import Span
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
    hosts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in (
        await ProposalHost.select(ProposalHost.proposal, ProposalHost.host, ProposalHost.host.name.as_alias("name"))
        .where(ProposalHost.proposal.event == event.id)
        .order_by(ProposalHost.position, ProposalHost.host.name)
    ):
        hosts[row["proposal"]].append((row["host"], row["name"]))
    needs: dict[str, list[str]] = defaultdict(list)
    for row in await ProposalNeed.select(ProposalNeed.proposal, ProposalNeed.feature).where(
        ProposalNeed.proposal.event == event.id
    ):
        needs[row["proposal"]].append(row["feature"])
    wanted = await wanted_times(event)
    sessions = (
        replace(
            _session_of(proposal, wanted.get(proposal.id, Wanted())),
            hosts=tuple(hosts[proposal.id]),
            needs=tuple(sorted(needs[proposal.id])),
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
        # The last moment at which it may start is one of them.
        can_start=tuple(Span(first, last + timedelta(minutes=1)) for first, last in wanted.starts),
    )
