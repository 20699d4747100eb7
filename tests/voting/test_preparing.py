"""A round's rules until it opens, and its closing time after."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from eventapp import clock as the_clock
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.voting.actions import (
    Stale,
    cast_ballot,
    change_round,
    close_round,
    end_round_early,
    new_round,
    open_round,
    prolong_round,
)
from eventapp.voting.budget import RoomTime
from eventapp.voting.reading import contenders, ideas_of, organisations_with_voters, put_forward_at, rules_of
from eventapp.voting.states import state_of
from eventapp.voting.tables import Candidate, Exclusion, KindCap, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, a_submitted_proposal, an_open_round, candidates_of

pytestmark = pytest.mark.usefixtures("db")

WEEK = timedelta(days=7)


def some_rules(**changes: Any) -> Any:
    """Rules with all that there is to decide, closing in a week."""
    facts: dict[str, Any] = {
        "title": "Vote",
        "rules": "Please read each idea.",
        "budget_minutes": 900,
        "closes_at": the_clock.now() + WEEK,
        "room_time": RoomTime(3, 360, 1, 60, 0),
        "weighting": "square root",
        "supporters_elsewhere": 2,
        "stars": 1,
        "kind_caps": {"film": 120, "talk": 0},
        "exclusions": [],
    }
    return facts | changes


# Writing the rules


async def test_an_event_has_one_unfinished_vote_at_a_time() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    await a_prepared_round(event, organiser)

    with pytest.raises(Refused, match="There is a vote already"):
        await a_prepared_round(event, organiser)

    assert await Round.count() == 1


async def test_a_vote_that_would_close_in_the_past_is_refused() -> None:
    event = await an_event()
    organiser = await an_organiser(event)

    with pytest.raises(Refused, match="closing time has passed"):
        await new_round(event, organiser, title="Vote", rules="", budget_minutes=60, closes_at=the_clock.now())

    assert await Round.count() == 0


async def test_rules_are_kept_as_they_were_written() -> None:
    event = await an_event()
    film, soup = await a_submitted_proposal(event, "Film"), await a_submitted_proposal(event, "Soup lunch")

    round_ = await new_round(event, await an_organiser(event), **some_rules(exclusions=[(soup.id, film.id)]))

    rules = await rules_of(round_)
    assert (rules.note, rules.budget_minutes, rules.room_time) == (
        "Please read each idea.",
        900,
        RoomTime(3, 360, 1, 60, 0),
    )
    assert (rules.weighting, rules.supporters_elsewhere, rules.stars) == ("square root", 2, 1)
    assert dict(rules.caps) == {"talk": 0, "film": 120}
    [pair] = rules.excluded
    assert set(zip(pair.ids, pair.titles, strict=True)) == {(film.id, "Film"), (soup.id, "Soup lunch")}


async def test_rules_that_say_nothing_more_are_one_organisation_one_share_without_limits() -> None:
    event = await an_event()

    rules = await rules_of(await a_prepared_round(event, await an_organiser(event)))

    assert (rules.weighting, rules.supporters_elsewhere, rules.stars) == ("organisation", 0, 0)
    assert (dict(rules.caps), rules.excluded, rules.room_time) == ({}, (), None)


async def test_changed_rules_replace_all_limits_and_keep_the_seed() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    film, soup = await a_submitted_proposal(event, "Film"), await a_submitted_proposal(event, "Soup lunch")
    tea = await a_submitted_proposal(event, "Tea")
    round_ = await new_round(event, organiser, **some_rules(exclusions=[(soup.id, film.id)]))

    pairs = [(film.id, tea.id), (tea.id, film.id)]
    await change_round(round_, organiser, **some_rules(kind_caps={"quiet": 60}, exclusions=pairs))

    [stored] = await Round.objects()
    rules = await rules_of(stored)
    assert dict(rules.caps) == {"quiet": 60}
    assert [set(pair.ids) for pair in rules.excluded] == [{film.id, tea.id}]
    assert stored.seed == round_.seed


async def test_limits_that_mean_nothing_are_refused_and_change_nothing() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    film = await a_submitted_proposal(event, "Film")
    elsewhere = await a_submitted_proposal(await an_event("other-day"), "Elsewhere")
    round_ = await new_round(event, organiser, **some_rules())
    before = await Round.select(), await KindCap.select(), await Exclusion.select()

    slips: list[tuple[dict[str, Any], str]] = [
        ({"kind_caps": {"opera": 60}}, "kinds that there are"),
        ({"exclusions": [(film.id, film.id)]}, "two different"),
        ({"exclusions": [(film.id, "no such id")]}, "put forward"),
        ({"exclusions": [(film.id, elsewhere.id)]}, "put forward"),
    ]
    for wrong, sentence in slips:
        with pytest.raises(Refused, match=sentence):
            await change_round(round_, organiser, **some_rules(**({"stars": 3} | wrong)))

    assert (await Round.select(), await KindCap.select(), await Exclusion.select()) == before


async def test_of_two_who_change_the_same_rules_the_second_is_told() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await new_round(event, organiser, **some_rules())
    seen = (await rules_of(round_)).version

    answers = await asyncio.gather(
        *(change_round(round_, organiser, version=seen, **some_rules(stars=stars)) for stars in (2, 3)),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Round", "Stale"]


@pytest.mark.parametrize(
    "change",
    [{"stars": 2}, {"kind_caps": {"film": 119, "talk": 0}}, {"kind_caps": {}}, {"rules": ""}, {"room_time": None}],
    ids=["stars", "a cap", "no caps", "the note", "by hand"],
)
async def test_other_rules_are_another_version(change: dict[str, Any]) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    rules = some_rules()
    round_ = await new_round(event, organiser, **rules)
    before = (await rules_of(round_)).version

    same = (await rules_of(await change_round(round_, organiser, **rules))).version
    other = (await rules_of(await change_round(round_, organiser, **(rules | change)))).version

    assert same == before
    assert other != before


async def test_the_rules_change_until_the_vote_opens_and_never_after() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await a_prepared_round(event, organiser)
    other: dict[str, Any] = {"title": "Vote", "rules": "Tick one.", "budget_minutes": 90, "closes_at": round_.closes_at}
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")

    changed = await change_round(round_, organiser, **other)
    await open_round(round_, organiser)

    with pytest.raises(Refused, match="The rules stay as they are"):
        await change_round(round_, organiser, **(other | {"rules": "Tick two."}))
    assert (changed.seed, changed.budget_minutes) == (round_.seed, 90)
    assert [row["rules"] for row in await Round.select(Round.rules)] == ["Tick one."]


async def test_rules_are_read_with_as_many_queries_for_three_pairs_as_for_one(
    queries: Callable[[], Any],
) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    ids = [(await a_submitted_proposal(event, f"Idea {number}")).id for number in range(6)]
    counts = []

    round_ = await new_round(event, organiser, **some_rules())
    for pairs in (1, 3):
        exclusions = [(ids[number], ids[number + 3]) for number in range(pairs)]
        await change_round(round_, organiser, **some_rules(exclusions=exclusions))
        with queries() as counted:
            assert len((await rules_of(round_)).excluded) == pairs
        counts.append(counted.count)

    assert counts == [2, 2]


# Opening


async def test_opening_takes_in_what_is_put_forward() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await a_prepared_round(event, organiser)
    await a_submitted_proposal(event, "Film", minutes=90)
    await a_submitted_proposal(event, "Soup lunch")
    idea = await a_submitted_proposal(event, "Just an idea")
    await Proposal.update({Proposal.state: "idea"}).where(Proposal.id == idea.id)
    await a_submitted_proposal(await an_event("other-day"), "Elsewhere")

    await open_round(round_, organiser)
    await open_round(round_, organiser)

    found = {one.proposal.title: one.candidate.minutes for one in await contenders(round_)}
    assert found == {"Film": 90, "Soup lunch": 60}
    assert await Candidate.count() == 2


async def test_what_will_not_be_in_the_vote_is_known_before() -> None:
    event = await an_event()
    await a_submitted_proposal(event, "soup lunch")
    gone = await a_submitted_proposal(event, "Gone")
    await Proposal.update({Proposal.state: "withdrawn"}).where(Proposal.id == gone.id)
    for title in ("Roses", "bread", "Apples"):
        idea = await a_submitted_proposal(event, title)
        await Proposal.update({Proposal.state: "idea"}).where(Proposal.id == idea.id)

    assert [proposal.title for proposal in await ideas_of(event)] == ["Apples", "bread", "Roses"]
    assert [proposal.title for proposal in await put_forward_at(event)] == ["soup lunch"]
    assert [proposal.title for proposal in await put_forward_at(event, also=[gone.id])] == ["Gone", "soup lunch"]


async def test_one_proposal_is_no_choice() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await a_prepared_round(event, organiser)
    await a_submitted_proposal(event, "Film")

    with pytest.raises(Refused, match="at least 2 proposals"):
        await open_round(round_, organiser)

    assert await Candidate.count() == 0


async def test_opening_after_the_closing_time_is_refused(clock: Clock) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await a_prepared_round(event, organiser)
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")

    clock.advance(timedelta(days=8))

    with pytest.raises(Refused, match="closing time has passed"):
        await open_round(round_, organiser)


async def test_nobody_opens_rules_that_somebody_else_has_just_changed() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    await a_submitted_proposal(event, "Film")
    await a_submitted_proposal(event, "Soup lunch")
    round_ = await new_round(event, organiser, **some_rules())
    seen = (await rules_of(round_)).version

    now = await change_round(round_, organiser, **some_rules(stars=3))

    with pytest.raises(Stale, match="Read them once more"):
        await open_round(round_, organiser, version=seen)
    opened = await open_round(round_, organiser, version=(await rules_of(now)).version)
    assert opened.opened_at is not None


async def test_voters_are_counted_by_the_organisation_that_they_vote_for() -> None:
    event = await an_event()
    trust, shed = await an_organisation(event, "trust"), await an_organisation(event, "Shed")
    await an_organisation(event, "Empty")
    elsewhere = await an_organisation(None, "Elsewhere")
    await a_person("Tom", trust, shed)
    await a_person("Ann", trust, elsewhere)
    await a_person("Charlie", elsewhere)

    found = [(organisation.name, number) for organisation, number in await organisations_with_voters(event)]

    assert found == [("Empty", 0), ("Shed", 0), ("trust", 2)]


# Moving the closing time


async def voters(event: Event) -> list[Person]:
    organisation = await an_organisation(event)
    return [await a_person(name, organisation) for name in ("Tom", "Ann")]


async def test_a_vote_is_prolonged_once_and_everybody_who_may_vote_is_told() -> None:
    event = await an_event(time_zone="UTC")
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    tom, ann = await voters(event)
    await cast_ballot(round_, tom, [(await candidates_of(round_))["Film"]])
    first, later = round_.closes_at, round_.closes_at + WEEK

    moved = await prolong_round(round_, organiser, later, "Some were ill.")

    [stored] = await Round.objects()
    assert [(one.closes_at, one.first_closing, one.closing_reason) for one in (moved, stored)] == [
        (later, first, "Some were ill.")
    ] * 2
    with pytest.raises(Refused, match="moved once already"):
        await prolong_round(round_, organiser, later + WEEK, "More.")
    notices = await Notice.objects().where(Notice.kind == "vote")
    assert {notice.email for notice in notices} == {tom.email, ann.email}
    # Nothing tells who has voted: but for the name everybody gets the same.
    assert len({notice.body.replace("Tom", "Ann") for notice in notices}) == 1
    assert {notice.subject for notice in notices} == {"The vote for Peer Support Day"}
    assert "The reason: Some were ill." in notices[0].body


async def test_a_closing_time_is_only_moved_to_a_later_one(clock: Clock) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await voters(event)
    earlier = [round_.closes_at, round_.closes_at - timedelta(minutes=1), the_clock.now() - WEEK]

    for closes_at in earlier:
        with pytest.raises(Refused, match="later than the closing time"):
            await prolong_round(round_, organiser, closes_at, "Why.")

    assert [row["first_closing"] for row in await Round.select(Round.first_closing)] == [None]
    assert await Notice.count() == 0


async def test_what_is_not_open_is_neither_prolonged_nor_ended(clock: Clock) -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    prepared = await a_prepared_round(await an_event("other-day"), organiser)
    over = await an_open_round(event, organiser)

    with pytest.raises(Refused, match="not opened yet"):
        await prolong_round(prepared, organiser, prepared.closes_at + WEEK, "Why.")
    with pytest.raises(Refused, match="not opened yet"):
        await end_round_early(prepared, organiser, "Why.")
    clock.set(over.closes_at)
    for _time in ("its time has passed", "it is closed"):
        with pytest.raises(Refused, match="Voting is closed"):
            await prolong_round(over, organiser, over.closes_at + WEEK, "Why.")
        with pytest.raises(Refused, match="Voting is closed"):
            await end_round_early(over, organiser, "Why.")
        await close_round(over, organiser)

    assert await Notice.count() == 0


async def test_a_vote_that_is_ended_early_is_closed_and_everybody_who_may_vote_is_told() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    tom, _ann = await voters(event)
    before = round_.closes_at

    ended = await end_round_early(round_, organiser, "Everybody has voted.")

    assert (ended.first_closing, ended.closing_reason) == (before, "Everybody has voted.")
    assert state_of(ended) == "closed"
    assert ended.closes_at <= ended.closed_at
    with pytest.raises(Refused, match="Voting is closed"):
        await cast_ballot(round_, tom, [])
    bodies = [notice.body for notice in await Notice.objects().where(Notice.kind == "vote")]
    assert len(bodies) == 2
    assert "has ended" in bodies[0]
    assert "The reason: Everybody has voted." in bodies[0]


async def test_a_prolonged_vote_can_still_be_ended_and_its_first_closing_time_stays_known() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    first = round_.closes_at
    await prolong_round(round_, organiser, first + WEEK, "Some were ill.")

    ended = await end_round_early(round_, organiser, "All have voted now.")

    assert (ended.first_closing, ended.closing_reason) == (first, "All have voted now.")


async def test_moving_the_closing_time_is_logged_with_its_reason() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)

    await prolong_round(round_, organiser, round_.closes_at + WEEK, "Some were ill.")
    await end_round_early(round_, organiser, "All have voted now.")

    entries = await LogEntry.select(LogEntry.did, LogEntry.what, LogEntry.who).where(
        LogEntry.did.is_in(["prolonged a vote", "ended a vote early"])
    )
    assert {(row["did"], row["what"], row["who"]) for row in entries} == {
        ("prolonged a vote", "What goes into the programme?: Some were ill.", "Mo"),
        ("ended a vote early", "What goes into the programme?: All have voted now.", "Mo"),
    }


async def test_two_who_prolong_at_once_move_it_once_and_tell_once() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    await voters(event)
    times = [round_.closes_at + timedelta(days=days) for days in (1, 2)]

    answers = await asyncio.gather(
        *(prolong_round(round_, organiser, closes_at, "Some were ill.") for closes_at in times), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Round"]
    assert await Notice.count() == 2
