from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.booking.decide import (
    BOOKED,
    CANCELLED,
    WAITING,
    Book,
    Booked,
    Cancel,
    CancelAll,
    Clash,
    Close,
    Decision,
    Done,
    Entry,
    Full,
    Known,
    NotBookable,
    Promote,
    Request,
    SessionFacts,
    Sums,
    Waiting,
    decide,
)

TEN = datetime(2026, 11, 28, 10, tzinfo=UTC)
NOW = TEN - timedelta(days=7)


def a_session(name: str = "soup", places: int | None = 1, hour: int = 0, **facts: object) -> SessionFacts:
    starts = TEN + timedelta(hours=hour)
    return SessionFacts(name, starts, starts + timedelta(hours=1), places, **facts)  # type: ignore[arg-type]


def entry(attendee: str, state: str = BOOKED, turn: int = 1, places: int = 1, session: str = "soup") -> Entry:
    return Entry(f"{attendee}-{session}", session, attendee, state, places, turn)


def book(attendee: str, session: str = "soup", places: int = 1, *, wait: bool = False) -> Book:
    return Book(f"{attendee}-{session}", session, attendee, places, wait)


def cancel(attendee: str, session: str = "soup") -> Cancel:
    return Cancel(f"{attendee}-{session}", session, attendee)


def decided(requests: list[Request], sessions: list[SessionFacts], *entries: Entry) -> Decision:
    last = {s.id: max((e.turn for e in entries if e.session == s.id), default=0) for s in sessions}
    known = [SessionFacts(**{**vars(s), "last_turn": last[s.id]}) for s in sessions]
    return decide(requests, Known(NOW, known, entries))


def states(decision: Decision) -> list[tuple[str, str]]:
    return [(step.entry.attendee, step.entry.state) for step in decision.steps]


def test_the_last_place_goes_to_the_first_who_asks() -> None:
    decision = decided([book("jo"), book("ray")], [a_session(places=1)])

    assert decision.outcomes == [Booked(entry("jo")), Full(free=0)]
    assert decision.full == {"soup": True}


def test_asking_twice_gives_the_same_booking() -> None:
    decision = decided([book("jo"), book("jo")], [a_session(places=5)])

    assert decision.outcomes == [Booked(entry("jo")), Booked(entry("jo"), again=True)]
    assert states(decision) == [("jo", BOOKED)]


def test_waiting_twice_keeps_the_same_turn() -> None:
    taken = entry("ray")
    waiting = entry("jo", WAITING, 2)

    decision = decided([book("jo", wait=True)], [a_session()], taken, waiting)

    assert decision.outcomes == [Waiting(waiting, position=1, again=True)]


def test_whoever_asks_to_wait_is_told_their_position() -> None:
    decision = decided(
        [book("jo", wait=True), book("sam", wait=True)], [a_session()], entry("ray"), entry("amina", WAITING, 2)
    )

    positions = [outcome.position for outcome in decision.outcomes if isinstance(outcome, Waiting)]
    assert positions == [2, 3]


def test_a_supporter_takes_a_place() -> None:
    decision = decided([book("sam", places=2), book("jo")], [a_session(places=2)])

    assert decision.outcomes == [Booked(entry("sam", places=2)), Full(free=0)]


def test_a_group_is_booked_whole_or_not_at_all() -> None:
    decision = decided([book("amina", places=3)], [a_session(places=4)], entry("jo", places=2))

    assert decision.outcomes == [Full(free=2)]
    assert decision.steps == []


def test_nobody_is_in_two_sessions_at_once() -> None:
    sessions = [a_session("soup"), a_session("film")]

    decision = decided([book("jo", "soup"), book("jo", "film")], sessions)

    assert decision.outcomes[1] == Clash("soup")


def test_one_session_may_begin_when_the_other_ends() -> None:
    sessions = [a_session("soup", hour=0), a_session("film", hour=1)]

    decision = decided([book("jo", "soup"), book("jo", "film")], sessions)

    assert [type(outcome) for outcome in decision.outcomes] == [Booked, Booked]


def test_one_may_wait_for_a_full_session_while_booked_in_another() -> None:
    sessions = [a_session("soup"), a_session("film", places=9)]

    decision = decided([book("jo", wait=True)], sessions, entry("ray"), entry("jo", session="film"))

    assert isinstance(decision.outcomes[0], Waiting)


def test_a_freed_place_goes_to_the_first_who_waits_in_the_same_decision() -> None:
    decision = decided([cancel("ray")], [a_session()], entry("ray"), entry("jo", WAITING, 2), entry("sam", WAITING, 3))

    assert decision.outcomes == [Done()]
    assert states(decision) == [("ray", CANCELLED), ("jo", BOOKED)]
    assert [step.served for step in decision.steps] == [False, True]


