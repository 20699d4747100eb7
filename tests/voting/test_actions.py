"""Rounds from preparing to confirming."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from eventapp import clock as the_clock
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Membership
from eventapp.proposals.tables import Proposal
from eventapp.voting import reasons
from eventapp.voting.actions import (
    cast_ballot,
    close_if_over,
    close_round,
    confirm_result,
    count_round,
    explain_round,
)
from eventapp.voting.counting import CountStopped, read_result
from eventapp.voting.reading import anonymous_ballots, contenders, votes_cast
from eventapp.voting.tables import Ballot, Candidate, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.conftest import Clock
from tests.voting.vote import (
    a_prepared_round,
    an_open_round,
    candidates_of,
    marks_of,
    people_who_vote,
)

pytestmark = pytest.mark.usefixtures("db")


async def test_what_organisers_do_is_logged_and_what_voters_do_is_not() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, await an_organisation(event), ["Film"])

    await count_round(await close_round(round_, organiser))

    entries = await LogEntry.select(LogEntry.did, LogEntry.who).order_by(LogEntry.at, LogEntry.did)
    assert {(row["did"], row["who"]) for row in entries} == {
        ("prepared a vote", "Mo"),
        ("opened a vote", "Mo"),
        ("closed a vote", "Mo"),
        ("counted a vote", "eventapp"),
    }


# Closing


async def test_closing_gives_each_organisation_one_share() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    trust, shed = await an_organisation(event, "Trust"), await an_organisation(event, "Shed")
    await people_who_vote(round_, trust, *[["Film"]] * 4)
    await people_who_vote(round_, shed, *[["Soup lunch"]] * 3)

    closed = await close_round(round_, organiser)

    ids = await candidates_of(round_)
    found = sorted((one.group, one.weight, [*one.marks]) for one in await anonymous_ballots(closed))
    expected = [(trust.id, Fraction(1, 4), [ids["Film"]])] * 4 + [(shed.id, Fraction(1, 3), [ids["Soup lunch"]])] * 3
    assert found == sorted(expected)


async def test_a_person_of_two_organisations_votes_for_the_one_joined_first(clock: Clock) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    elsewhere, shed = await an_organisation(None, "Elsewhere"), await an_organisation(event, "Shed")
    trust = await an_organisation(event, "Trust")
    both = await a_person("Tom", elsewhere)
    for organisation in (shed, trust):
        clock.advance(timedelta(days=1))
        await Membership.insert(Membership(person=both.id, organisation=organisation.id, created_at=the_clock.now()))
    await cast_ballot(round_, both, [(await candidates_of(round_))["Film"]])
    await people_who_vote(round_, shed, ["Film"], ["Film"])
    await people_who_vote(round_, trust, ["Film"], ["Film"], ["Film"])

    closed = await close_round(round_, organiser)

    groups = [one.group for one in await anonymous_ballots(closed)]
    assert (groups.count(shed.id), groups.count(trust.id)) == (3, 3)


async def test_the_ballot_of_somebody_who_left_falls_away() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    [left, *_others] = await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 4)
    await Membership.delete().where(Membership.person == left.id)

    closed = await close_round(round_, organiser)

    assert [one.weight for one in await anonymous_ballots(closed)] == [Fraction(1, 3)] * 3


async def test_after_closing_nobody_votes_and_nobody_can_say_who_voted_what() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    [person, *_others] = await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 3)

    closed = await close_round(round_, organiser)

    assert closed.ballot_key is None
    assert await marks_of(closed, person) == set()
    # Not even with the key that a page may still hold.
    assert await marks_of(round_, person) == set()
    with pytest.raises(Refused, match="Voting is closed"):
        await cast_ballot(round_, person, [])
    assert await votes_cast(closed) == 3


async def test_closing_twice_changes_nothing() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 3)
    first = await close_round(round_, organiser)
    ballots = await Ballot.select().order_by(Ballot.id)

    second = await close_round(round_, None)

    assert second.closed_at == first.closed_at
    assert await Ballot.select().order_by(Ballot.id) == ballots


async def test_a_vote_that_never_opened_is_not_closed() -> None:
    event = await an_event()
    round_ = await a_prepared_round(event, await an_organiser(event))

    with pytest.raises(Refused, match="not opened yet"):
        await close_round(round_, None)


async def test_a_vote_whose_time_has_passed_closes_itself(clock: Clock) -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))

    early = await close_if_over(round_)
    clock.set(round_.closes_at)
    late = await close_if_over(round_)

    assert early.closed_at is None
    assert late.closed_at == round_.closes_at
    assert [row["who"] for row in await LogEntry.select(LogEntry.who).where(LogEntry.did == "closed a vote")] == [
        "eventapp"
    ]


async def test_voting_while_the_vote_closes_either_counts_or_is_refused() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    organisation = await an_organisation(event)
    people = [await a_person(f"Tom {number}", organisation) for number in range(12)]
    film = (await candidates_of(round_))["Film"]

    votes = [cast_ballot(round_, person, [film]) for person in people]
    answers = await asyncio.gather(*votes[:6], close_round(round_, organiser), *votes[6:], return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer for answer in answers if isinstance(answer, Exception)] == refused
    ballots = await anonymous_ballots(round_)
    assert len(ballots) == len(people) - len(refused)
    assert sum(one.weight for one in ballots) == (1 if ballots else 0)


# Counting


async def a_closed_round(**changes: Any) -> Round:
    """Two organisations: four people want the film, three the soup lunch, and two hours are to be given away."""
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser, **changes)
    await people_who_vote(round_, await an_organisation(event, "Trust"), *[["Film"]] * 4)
    await people_who_vote(round_, await an_organisation(event, "Shed"), *[["Soup lunch"]] * 3)
    return await close_round(round_, organiser)


async def results_of(round_: Round) -> dict[str, tuple[bool, int | None, int | None, str]]:
    return {
        one.proposal.title: (
            one.candidate.chosen,
            one.candidate.turn,
            one.candidate.support,
            reasons.read(one.candidate.reason).why,
        )
        for one in await contenders(round_)
    }


async def test_counting_stores_what_became_of_each_and_why() -> None:
    round_ = await a_closed_round()

    counted = await count_round(round_)

    found = await results_of(counted)
    turns = {found["Film"][1], found["Soup lunch"][1]}
    assert turns == {1, 2}
    assert found == {
        "Film": (True, found["Film"][1], 4, "bought"),
        "Soup lunch": (True, found["Soup lunch"][1], 3, "bought"),
        "Garden walk": (False, None, 0, "no support"),
    }
    assert counted.counted_at is not None


async def test_counting_twice_and_at_once_stores_the_first(clock: Clock) -> None:
    round_ = await a_closed_round(budget_minutes=60)

    await asyncio.gather(count_round(round_), count_round(round_))
    first = await results_of(round_)
    clock.advance(timedelta(hours=1))
    again = await count_round(round_)

    assert again.counted_at == the_clock.now() - timedelta(hours=1)
    assert await results_of(round_) == first
    assert await LogEntry.count().where(LogEntry.did == "counted a vote") == 1


async def test_an_open_vote_is_not_counted() -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))

    with pytest.raises(Refused, match="Close the vote"):
        await count_round(round_)


async def test_a_count_that_breaks_off_stores_nothing_and_can_be_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = await a_closed_round()
    with monkeypatch.context() as broken:
        broken.setattr("eventapp.voting.counting.sys.executable", "/bin/false")
        with pytest.raises(CountStopped):
            await count_round(round_)
    stored = await Candidate.exists().where(Candidate.chosen.is_not_null())

    counted = await count_round(round_)

    assert not stored
    assert counted.counted_at is not None


async def test_what_was_withdrawn_during_the_vote_is_not_counted() -> None:
    round_ = await a_closed_round()
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")

    await count_round(round_)

    found = await results_of(round_)
    assert found["Film"] == (False, None, None, "withdrawn")
    assert found["Soup lunch"] == (True, 1, 3, "bought")


async def test_a_length_that_changes_during_the_vote_is_counted_as_it_was_at_opening() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await people_who_vote(round_, await an_organisation(event), *[["Film"]] * 3)
    await Proposal.update({Proposal.minutes: 480}).where(Proposal.title == "Film")

    await count_round(await close_round(round_, organiser))

    assert (await results_of(round_))["Film"] == (True, 1, 3, "bought")


async def test_listing_candidates_takes_the_same_queries_for_few_and_for_many(
    queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    asked = []
    for number in (2, 6):
        titles = [f"Idea {number} {one}" for one in range(number)]
        round_ = await an_open_round(event, organiser, *titles)
        with queries() as counted:
            await contenders(round_)
        asked.append(counted.count)
        await confirm_result(await count_round(await close_round(round_, organiser)), organiser, [], {})

    assert asked == [3, 3]


# Confirming


async def a_counted_round() -> tuple[Round, dict[str, str]]:
    round_ = await count_round(await a_closed_round())
    return round_, await candidates_of(round_)


async def test_confirming_decides_the_proposals_and_tells_who_proposed_them() -> None:
    round_, ids = await a_counted_round()
    tom = await a_person("Tom")
    await Proposal.update({Proposal.proposed_by: tom.id}).where(Proposal.title.is_in(["Film", "Garden walk"]))
    organiser = await a_person("Ade")

    confirmed = await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})
    await confirm_result(round_, organiser, [], {})

    states = {row["title"]: row["state"] for row in await Proposal.select(Proposal.title, Proposal.state)}
    notices = await Notice.select(Notice.kind, Notice.email, Notice.subject, Notice.body).order_by(Notice.body)
    assert states == {"Film": "selected", "Soup lunch": "selected", "Garden walk": "not-this-time"}
    assert [(one["kind"], one["email"], one["subject"]) for one in notices] == [
        ("decision", tom.email, "What you proposed for Peer Support Day")
    ] * 2
    told = sorted("not part of" in one["body"] for one in notices)
    assert told == [False, True]
    assert confirmed.confirmed_by == organiser.id


async def test_a_change_to_the_count_needs_a_reason_that_everybody_can_read() -> None:
    round_, ids = await a_counted_round()
    organiser = await a_person("Ade")
    chosen = [ids["Film"], ids["Garden walk"]]
    why = {ids["Garden walk"]: " The venue gave us the garden. ", ids["Soup lunch"]: "The kitchen is closed."}

    for given in ({}, {ids["Garden walk"]: "  "}, {ids["Film"]: "A reason for another"}):
        with pytest.raises(Refused, match="Say why you decide differently"):
            await confirm_result(round_, organiser, chosen, given)
    await confirm_result(round_, organiser, chosen, why)

    found = {one.proposal.title: one.candidate for one in await contenders(round_)}
    assert {title: one.chosen for title, one in found.items()} == {
        "Film": True,
        "Garden walk": True,
        "Soup lunch": False,
    }
    assert {title: reasons.read(one.reason).changed for title, one in found.items()} == {
        "Film": "",
        "Garden walk": "The venue gave us the garden.",
        "Soup lunch": "The kitchen is closed.",
    }


async def test_nothing_is_confirmed_before_the_count() -> None:
    round_ = await a_closed_round()

    with pytest.raises(Refused, match="not been counted"):
        await confirm_result(round_, await a_person("Ade"), [], {})


async def test_what_was_withdrawn_cannot_be_confirmed_and_needs_no_reason_to_go() -> None:
    round_, ids = await a_counted_round()
    organiser = await a_person("Ade")
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.title == "Film")

    with pytest.raises(Refused, match="“Film” was withdrawn"):
        await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})
    await confirm_result(round_, organiser, [ids["Soup lunch"]], {})

    states = {row["title"]: row["state"] for row in await Proposal.select(Proposal.title, Proposal.state)}
    assert states == {"Film": "withdrawn", "Soup lunch": "selected", "Garden walk": "not-this-time"}


async def test_ids_of_another_vote_cannot_be_confirmed() -> None:
    round_, _ids = await a_counted_round()

    with pytest.raises(Refused, match="Choose from the proposals"):
        await confirm_result(round_, await a_person("Ade"), ["no such id"], {})


async def test_a_second_vote_is_about_what_was_put_forward_since() -> None:
    round_, ids = await a_counted_round()
    organiser = await a_person("Ade")
    await confirm_result(round_, organiser, [ids["Film"], ids["Soup lunch"]], {})
    [event] = await Event.objects()

    second = await an_open_round(event, organiser, "Choir", "Chess")

    assert set(await candidates_of(second)) == {"Choir", "Chess"}


async def test_a_kind_that_changes_during_the_vote_is_counted_as_it_was_at_opening() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser, kind_caps={"workshop": 60})
    await people_who_vote(round_, await an_organisation(event), *[["Film", "Soup lunch", "Garden walk"]] * 3)
    await Proposal.update({Proposal.kind: "talk"}).where(Proposal.event == event.id)

    await count_round(await close_round(round_, organiser))

    assert sorted(why for *_in, why in (await results_of(round_)).values()) == ["bought", "cap", "cap"]


async def test_what_is_found_out_after_the_count_goes_by_the_same_kinds() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser, kind_caps={"workshop": 60})
    await people_who_vote(round_, await an_organisation(event), *[["Film", "Soup lunch", "Garden walk"]] * 3)
    counted = await count_round(await close_round(round_, organiser), explained=False)
    await Proposal.update({Proposal.kind: "talk"}).where(Proposal.event == event.id)

    await explain_round(counted)

    [now] = await Round.objects().where(Round.id == round_.id)
    assert (read_result(now).explained, read_result(now).tally) == (True, read_result(counted).tally)
