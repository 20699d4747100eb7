"""Who gets a place and who waits: one request after the other."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from eventapp.booking.decide.facts import BOOKED, WAITING, Entry, Known, SessionFacts
from eventapp.booking.decide.places import in_slots
from eventapp.booking.decide.requests import (
    Book,
    Booked,
    Cancel,
    CancelAll,
    ChangePlaces,
    Clash,
    Close,
    Decision,
    Done,
    Full,
    NotBookable,
    Outcome,
    Promote,
    Request,
    Swap,
    Waiting,
)
from eventapp.booking.decide.state import State


def decide(requests: Sequence[Request], known: Known) -> Decision:
    """Decides the requests one after the other, as if each had come when the one before was done."""
    state = State(known)
    outcomes: list[Outcome] = []
    for number, request in enumerate(requests):
        state.request = number
        outcomes.append(_answer(state, request))
    full = {session.id: state.is_full(session) for session in state.sessions.values() if session.whole}
    return Decision(outcomes, state.steps, full)


def _answer(state: State, request: Request) -> Outcome:
    match request:
        case Book():
            return _book(state, request)
        case ChangePlaces():
            return _change_places(state, request)
        case Swap():
            return _swap(state, request)
        case Cancel():
            state.cancel([entry for entry in state.of_attendee(request.attendee) if entry.id == request.entry])
        case CancelAll():
            state.cancel(state.of_attendee(request.attendee))
        case Close():
            state.close(request.session)
        case Promote():
            state.serve([request.session])
    return Done()


def _book(state: State, asked: Book) -> Outcome:
    # Whoever waits and suits is served first, so that nobody new goes past them.
    state.serve([asked.session])
    there = state.entry_in(asked.session, asked.attendee)
    if there and (there.state == BOOKED or not asked.over_limit):
        return _as_before(state, there)
    session = state.sessions.get(asked.session)
    refusal = _not_bookable(state, session, asked)
    if session is None or refusal:
        return NotBookable(refusal)
    wanted = there or _wanted(asked, session)
    ways = [] if state.list_is_kept_waiting(session, but=asked.attendee) else state.taken(session).ways(wanted)
    if not ways and asked.over_limit:
        ways = _over_limit(wanted, session)
    booked = next((way for way in ways if not state.clash(way, session)), None)
    if booked:
        return Booked(_put(state, replace(booked, over_limit=asked.over_limit)))
    clash = next((clash for way in ways or [wanted] if (clash := state.clash(way, session))), None)
    if clash and (ways or not asked.wait):
        return Clash(clash.id)
    if not asked.wait:
        return _full(state, session, asked)
    waiting = _put(state, wanted if session.slot_minutes is None else replace(wanted, slot_start=None))
    return Waiting(waiting, state.position(waiting))


def _as_before(state: State, entry: Entry) -> Outcome:
    if entry.state == BOOKED:
        return Booked(entry, again=True)
    return Waiting(entry, state.position(entry), again=True)


def _wanted(asked: Book | Swap, session: SessionFacts) -> Entry:
    return Entry(
        id=asked.entry,
        session=session.id,
        attendee=asked.attendee,
        state=WAITING,
        places=asked.places,
        turn=0,
        supporters=asked.supporters,
        held_for=asked.held_for,
        slot_start=asked.slot if session.slot_minutes else None,
        slot_minutes=session.slot_minutes,
    )


def _put(state: State, entry: Entry) -> Entry:
    """Takes the step; a booking that is new gets the next turn of its session."""
    return state.put(entry if entry.turn else replace(entry, turn=state.next_turn(entry.session)))


def _over_limit(wanted: Entry, session: SessionFacts) -> list[Entry]:
    if session.slot_minutes:
        return in_slots(wanted, session, (slot for slot in session.slots if slot >= session.minutes_gone))
    return [replace(wanted, state=BOOKED, swap_offered=False)]


def _full(state: State, session: SessionFacts, asked: Book | Swap) -> Full:
    if state.list_is_kept_waiting(session, but=asked.attendee):
        return Full(0)
    taken = state.taken(session)
    if session.slot_minutes:
        return Full(len(taken.free_slots()))
    return Full(max(0, int(taken.free(asked.held_for, asked.supporters))))


def _not_bookable(
    state: State, session: SessionFacts | None, asked: Book | Swap | ChangePlaces, *, without: Collection[str] = ()
) -> str:
    if session is None:
        return "unknown"
    reasons = {"cancelled": session.cancelled, "drop-in": not session.bookable, "over": session.ends_at <= state.now}
    if not (isinstance(asked, Book) and asked.over_limit):
        reasons |= {
            "closed": not session.bookings_open,
            "more": not session.slot_minutes and session.places is not None and asked.places > session.places,
            "group": asked.places > session.most_together,
            "limit": state.has_enough(asked.attendee, session, without=without),
        }
    return next((reason for reason, is_so in reasons.items() if is_so), "")


def _change_places(state: State, asked: ChangePlaces) -> Outcome:
    state.serve([asked.session])
    entry = next((entry for entry in state.of_attendee(asked.attendee) if entry.id == asked.entry), None)
    session = state.sessions.get(asked.session)
    if entry is None or session is None:
        return NotBookable("unknown")
    if (entry.places, entry.supporters) == (asked.places, asked.supporters):
        return _as_before(state, entry)
    changed = replace(entry, places=asked.places, supporters=asked.supporters)
    if asked.places >= entry.places:
        refusal = _not_bookable(state, session, asked, without=[entry.id])
        if refusal:
            return NotBookable(refusal)
        left = state.taken(session, without=[entry.id]).free(entry.held_for, asked.supporters)
        kept_waiting = state.list_is_kept_waiting(session, but=asked.attendee)
        # A slot is for one booking, however many come; and whoever waits may wait for more.
        if entry.state == BOOKED and not session.slot_minutes and (kept_waiting or asked.places > left):
            return Full(0 if kept_waiting else max(0, int(left) - entry.places))
    changed = state.put(changed)
    state.serve([asked.session])
    changed = state.entry_in(asked.session, asked.attendee) or changed
    return Booked(changed) if changed.state == BOOKED else Waiting(changed, state.position(changed))


def _swap(state: State, asked: Swap) -> Outcome:
    state.serve([asked.session])
    given_up = [entry for entry in state.of_attendee(asked.attendee) if entry.id in asked.gives_up]
    there = state.entry_in(asked.session, asked.attendee)
    if there and there.state == BOOKED and there not in given_up:
        return Booked(there, again=True)
    session = state.sessions.get(asked.session)
    refusal = _not_bookable(state, session, asked, without=asked.gives_up)
    if session is None or refusal or not given_up:
        return NotBookable(refusal or "unknown")
    wanted = _wanted(asked, session) if there is None or there in given_up else there
    ways = state.taken(session, without=asked.gives_up).ways(wanted)
    if state.list_is_kept_waiting(session, but=asked.attendee) or not ways:
        if there and there.swap_offered:
            # The place has gone to somebody else: the next one is offered again.
            state.put(replace(there, swap_offered=False))
        return _full(state, session, asked)
    booked = next((way for way in ways if not state.clash(way, session, without=asked.gives_up)), None)
    if booked is None:
        clash = state.clash(ways[0], session, without=asked.gives_up)
        return Clash(clash.id if clash else session.id)
    touched = state.give_up(given_up)
    booked = _put(state, booked)
    state.serve(touched)
    return Booked(booked)