def test_somebody_who_is_elsewhere_is_offered_a_swap_once_and_the_next_is_served() -> None:
    sessions = [a_session("soup"), a_session("film", places=9)]

    decision = decided(
        [cancel("ray")],
        sessions,
        entry("ray"),
        entry("jo", WAITING, 2),
        entry("sam", WAITING, 3),
        entry("jo", session="film"),
    )
    again = decided(
        [cancel("sam")], sessions, *(step.entry for step in decision.steps[1:]), entry("jo", session="film")
    )

    assert [step.deed for step in decision.steps] == ["cancelled", "offered", "served"]
    assert states(decision) == [("ray", CANCELLED), ("jo", WAITING), ("sam", BOOKED)]
    assert states(again) == [("sam", CANCELLED)]


def test_a_group_waits_for_all_its_places_while_one_who_fits_is_served() -> None:
    decision = decided(
        [cancel("ray")], [a_session()], entry("ray"), entry("amina", WAITING, 2, places=2), entry("sam", WAITING, 3)
    )

    assert states(decision) == [("ray", CANCELLED), ("sam", BOOKED)]


def test_giving_up_a_place_frees_one_for_a_list_on_which_one_was_passed_over() -> None:
    sessions = [a_session("soup", places=2), a_session("film", places=9)]

    decision = decided([cancel("jo", "film")], sessions, entry("jo", WAITING, 2), entry("jo", session="film"))

    assert states(decision) == [("jo", CANCELLED), ("jo", BOOKED)]


def test_a_new_visitor_does_not_go_past_somebody_who_waits() -> None:
    decision = decided([book("new")], [a_session(places=1)], entry("jo", WAITING, 1))

    assert decision.outcomes == [Full(free=0)]
    assert states(decision) == [("jo", BOOKED)]


def test_cancelling_what_is_gone_changes_nothing() -> None:
    decision = decided([cancel("jo"), cancel("jo")], [a_session()], entry("jo"))

    assert decision.outcomes == [Done(), Done()]
    assert states(decision) == [("jo", CANCELLED)]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"cancelled": True}, "cancelled"),
        ({"bookable": False}, "drop-in"),
        ({"bookings_open": False}, "closed"),
        ({"places": 1}, "more"),
    ],
)
def test_some_sessions_are_not_booked(facts: dict[str, object], why: str) -> None:
    decision = decided([book("jo", places=2)], [a_session(**{"places": 5, **facts})])  # type: ignore[arg-type]

    assert decision.outcomes == [NotBookable(why)]


def test_a_session_that_is_over_is_not_booked() -> None:
    past = SessionFacts("soup", NOW - timedelta(hours=2), NOW, 5)

    decision = decided([book("jo")], [past])

    assert decision.outcomes == [NotBookable("over")]


def test_an_unknown_session_is_not_booked() -> None:
    assert decided([book("jo", "nothing")], []).outcomes == [NotBookable("unknown")]


def test_a_smaller_room_throws_nobody_out_and_serves_nobody() -> None:
    decision = decided(
        [Promote("soup"), book("new")],
        [a_session(places=1)],
        entry("ray"),
        entry("jo", turn=2),
        entry("sam", WAITING, 3),
    )

    assert decision.steps == []
    assert decision.outcomes == [Done(), Full(free=0)]


def test_more_places_are_given_to_those_who_wait_in_their_order() -> None:
    waiting = [entry(name, WAITING, turn) for turn, name in enumerate(["jo", "sam", "ray"], 1)]

    decision = decided([Promote("soup")], [a_session(places=2)], *waiting)

    assert states(decision) == [("jo", BOOKED), ("sam", BOOKED)]


def test_closing_a_session_cancels_its_bookings_and_lets_people_into_others() -> None:
    sessions = [a_session("soup", cancelled=True), a_session("film", places=1)]

    decision = decided(
        [Close("soup")], sessions, entry("jo"), entry("ray", WAITING, 2), entry("jo", WAITING, 1, session="film")
    )

    assert [(e.entry.attendee, e.entry.session, e.entry.state) for e in decision.steps] == [
        ("jo", "soup", CANCELLED),
        ("ray", "soup", CANCELLED),
        ("jo", "film", BOOKED),
    ]


def test_leaving_altogether_frees_everything() -> None:
    sessions = [a_session("soup"), a_session("film", hour=2)]

    decision = decided(
        [CancelAll("jo")],
        sessions,
        entry("jo"),
        entry("jo", session="film"),
        entry("ray", WAITING, 2),
        entry("sam", WAITING, 2, session="film"),
    )

    assert states(decision) == [("jo", CANCELLED), ("jo", CANCELLED), ("ray", BOOKED), ("sam", BOOKED)]


def test_no_place_is_given_in_a_session_of_which_not_all_that_is_booked_is_known() -> None:
    sessions = [a_session("soup"), a_session("film", whole=False)]

    with pytest.raises(ValueError, match="all that is booked is known"):
        decided([cancel("jo")], sessions, entry("jo"), entry("jo", WAITING, 1, session="film"))


# A model that does everything the slow way: after each request it looks at the whole world again.

