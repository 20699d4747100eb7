"""Where an event stands, and what comes next, from plain facts."""

from dataclasses import replace
from datetime import date

from eventapp.event.phases import Facts, State, phases, steps

NEW = Facts(
    described=False,
    organisations=0,
    members=0,
    rooms=0,
    proposals_open=False,
    bookings_open=False,
    over=False,
    proposals=0,
    enough_for_a_vote=False,
    round_state=None,
    sessions=0,
    placed=0,
    editions=0,
    first_day=date(2026, 11, 28),
)
READY = replace(NEW, described=True, organisations=2, members=3, rooms=4)
LATER, NOW, DONE = State.LATER, State.NOW, State.DONE


def states(facts: Facts) -> list[State]:
    return [phase.state for phase in phases(facts)]


def pages(facts: Facts, *, belongs: bool = True, organiser: bool = False) -> list[str]:
    return [step.page for step in steps(facts, belongs=belongs, organiser=organiser)]


def test_the_phases_are_always_the_same_six() -> None:
    assert [phase.key for phase in phases(NEW)] == [
        "proposals",
        "voting",
        "building",
        "published",
        "bookings",
        "over",
    ]


def test_everything_of_a_new_event_is_still_to_come() -> None:
    assert states(NEW) == [LATER] * 6


def test_an_event_passes_through_its_phases() -> None:
    proposing = replace(NEW, proposals_open=True, proposals=3)
    voting = replace(proposing, proposals_open=False, round_state="open")
    counting = replace(voting, round_state="counted")
    building = replace(counting, round_state="confirmed", sessions=3, placed=2)
    placed = replace(building, placed=3)
    published = replace(placed, editions=1)
    booking = replace(published, bookings_open=True)
    over = replace(published, over=True)

    assert [states(facts) for facts in (proposing, voting, counting, building, placed, published, booking, over)] == [
        [NOW, LATER, LATER, LATER, LATER, LATER],
        [DONE, NOW, LATER, LATER, LATER, LATER],
        [DONE, NOW, LATER, LATER, LATER, LATER],
        [DONE, DONE, NOW, LATER, LATER, LATER],
        [DONE, DONE, NOW, LATER, LATER, LATER],
        [DONE, DONE, DONE, DONE, LATER, LATER],
        [DONE, DONE, DONE, DONE, NOW, LATER],
        [DONE, DONE, DONE, DONE, DONE, DONE],
    ]


def test_bookings_that_are_open_wait_for_the_programme() -> None:
    facts = replace(NEW, bookings_open=True)

    assert states(facts)[4] is LATER
    assert str(phases(facts)[4].words) == "Open as soon as the programme is published."


def test_an_event_without_a_vote_can_be_built_too() -> None:
    assert states(replace(NEW, sessions=2, placed=2)) == [DONE, DONE, NOW, LATER, LATER, LATER]


def test_voting_comes_first_while_it_is_open() -> None:
    assert pages(replace(NEW, proposals_open=True, proposals=2, round_state="open")) == [
        "vote",
        "proposals/new",
        "proposals",
        "workshops",
    ]


def test_whoever_belongs_to_no_organisation_is_not_asked_to_vote_or_propose() -> None:
    facts = replace(NEW, proposals_open=True, proposals=2, round_state="open")

    assert pages(facts, belongs=False) == ["proposals", "workshops"]


def test_an_organiser_sees_what_is_next_to_do() -> None:
    proposing = replace(READY, proposals=3, enough_for_a_vote=True)
    chosen = replace(READY, round_state="confirmed", sessions=3, placed=1)
    published = replace(chosen, placed=3, editions=1)
    each = [
        READY,
        proposing,
        replace(proposing, round_state="prepared"),
        replace(proposing, round_state="counted"),
        chosen,
        replace(chosen, placed=3),
        published,
    ]

    found = [pages(facts, belongs=False, organiser=True) for facts in each]

    assert [pages[0] for pages in found] == ["settings", "vote/new", "vote", "vote", "timetable", "publish", "settings"]
    assert found[-1][:2] == ["settings", "publish"]


def test_an_organiser_votes_before_looking_after_the_rest() -> None:
    facts = replace(READY, round_state="open", proposals=2, sessions=3, placed=1)

    assert pages(facts, organiser=True)[:2] == ["vote", "timetable"]


def test_an_organiser_of_an_empty_event_is_led_from_one_missing_thing_to_the_next() -> None:
    empty = ["settings#words", "organisations/new", "rooms/new", "settings", "workshops"]
    assert pages(NEW, belongs=False, organiser=True) == empty

    described = replace(NEW, described=True)
    taking_part = replace(described, organisations=1)
    invited = replace(taking_part, members=1)
    with_rooms = replace(invited, rooms=1)
    is_open = replace(with_rooms, proposals_open=True)

    assert [
        pages(facts, belongs=False, organiser=True)[0]
        for facts in (described, taking_part, invited, with_rooms, is_open)
    ] == ["organisations/new", "people#invite", "rooms/new", "settings", "workshops"]


def test_a_vote_is_prepared_and_opened_once_enough_is_put_forward() -> None:
    proposing = replace(READY, proposals=3, enough_for_a_vote=False)

    for state in (None, "prepared"):
        assert pages(replace(proposing, round_state=state), organiser=True) == ["proposals", "workshops"]


def test_a_partner_is_never_sent_to_an_organiser_s_page() -> None:
    every = [
        replace(
            NEW, proposals_open=is_open, proposals=2, round_state=state, sessions=2, placed=placed, editions=editions
        )
        for is_open in (True, False)
        for state in (None, "prepared", "open", "closed", "counted", "confirmed")
        for placed in (0, 2)
        for editions in (0, 1)
    ]

    assert {page for facts in every for page in pages(facts)} == {
        "vote",
        "proposals/new",
        "proposals",
        "vote/result",
        "workshops",
    }


def test_after_the_event_there_is_only_looking_back() -> None:
    assert pages(replace(NEW, over=True, editions=1), organiser=True) == ["programme"]
    assert pages(replace(NEW, over=True), organiser=True) == []
