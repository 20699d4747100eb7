"""The sample event is whole and true to the rules. It is loaded once for all tests of this file."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

import httpx
import pytest

from eventapp.booking.invariants import broken_promises
from eventapp.booking.tables import AccessNeed, Booking, SessionRules
from eventapp.errors import Refused
from eventapp.event.tables import Event, Organiser, Participation, Room, RoomFeature
from eventapp.people.tables import Membership, Person
from eventapp.planning.survey import FEW
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.programme import published_pages
from eventapp.programme.tables import Edition, PublishedSession
from eventapp.proposals.kinds import KINDS
from eventapp.proposals.tables import Proposal, ProposalOrganisation
from eventapp.sample import people
from eventapp.sample.loading import load_sample
from eventapp.sample.people import ORGANISER_EMAIL
from eventapp.timetable.changes import Ways, ways_of
from eventapp.timetable.checks.problems import problem_words, problems
from eventapp.timetable.planned import read_timetable
from eventapp.venue.reading import rooms_of
from eventapp.voting.reasons import read
from eventapp.voting.states import state_of
from eventapp.voting.tables import Ballot, Candidate, Round
from tests import conftest
from tests.everywhere import the_program


@pytest.fixture(scope="module")
async def steps() -> list[tuple[int, int]]:
    """How far loading said it was, each time."""
    return []


@pytest.fixture(scope="module")
async def sample(database: None, steps: list[tuple[int, int]]) -> AsyncIterator[Event]:
    """The sample event, loaded once for the tests that only look at it."""
    yield await load_sample(progress=lambda done, total: steps.append((done, total)))
    await conftest._empty_every_table()


async def test_nine_organisations_have_from_1_to_12_people(sample: Event) -> None:
    members = Counter(str(row.organisation) for row in await Membership.objects())

    taking_part = await Participation.count().where(Participation.event == sample.id)

    assert (taking_part, sorted(members.values())) == (9, [1, 1, 2, 3, 4, 5, 6, 8, 12])


async def test_rooms_differ_in_what_they_offer_and_two_of_them_can_be_one(sample: Event) -> None:
    rooms = {room.id: set[str]() for room in await Room.objects().where(Room.event == sample.id)}
    for feature in await RoomFeature.objects():
        rooms[feature.room].add(feature.feature)

    joined = {room.name: len(room.used_with) for room in await rooms_of(sample) if room.is_joined}
    assert len({frozenset(features) for features in rooms.values()}) == 8
    assert joined == {"Large Room": 2}


async def test_whoever_tries_it_has_nothing_to_undo(sample: Event) -> None:
    mo = await Person.objects().get(Person.email == ORGANISER_EMAIL)
    assert mo

    assert await ways_of(sample, mo) == Ways("", "", 0, 0)


async def test_workshops_and_survey_themes_are_there_and_some_are_few(sample: Event) -> None:
    workshops = await PlanningWorkshop.count().where(PlanningWorkshop.event == sample.id)
    themes = await SurveyTheme.objects().where(SurveyTheme.event == sample.id)

    assert (workshops, len(themes), sum(theme.people < FEW for theme in themes)) == (2, 10, 3)


async def test_thirty_two_proposals_are_of_every_kind_and_some_have_several_hosts(sample: Event) -> None:
    proposals = await Proposal.objects().where(Proposal.event == sample.id)
    hosting = Counter(str(row.proposal) for row in await ProposalOrganisation.objects())

    assert len(proposals) == 32
    assert {proposal.kind for proposal in proposals} == set(KINDS)
    assert Counter(proposal.state for proposal in proposals) == {
        "selected": 22,
        "not-this-time": 8,
        "idea": 1,
        "withdrawn": 1,
    }
    assert sum(organisations > 1 for organisations in hosting.values()) == 13


async def test_everybody_voted_and_the_count_was_confirmed_within_its_room_time(sample: Event) -> None:
    [round_] = await Round.objects().where(Round.event == sample.id)
    ballots = await Ballot.count().where(Ballot.round == round_.id)
    chosen = await Candidate.objects().where((Candidate.round == round_.id) & Candidate.chosen.eq(True))

    assert (state_of(round_), ballots) == ("confirmed", 42)
    assert [read(candidate.reason).changed for candidate in chosen] == [""] * 22
    assert sum(candidate.minutes for candidate in chosen) <= round_.budget_minutes


async def test_the_timetable_has_no_clash_but_some_places_that_are_worth_a_look(sample: Event) -> None:
    timetable = await read_timetable(sample)

    found = problems(timetable)

    assert len(timetable.sessions) == 25
    assert [session.title for session in timetable.sessions if session.starts_at is None] == []
    assert [problem_words(problem, timetable.zone) for problem in found if problem.stops] == []
    assert Counter(problem.kind for problem in found) == {
        "nothing": 3,
        "both": 3,
        "rest": 2,
        **dict.fromkeys(("away", "blocked", "capacity", "closed", "start", "wishes"), 1),
    }


async def test_edition_1_is_published(sample: Event) -> None:
    editions = await Edition.select(Edition.number).where(Edition.event == sample.id)
    published = await PublishedSession.count().where(PublishedSession.event == sample.id)

    assert ([edition["number"] for edition in editions], published) == ([1], 25)


async def test_bookings_keep_every_promise_and_some_people_wait(sample: Event) -> None:
    bookings = await Booking.objects().where(Booking.session.event == sample.id)

    states = Counter(booking.state for booking in bookings)

    assert await broken_promises(sample.id) == []
    assert states == {"booked": 119, "waiting": 6}
    assert await AccessNeed.count() == 12


async def test_one_session_has_short_slots_and_one_keeps_places(sample: Event) -> None:
    rules = await SessionRules.objects().order_by(SessionRules.held_wheelchair)
    in_slots = [row.slot_start for row in await Booking.objects().where(Booking.slot_start.is_not_null())]

    slots, held = rules
    assert (slots.slot_minutes, sorted(in_slots)) == (15, [0, 15, 30, 45])
    assert (held.held_wheelchair, held.held_interpreter, held.held_supporter) == (2, 3, 2)
    assert held.held_until < datetime.combine(sample.starts_on, time(12), UTC)


async def test_loading_says_how_far_it_is_until_it_is_done(sample: Event, steps: list[tuple[int, int]]) -> None:
    done = [step for step, _total in steps]

    assert done == sorted(done)
    assert steps[-1][0] == steps[-1][1]


async def test_the_organiser_and_a_partner_get_links_that_sign_them_in(sample: Event) -> None:
    ways = await people.ways_in()

    organiser = await Person.objects().get(Person.email == people.ORGANISER_EMAIL)
    partner = await Person.objects().get(Person.email == people.PARTNER_EMAIL)
    assert organiser
    assert partner
    assert [who for who, _address in ways] == [
        f"{organiser.name}, an organiser of the sample",
        f"{partner.name}, a partner of the sample",
    ]
    assert await Organiser.exists().where(Organiser.person == organiser.id)
    assert await Membership.exists().where(Membership.person == partner.id)


async def test_the_sample_is_loaded_once(sample: Event) -> None:
    with pytest.raises(Refused, match="already"):
        await load_sample()


async def test_its_pages_say_that_it_is_a_sample(sample: Event) -> None:
    app = the_program()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test.example") as client:
        home = await client.get(f"/{sample.slug}/")
        programme = await client.get(f"/{sample.slug}/programme")

    assert ["sample" in answer.text for answer in (home, programme)] == [True, True]
    published_pages.forget()
