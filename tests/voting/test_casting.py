"""Ballots: what is kept of them, who may cast one, and what many at once do."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from eventapp import db
from eventapp.errors import Refused
from eventapp.ids import new_id
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Organisation, Person
from eventapp.voting.actions import ballot_box, cast_ballot, change_ballot, close_round
from eventapp.voting.actions.casting import TooManyStars
from eventapp.voting.reading import OwnBallot, own_ballot, votes_cast
from eventapp.voting.secrecy import ballot_id
from eventapp.voting.tables import Ballot, BallotMark, PaperVoter, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.conftest import Clock
from tests.voting.vote import a_prepared_round, an_open_round, candidates_of, marks_of, people_who_vote

pytestmark = pytest.mark.usefixtures("db")


async def a_voter(**rules: Any) -> tuple[Round, Person, dict[str, str]]:
    """An open round with stars, somebody who may vote in it, and the ids of its candidates by title."""
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event), **({"stars": 1} | rules))
    return round_, await a_person("Tom", await an_organisation(event)), await candidates_of(round_)


# A whole ballot


async def test_a_ballot_can_be_changed_until_closing() -> None:
    round_, person, ids = await a_voter()

    await cast_ballot(round_, person, [ids["Film"], ids["Soup lunch"]])
    await cast_ballot(round_, person, [ids["Garden walk"]])

    assert await marks_of(round_, person) == {ids["Garden walk"]}
    assert (await votes_cast(round_), await BallotMark.count()) == (1, 1)


async def test_a_ballot_without_a_tick_takes_the_vote_back() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, list(ids.values()))

    await cast_ballot(round_, person, [])

    assert (await votes_cast(round_), await BallotMark.count()) == (0, 0)


async def test_a_star_stands_on_something_that_is_ticked() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [ids["Film"], ids["Soup lunch"]], [ids["Film"]])

    with pytest.raises(Refused, match="Choose from the proposals"):
        await cast_ballot(round_, person, [ids["Soup lunch"]], [ids["Film"]])

    assert await own_ballot(round_, person) == OwnBallot(
        frozenset([ids["Film"], ids["Soup lunch"]]), frozenset([ids["Film"]])
    )


async def test_more_stars_than_the_rules_allow_are_refused_and_the_old_ballot_stays() -> None:
    round_, person, ids = await a_voter()
    both = [ids["Film"], ids["Soup lunch"]]
    await cast_ballot(round_, person, both, both[:1])

    with pytest.raises(TooManyStars, match="You can give 1 star"):
        await cast_ballot(round_, person, both, both)

    assert (await own_ballot(round_, person)).stars == {ids["Film"]}


async def test_where_the_rules_have_no_stars_none_is_given() -> None:
    round_, person, ids = await a_voter(stars=0)

    with pytest.raises(TooManyStars, match="There are no stars in this vote"):
        await cast_ballot(round_, person, [ids["Film"]], [ids["Film"]])

    assert await votes_cast(round_) == 0


async def test_a_star_moves_from_one_proposal_to_another() -> None:
    round_, person, ids = await a_voter()
    both = [ids["Film"], ids["Soup lunch"]]
    await cast_ballot(round_, person, both, both[:1])

    await cast_ballot(round_, person, both, both[1:])

    assert await own_ballot(round_, person) == OwnBallot(frozenset(both), frozenset(both[1:]))
    assert await BallotMark.count() == 2


async def test_to_abstain_counts_as_having_voted_and_takes_the_ticks_away() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [ids["Film"]])

    await cast_ballot(round_, person, [], abstains=True)

    assert await own_ballot(round_, person) == OwnBallot(abstains=True)
    assert (await votes_cast(round_), await BallotMark.count()) == (1, 0)


async def test_whoever_abstained_can_vote_after_all_or_take_that_back_too() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [], abstains=True)

    await cast_ballot(round_, person, [ids["Film"]])
    voting = await own_ballot(round_, person)
    await cast_ballot(round_, person, [], abstains=True)
    await cast_ballot(round_, person, [])

    assert voting == OwnBallot(frozenset([ids["Film"]]))
    assert await own_ballot(round_, person) == OwnBallot()
    assert await votes_cast(round_) == 0


async def test_nobody_abstains_and_ticks_at_once() -> None:
    round_, person, ids = await a_voter()

    with pytest.raises(Refused, match="not both"):
        await cast_ballot(round_, person, [ids["Film"]], abstains=True)

    assert await votes_cast(round_) == 0


# What one page showed


@pytest.mark.parametrize(
    ("shown", "marks", "stars", "expected_marks", "expected_stars"),
    [
        pytest.param("", "", "", "FS", "F", id="a page that showed nothing changes nothing"),
        pytest.param("G", "G", "", "FSG", "F", id="a tick is added to those on other pages"),
        pytest.param("FS", "S", "", "S", "", id="what was shown and is no longer ticked goes, and its star"),
        pytest.param("FS", "FS", "S", "FS", "S", id="a star moves"),
        pytest.param("FS", "S", "F", "S", "", id="a star left behind goes with its tick"),
        pytest.param("FG", "F", "G", "FSG", "G", id="a star on what was not ticked ticks it"),
        pytest.param("G", "SG", "F", "FSG", "F", id="what is said of something not shown is not heard"),
    ],
)
async def test_a_page_changes_only_what_it_showed(
    shown: str, marks: str, stars: str, expected_marks: str, expected_stars: str
) -> None:
    round_, person, titles = await a_voter()
    ids = {title[0]: id_ for title, id_ in titles.items()}
    await cast_ballot(round_, person, [ids["F"], ids["S"]], [ids["F"]])

    saved = await change_ballot(round_, person, *([ids[one] for one in part] for part in (shown, marks, stars)))

    expected = OwnBallot(frozenset(ids[one] for one in expected_marks), frozenset(ids[one] for one in expected_stars))
    assert saved == expected
    assert await own_ballot(round_, person) == expected


async def test_stars_on_other_pages_count_too() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [ids["Film"]], [ids["Film"]])

    with pytest.raises(TooManyStars):
        await change_ballot(round_, person, [ids["Soup lunch"]], [ids["Soup lunch"]], [ids["Soup lunch"]])

    assert await marks_of(round_, person) == {ids["Film"]}


async def test_leafing_on_without_a_tick_leaves_an_abstention_and_a_tick_ends_it() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [], abstains=True)

    leafed = await change_ballot(round_, person, [ids["Film"]], [])
    ticked = await change_ballot(round_, person, [ids["Film"]], [ids["Film"]])

    assert (leafed, ticked) == (OwnBallot(abstains=True), OwnBallot(frozenset([ids["Film"]])))
    assert await own_ballot(round_, person) == ticked


async def test_unticking_the_last_one_takes_the_vote_back() -> None:
    round_, person, ids = await a_voter()
    await cast_ballot(round_, person, [ids["Film"]])

    await change_ballot(round_, person, [ids["Film"]], [])

    assert await votes_cast(round_) == 0


# Who, and until when


async def test_nobody_votes_after_the_closing_time_though_nobody_closed(clock: Clock) -> None:
    round_, person, ids = await a_voter()

    clock.set(round_.closes_at)

    for vote in (cast_ballot(round_, person, [ids["Film"]]), change_ballot(round_, person, [ids["Film"]], [])):
        with pytest.raises(Refused, match="Voting is closed"):
            await vote
    assert await votes_cast(round_) == 0


async def test_nobody_votes_before_opening() -> None:
    event = await an_event()
    round_ = await a_prepared_round(event, await an_organiser(event))
    person = await a_person("Tom", await an_organisation(event))

    with pytest.raises(Refused, match="Voting is closed"):
        await cast_ballot(round_, person, [])


async def test_ids_of_another_vote_are_refused_and_the_old_ballot_stays() -> None:
    round_, person, ids = await a_voter()
    other_event = await an_event("other-day")
    other = await an_open_round(other_event, await an_organiser(other_event, "Other Mo"))
    mine = [ids["Film"]]
    await cast_ballot(round_, person, mine)

    for marks in ([(await candidates_of(other))["Film"]], ["no such id"], [*mine, ""]):
        for vote in (cast_ballot(round_, person, marks), change_ballot(round_, person, marks, marks)):
            with pytest.raises(Refused, match="Choose from the proposals"):
                await vote

    assert await marks_of(round_, person) == set(mine)


async def test_only_people_of_organisations_taking_part_vote() -> None:
    event = await an_event()
    organiser = await an_organiser(event)
    round_ = await an_open_round(event, organiser)
    outsider = await a_person("Charlie", await an_organisation(None, "A club elsewhere"))

    for person in (organiser, outsider):
        for vote in (cast_ballot(round_, person, []), change_ballot(round_, person, [], [])):
            with pytest.raises(Refused, match="belong to an organisation"):
                await vote

    assert await votes_cast(round_) == 0


async def test_whoever_votes_on_paper_does_not_vote_here_too() -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    organisation = await an_organisation(event)
    person = await a_person("Tom", organisation)
    await PaperVoter.insert(
        PaperVoter(round=round_.id, organisation=organisation.id, person=person.id, name=person.name)
    )

    with pytest.raises(Refused, match="You vote on paper"):
        await cast_ballot(round_, person, list((await candidates_of(round_)).values()))

    assert await votes_cast(round_) == 0


async def test_a_ballot_names_nobody_while_the_vote_is_open() -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    [person] = await people_who_vote(round_, await an_organisation(event), ["Film"])

    [ballot] = await Ballot.select()

    assert person.id not in str(ballot)
    assert len(ballot["id"]) == 64
    assert (ballot["weight_group"], ballot["weight"]) == ("", "")


async def test_voting_and_abstaining_leave_no_line_in_the_log() -> None:
    round_, person, ids = await a_voter()
    before = await LogEntry.count()

    await cast_ballot(round_, person, [ids["Film"]])
    await change_ballot(round_, person, [ids["Film"]], [])
    await cast_ballot(round_, person, [], abstains=True)

    assert await LogEntry.count() == before


# Many at once


async def test_two_ballots_of_one_person_at_once_are_one_ballot() -> None:
    round_, person, ids = await a_voter()

    await asyncio.gather(*(cast_ballot(round_, person, [id_]) for id_ in ids.values() for _time in range(5)))

    assert (await votes_cast(round_), await BallotMark.count()) == (1, 1)


async def test_ballots_that_know_no_person_would_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    # The control of the test above: without the id made from the person it would find fifteen.
    round_, person, ids = await a_voter()
    monkeypatch.setattr("eventapp.voting.actions.ballot_box.ballot_id", lambda _key, _person: new_id())

    await asyncio.gather(*(cast_ballot(round_, person, [ids["Film"]]) for _time in range(15)))

    assert await votes_cast(round_) == 15


async def test_two_tabs_at_once_lose_no_tick() -> None:
    round_, person, ids = await a_voter()

    await asyncio.gather(
        *(change_ballot(round_, person, [id_], [id_]) for id_ in ids.values() for _press in range(4)),
    )

    assert await marks_of(round_, person) == set(ids.values())
    assert (await votes_cast(round_), await BallotMark.count()) == (1, 3)


async def test_pages_that_save_what_they_do_not_show_would_lose_ticks() -> None:
    # The control of the test above: each tab sends the whole ballot as it read it.
    round_, person, ids = await a_voter()
    all_have_read = asyncio.Barrier(len(ids))

    async def whole_ballot(id_: str) -> None:
        read = await own_ballot(round_, person)
        await all_have_read.wait()
        await cast_ballot(round_, person, read.marks | {id_})

    await asyncio.gather(*(whole_ballot(id_) for id_ in ids.values()))

    assert len(await marks_of(round_, person)) == 1


IN, TOO_LATE = "in", "Voting is closed. What you saved before counts, and this change does not."


async def _votes(round_: Round, person: Person, mark: str) -> str:
    try:
        await cast_ballot(round_, person, [mark])
    except Refused as refusal:
        return str(refusal)
    return IN


async def test_one_ballot_that_cannot_be_stored_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    round_, person, ids = await a_voter()
    [organisation] = await Organisation.objects()
    others = [await a_person(f"Person {number}", organisation) for number in range(4)]
    whole = ballot_box._kept

    async def fails_for_one(places: Collection[str]) -> Any:
        if ballot_id(round_.ballot_key, person.id) in places:
            raise ZeroDivisionError
        return await whole(places)

    monkeypatch.setattr(ballot_box, "_kept", fails_for_one)
    answers = await asyncio.gather(
        *(cast_ballot(round_, one, [ids["Film"]]) for one in (person, *others)), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [ZeroDivisionError, *[type(None)] * 4]
    assert await votes_cast(round_) == 4


async def test_many_ballots_at_once_ask_the_database_little_more_than_one(
    queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    round_, person, ids = await a_voter()
    [organisation] = await Organisation.objects()
    others = [await a_person(f"Person {number}", organisation) for number in range(20)]
    asked = []

    for people in ([person], others):
        with queries() as counted:
            await asyncio.gather(*(cast_ballot(round_, one, [ids["Film"]]) for one in people))
        asked.append(len([text for text in counted.texts if "COMMIT" in text or 'FROM "voting_round"' in text]))

    # How many come while the first are being stored depends on the machine; alone, each would ask.
    assert asked[1] <= len(others) // 2 * asked[0]


async def test_within_a_transaction_a_ballot_is_part_of_it() -> None:
    round_, person, ids = await a_voter()

    async def rolled_back() -> None:
        async with db.transaction():
            await cast_ballot(round_, person, [ids["Film"]])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await rolled_back()

    assert await votes_cast(round_) == 0


async def test_a_ballot_beside_the_closing_is_in_or_told_that_it_came_too_late() -> None:
    event = await an_event()
    round_ = await an_open_round(event, await an_organiser(event))
    organisation = await an_organisation(event)
    people = [await a_person(f"Person {number}", organisation) for number in range(16)]
    [mark, *_others] = (await candidates_of(round_)).values()

    earlier, _closed, later = await asyncio.gather(
        asyncio.gather(*(_votes(round_, person, mark) for person in people[:8])),
        close_round(round_, None),
        asyncio.gather(*(_votes(round_, person, mark) for person in people[8:])),
    )

    answers = Counter([*earlier, *later])
    assert answers.total() == answers[IN] + answers[TOO_LATE] == 16
    assert (await votes_cast(round_), await BallotMark.count()) == (answers[IN], answers[IN])


async def test_a_vote_that_did_not_look_again_would_be_in_after_the_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    # The control of the test above: a page that trusts the round it read lets ballots in that are counted nowhere.
    round_, person, ids = await a_voter()
    await close_round(round_, None)

    async def as_they_were_read(_ids: object) -> dict[str, Round]:
        return {round_.id: round_}

    monkeypatch.setattr("eventapp.voting.actions.ballot_box._held", as_they_were_read)
    await cast_ballot(round_, person, [ids["Film"]])

    assert await votes_cast(round_) == 1


async def test_a_closing_time_that_passes_while_people_vote_lets_in_those_before_it(clock: Clock) -> None:
    round_, person, ids = await a_voter()
    [organisation] = await Organisation.objects()
    late = await a_person("Ann", organisation)
    clock.set(round_.closes_at - timedelta(microseconds=1))
    await cast_ballot(round_, person, [ids["Film"]])

    clock.advance(timedelta(microseconds=1))

    with pytest.raises(Refused, match="Voting is closed"):
        await cast_ballot(round_, late, [ids["Film"]])
    assert await votes_cast(round_) == 1