SESSIONS = [
    a_session("a", places=1, hour=0),
    a_session("b", places=2, hour=0),
    a_session("c", places=3, hour=1),
    a_session("d", places=None, hour=1),
]
AT_ONCE = {"a": {"a", "b"}, "b": {"a", "b"}, "c": {"c", "d"}, "d": {"c", "d"}}
PLACES = {session.id: session.places for session in SESSIONS}

asked = st.one_of(
    st.builds(
        book,
        st.sampled_from("pqrstu"),
        st.sampled_from("abcd"),
        st.integers(1, 2),
        wait=st.booleans(),
    ),
    st.builds(cancel, st.sampled_from("pqrstu"), st.sampled_from("abcd")),
    st.builds(CancelAll, st.sampled_from("pqrstu")),
    st.builds(Promote, st.sampled_from("abcd")),
)


class Model:
    """Lists of [attendee, session, state, places], in the order in which people asked."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []

    def free(self, session: str) -> float:
        places = PLACES[session]
        taken = sum(int(str(row[3])) for row in self.rows if row[1] == session and row[2] == BOOKED)
        return float("inf") if places is None else places - taken

    def is_elsewhere(self, attendee: str, session: str) -> bool:
        others = AT_ONCE[session] - {session}
        return any(row[0] == attendee and row[1] in others and row[2] == BOOKED for row in self.rows)

    def settle(self) -> None:
        for row in self.rows:
            suits = int(str(row[3])) <= self.free(str(row[1])) and not self.is_elsewhere(str(row[0]), str(row[1]))
            if row[2] == WAITING and suits:
                row[2] = BOOKED
                self.settle()
                return

    def do(self, request: Request) -> None:
        match request:
            case Book(session=session, attendee=attendee, places=places, wait=wait):
                limit = PLACES[session]
                if any(row[:2] == [attendee, session] for row in self.rows) or (limit and places > limit):
                    return
                fits = places <= self.free(session)
                if self.is_elsewhere(attendee, session) and (fits or not wait):
                    return
                if fits or wait:
                    self.rows.append([attendee, session, BOOKED if fits else WAITING, places])
            case Cancel(session=session, attendee=attendee):
                self.rows = [row for row in self.rows if row[:2] != [attendee, session]]
            case CancelAll(attendee=attendee):
                self.rows = [row for row in self.rows if row[0] != attendee]
        self.settle()


def world_after(decision: Decision) -> dict[str, Entry]:
    world: dict[str, Entry] = {}
    for step in decision.steps:
        world[step.entry.id] = step.entry
    return {id_: entry for id_, entry in world.items() if entry.state != CANCELLED}


@given(st.lists(asked, max_size=30))
def test_however_people_ask_places_overlaps_and_turns_are_respected(requests: list[Request]) -> None:
    decision = decided(requests, SESSIONS)
    world = list(world_after(decision).values())

    for session in SESSIONS:
        taken = sum(e.places for e in world if e.session == session.id and e.state == BOOKED)
        assert session.places is None or taken <= session.places
    for person in "pqrstu":
        held = [e.session for e in world if e.attendee == person and e.state == BOOKED]
        assert all(not (AT_ONCE[one] & set(held) - {one}) for one in held)
    assert len({(e.session, e.attendee) for e in world}) == len(world)


@given(st.lists(asked, max_size=20))
def test_when_all_is_done_nobody_waits_whom_a_free_place_suits(requests: list[Request]) -> None:
    decision = decided(requests, SESSIONS)
    model = Model()
    model.rows = [[e.attendee, e.session, e.state, e.places] for e in world_after(decision).values()]
    before = [list(row) for row in model.rows]

    model.settle()

    assert model.rows == before


@given(st.lists(asked, max_size=20))
def test_the_decision_is_that_of_a_simple_model(requests: list[Request]) -> None:
    model = Model()

    decision = decided(requests, SESSIONS)
    for request in requests:
        model.do(request)

    found = {(e.attendee, e.session, e.state, e.places) for e in world_after(decision).values()}
    assert found == {tuple(row) for row in model.rows}


@given(st.lists(asked, max_size=20), st.integers(0, 20))
def test_one_batch_decides_as_several_do(requests: list[Request], cut: int) -> None:
    whole = world_after(decided(requests, SESSIONS))

    first = decided(requests[:cut], SESSIONS)
    half = world_after(first)
    last = {
        s.id: max((step.entry.turn for step in first.steps if step.entry.session == s.id), default=0) for s in SESSIONS
    }
    sessions = [SessionFacts(**{**vars(s), "last_turn": last[s.id]}) for s in SESSIONS]
    second = decide(requests[cut:], Known(NOW, sessions, list(half.values())))
    changed = {step.entry.id: step.entry for step in second.steps}

    both = {id_: e for id_, e in {**half, **changed}.items() if e.state != CANCELLED}
    assert {id_: e.state for id_, e in both.items()} == {id_: e.state for id_, e in whole.items()}


def test_a_session_is_not_closed_while_some_of_it_is_only_counted() -> None:
    with pytest.raises(ValueError, match="known one by one"):
        decided([Close("soup")], [a_session("soup", 9, others=Sums(2))])
