"""What publishing would do to bookings, told to organisers before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from eventapp.booking.decide import BOOKED, Close, Decision, Known, Promote, SessionFacts, Taken, decide
from eventapp.booking.known import known_about
from eventapp.programme.edition import EditionSession


@dataclass(frozen=True)
class Foretold:
    """How many bookings would change in which way.

    `left_out`: their short slot is gone, and no other suits them. `over` counts places that are booked beyond those
    that there will be: nobody loses theirs.
    """

    cancelled: int = 0
    other_slot: int = 0
    left_out: int = 0
    served: int = 0
    offered: int = 0
    over: int = 0


async def foretold(sessions: Iterable[EditionSession]) -> Foretold:
    """What would become of bookings if these were published now. At most four queries."""
    after = {session.id: session for session in sessions}
    closing = [id_ for id_, session in after.items() if session.cancelled]
    known = await known_about(after, asking=(), giving_back=(), closing=closing)
    before = {facts.id: facts for facts in known.sessions}
    known = replace(
        known, sessions=[_published(facts, after[id_]) if id_ in after else facts for id_, facts in before.items()]
    )
    decision = what_follows(after, closing, known)
    deeds = [step.deed for step in decision.steps]
    return Foretold(
        cancelled=deeds.count("cancelled"),
        other_slot=deeds.count("time"),
        left_out=_left_out(known, decision),
        served=deeds.count("served"),
        offered=deeds.count("offered"),
        over=sum(_over(facts, before[facts.id], known) for facts in known.sessions),
    )


def what_follows(sessions: Iterable[str], closing: Iterable[str], known: Known) -> Decision:
    """What publishing these sessions (ids) does to bookings, `closing` being those that are cancelled."""
    return decide([*(Close(id_) for id_ in closing), *(Promote(id_) for id_ in sessions)], known)


def _published(facts: SessionFacts, session: EditionSession) -> SessionFacts:
    return replace(
        facts,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        places=session.places,
        bookable=session.attendance == "book",
        cancelled=session.cancelled,
    )


def _left_out(known: Known, decision: Decision) -> int:
    sessions = {facts.id: facts for facts in known.sessions}
    entries = {entry.id: entry for entry in known.entries} | {step.entry.id: step.entry for step in decision.steps}
    return sum(entry.state == BOOKED and entry.is_left_out(sessions[entry.session]) for entry in entries.values())


def _over(facts: SessionFacts, before: SessionFacts, known: Known) -> int:
    """How many places too many are booked in a session that becomes smaller."""
    if facts.places is None or facts.cancelled or facts.slot_minutes or not facts.whole:
        return 0
    booked = (entry for entry in known.entries if entry.session == facts.id and entry.state == BOOKED)
    becomes_smaller = before.places is None or facts.places < before.places
    return max(0, Taken(facts, booked).places - facts.places) if becomes_smaller else 0
