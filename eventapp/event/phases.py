"""Where an event stands: its phases, what partners and organisers can do now, and when the next thing ends."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from eventapp.texts import lazy


class State(Enum):
    """How far a phase is."""

    LATER = "later"
    NOW = "now"
    DONE = "done"


@dataclass(frozen=True)
class Facts:
    """What is known of an event. `round_state` is None, prepared, open, closed, counted or confirmed.

    `described`: pages say what it is, where, and what access it has. `organisations` take part, and `members` belong to
    them. `enough_for_a_vote`: as many proposals are put forward as a vote needs.
    """

    described: bool
    organisations: int
    members: int
    rooms: int
    proposals_open: bool
    bookings_open: bool
    over: bool
    proposals: int
    enough_for_a_vote: bool
    round_state: str | None
    sessions: int
    placed: int
    editions: int
    first_day: date


@dataclass(frozen=True)
class Phase:
    """One phase, with what it is called and what is so now."""

    key: str
    name: str
    state: State
    words: str


@dataclass(frozen=True)
class Step:
    """Something that can be done now, and its page below the event's address."""

    words: str
    page: str


def phases(facts: Facts) -> list[Phase]:
    """All phases in their order. Several may be going on at once, since people work at their own pace."""
    return [
        Phase("proposals", lazy("Proposals"), *_proposals(facts)),
        Phase("voting", lazy("Voting"), *_voting(facts)),
        Phase("building", lazy("Rooms and times"), *_building(facts)),
        Phase("published", lazy("Programme"), *_published(facts)),
        Phase("bookings", lazy("Bookings"), *_bookings(facts)),
        Phase("over", lazy("The day"), *_the_day(facts)),
    ]


def _proposals(facts: Facts) -> tuple[State, str]:
    if facts.proposals_open:
        return State.NOW, lazy("Open. Ideas and proposals are welcome.")
    if facts.proposals or facts.sessions:
        return State.DONE, lazy("Closed. What is there can be read.")
    return State.LATER, lazy("Not open yet.")


def _voting(facts: Facts) -> tuple[State, str]:
    match facts.round_state:
        case "open":
            return State.NOW, lazy("Open. You can vote, and change your vote until it closes.")
        case "closed" | "counted":
            return State.NOW, lazy("Closed. The result is being made ready.")
        case "confirmed":
            return State.DONE, lazy("Done. The result can be read.")
        case "prepared":
            return State.LATER, lazy("The rules are written. It opens soon.")
    return (State.DONE, lazy("There was no vote.")) if facts.sessions else (State.LATER, lazy("Not open yet."))


def _building(facts: Facts) -> tuple[State, str]:
    if not facts.sessions:
        return State.LATER, lazy("Begins when the sessions are chosen.")
    if facts.placed < facts.sessions:
        return State.NOW, lazy("Some sessions still need a room and a time.")
    if facts.editions:
        return State.DONE, lazy("Every session has its place.")
    return State.NOW, lazy("Every session has its place. Next it is published.")


def _published(facts: Facts) -> tuple[State, str]:
    if facts.editions:
        return State.DONE, lazy("Published. Changes come out as new editions.")
    return State.LATER, lazy("Not published yet.")


def _bookings(facts: Facts) -> tuple[State, str]:
    if facts.bookings_open and facts.editions:
        return State.NOW, lazy("Open. People can book.")
    if facts.bookings_open:
        return State.LATER, lazy("Open as soon as the programme is published.")
    if facts.over:
        return State.DONE, lazy("Closed.")
    return State.LATER, lazy("Not open.")


def _the_day(facts: Facts) -> tuple[State, str]:
    return (State.DONE, lazy("It is over. Thank you.")) if facts.over else (State.LATER, lazy("Still to come."))


def steps(facts: Facts, *, belongs: bool, organiser: bool) -> list[Step]:
    """What somebody can do now, the most useful first. `belongs`: to an organisation that takes part."""
    if facts.over:
        return [Step(lazy("Look back at the programme"), "programme")] if facts.editions else []
    taking_part = _to_take_part(facts) if belongs else []
    organising = _to_organise(facts) if organiser else []
    missing = _missing(facts) if organiser else []
    return [*missing, *taking_part, *organising, *_to_read_and_write(facts)]


def _to_take_part(facts: Facts) -> list[Step]:
    found = []
    if facts.round_state == "open":
        found.append(Step(lazy("Vote"), "vote"))
    if facts.proposals_open:
        found.append(Step(lazy("Add an idea"), "proposals/new"))
    return found


def _to_read_and_write(facts: Facts) -> list[Step]:
    found = []
    if facts.proposals:
        found.append(Step(lazy("Read and answer proposals"), "proposals"))
    if facts.round_state == "confirmed":
        found.append(Step(lazy("See what was chosen"), "vote/result"))
    found.append(Step(lazy("Write down what a workshop talked about"), "workshops"))
    return found


def _missing(facts: Facts) -> list[Step]:
    """What an event lacks until partners can propose, in the order in which it is needed."""
    found = []
    if not facts.described:
        found.append(Step(lazy("Say what the event is, where it is, and what access it has"), "settings#words"))
    if not facts.organisations:
        found.append(Step(lazy("Add the organisations that take part"), "organisations/new"))
    elif not facts.members:
        found.append(Step(lazy("Invite people of these organisations"), "people#invite"))
    if not facts.rooms:
        found.append(Step(lazy("Add the rooms of the venue"), "rooms/new"))
    if not facts.proposals_open and not facts.proposals and not facts.sessions:
        found.append(Step(lazy("Open the event for proposals"), "settings"))
    return found


def _to_organise(facts: Facts) -> list[Step]:
    found = []
    match facts.round_state:
        case None if facts.enough_for_a_vote:
            found.append(Step(lazy("Prepare the vote"), "vote/new"))
        case "prepared" if facts.enough_for_a_vote:
            found.append(Step(lazy("Open the vote"), "vote"))
        case "closed" | "counted":
            found.append(Step(lazy("Read the result of the vote and confirm it"), "vote"))
    if facts.placed < facts.sessions:
        found.append(Step(lazy("Give every session a room and a time"), "timetable"))
    elif facts.sessions and not facts.editions:
        found.append(Step(lazy("Publish the programme"), "publish"))
    if facts.editions:
        if not facts.bookings_open:
            found.append(Step(lazy("Open the event for bookings"), "settings"))
        found.append(Step(lazy("See what has changed since the programme was published"), "publish"))
    return found
