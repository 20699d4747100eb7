"""Voting on paper."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Organisation, Person
from eventapp.voting.actions import (
    cast_ballot,
    close_round,
    put_name_on_paper,
    put_person_on_paper,
    take_back_typed_ballot,
    take_off_paper,
    type_in_ballot,
)
from eventapp.voting.paper import (
    found_by_code,
    paper_ballots_by_organisation,
    paper_voters,
    sheets,
    typed_in,
    voters_by_organisation,
    votes_on_paper,
)
from eventapp.voting.reading import anonymous_ballots, votes_cast
from eventapp.voting.secrecy import paper_code, read_code
from eventapp.voting.tables import Ballot, BallotMark, PaperBallot, PaperVoter, Round
from tests.cast import a_person, an_event, an_organisation, an_organiser
from tests.conftest import Clock
from tests.voting.vote import an_open_round, candidates_of, marks_of, people_who_vote

pytestmark = pytest.mark.usefixtures("db")


async def a_vote(**changes: object) -> tuple[Event, Person, Round, Organisation]:
    """An open vote, its organiser, and an organisation that takes part."""
    event = await an_event()
    organiser = await an_organiser(event)
    return (
        event,
        organiser,
        await an_open_round(event, organiser, **changes),
        await an_organisation(event, "Soup lunch"),
    )


async def codes(round_: Round) -> list[str]:
    """The codes of all ballots on paper that are not typed in."""
    return [sheet.code for sheet in await sheets(round_)]


# Who votes on paper


async def test_whoever_votes_on_paper_has_no_ballot_here_any_more() -> None:
    _event, organiser, round_, soup = await a_vote()
    [rosa, tom] = await people_who_vote(round_, soup, ["Film"], ["Film"])

    await put_person_on_paper(round_, organiser, rosa)

    assert (await votes_on_paper(round_, rosa), await votes_on_paper(round_, tom)) == (True, False)
    assert (await votes_cast(round_), await marks_of(round_, rosa), await BallotMark.count()) == (1, set(), 1)
    with pytest.raises(Refused, match="on paper"):
        await cast_ballot(round_, rosa, [(await candidates_of(round_))["Film"]])


async def test_whoever_is_put_on_paper_is_told_since_nobody_votes_for_another() -> None:
    _event, organiser, round_, soup = await a_vote()
    rosa = await a_person("Rosa", soup)

    await put_person_on_paper(round_, organiser, rosa)
    [voter] = await paper_voters(round_)
    await take_off_paper(round_, organiser, voter)

    told = await Notice.select(Notice.email, Notice.body).order_by(Notice.created_at)
    assert [row["email"] for row in told] == ["rosa@example.org", "rosa@example.org"]
    assert "You did not ask for this?" in told[0]["body"]
    assert "You do not vote on paper any more" in told[1]["body"]


async def test_somebody_who_cannot_sign_in_votes_on_paper_for_an_organisation() -> None:
    event, organiser, round_, soup = await a_vote()
    await a_person("Tom", soup)

    await put_name_on_paper(round_, organiser, "Grace", soup.id)

    [voter] = await paper_voters(round_)
    assert (voter.name, voter.organisation.name, voter.person) == ("Grace", "Soup lunch", None)
    assert [(one.organisation.name, one.ballots) for one in await paper_ballots_by_organisation(round_)] == [
        ("Soup lunch", 1)
    ]
    assert await voters_by_organisation(event.id, round_) == {soup.id: 2}
    assert await voters_by_organisation(event.id) == {soup.id: 1}
    assert await Notice.count() == 0


async def test_a_person_on_paper_is_still_one_of_those_who_may_vote() -> None:
    event, organiser, round_, soup = await a_vote()
    rosa = await a_person("Rosa", soup)

    await put_person_on_paper(round_, organiser, rosa)

    assert await voters_by_organisation(event.id, round_) == {soup.id: 1}


async def test_nobody_is_on_the_list_twice() -> None:
    _event, organiser, round_, soup = await a_vote()
    rosa = await a_person("Rosa", soup)
    await put_person_on_paper(round_, organiser, rosa)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)

    for again in (
        put_person_on_paper(round_, organiser, rosa),
        put_name_on_paper(round_, organiser, "grace", soup.id),
        put_name_on_paper(round_, organiser, "Rosa", soup.id),
    ):
        with pytest.raises(Refused, match="votes on paper already"):
            await again

    assert (await PaperVoter.count(), await PaperBallot.count()) == (2, 2)


async def test_only_for_organisations_that_take_part_does_anybody_vote_on_paper() -> None:
    _event, organiser, round_, _soup = await a_vote()
    elsewhere = await an_organisation(None, "A club elsewhere")

    with pytest.raises(Refused, match="Charlie belongs to no organisation"):
        await put_person_on_paper(round_, organiser, await a_person("Charlie", elsewhere))
    with pytest.raises(Refused, match="Choose an organisation"):
        await put_name_on_paper(round_, organiser, "Grace", elsewhere.id)

    assert (await PaperVoter.count(), await PaperBallot.count()) == (0, 0)


# Typing in


async def test_a_ballot_typed_in_counts_for_its_organisation() -> None:
    event, organiser, round_, soup = await a_vote(stars=1)
    await people_who_vote(round_, soup, ["Film"], ["Film"])
    await people_who_vote(round_, await an_organisation(event, "Trust"), *[["Film"]] * 4)
    ids = await candidates_of(round_)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)

    await type_in_ballot(round_, organiser, code, [ids["Garden walk"], ids["Film"]], [ids["Garden walk"]])
    cast = await votes_cast(round_)
    await close_round(round_, organiser)

    of_soup = [one for one in await anonymous_ballots(round_) if one.group == soup.id]
    assert cast == 7
    assert len(of_soup) == 3
    assert {one.weight.denominator for one in of_soup} == {3}
    assert sum(ids["Garden walk"] in one.stars for one in of_soup) == 1


async def test_a_ballot_counts_once() -> None:
    _event, organiser, round_, soup = await a_vote()
    ids = await candidates_of(round_)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)
    await type_in_ballot(round_, organiser, code, [ids["Film"]])

    with pytest.raises(Refused, match="typed in already, and counts once"):
        await type_in_ballot(round_, organiser, code, [ids["Garden walk"]])

    assert [row["candidate"] for row in await BallotMark.select(BallotMark.candidate)] == [ids["Film"]]
    assert await sheets(round_) == []


async def test_two_organisers_who_type_in_the_same_ballot_at_once_count_it_once() -> None:
    _event, organiser, round_, soup = await a_vote()
    film = (await candidates_of(round_))["Film"]
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)

    answers = await asyncio.gather(
        *(type_in_ballot(round_, organiser, code, [film]) for _time in range(8)), return_exceptions=True
    )

    assert [type(answer) for answer in answers].count(Refused) == 7
    assert (await votes_cast(round_), await BallotMark.count()) == (1, 1)


async def test_what_was_typed_in_wrong_is_taken_back_and_typed_in_again() -> None:
    _event, organiser, round_, soup = await a_vote()
    ids = await candidates_of(round_)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)
    await type_in_ballot(round_, organiser, code, [ids["Film"]])

    await take_back_typed_ballot(round_, organiser, code)
    with pytest.raises(Refused, match="is not typed in"):
        await take_back_typed_ballot(round_, organiser, code)
    await type_in_ballot(round_, organiser, code, [ids["Garden walk"]])

    assert [row["candidate"] for row in await BallotMark.select(BallotMark.candidate)] == [ids["Garden walk"]]


async def test_a_ballot_on_paper_without_a_tick_abstains() -> None:
    _event, organiser, round_, soup = await a_vote()
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)

    await type_in_ballot(round_, organiser, code, [])
    cast = await votes_cast(round_)
    closed = await close_round(round_, organiser)

    assert (cast, await votes_cast(round_), closed.abstained) == (1, 0, 1)


async def test_slips_in_a_code_or_a_list_store_nothing() -> None:
    _event, organiser, round_, soup = await a_vote(stars=1)
    ids = await candidates_of(round_)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)

    for typed, marks, stars, said in (
        ("", [], [], "No ballot has this code"),
        ("XXXXXXXX", [], [], "No ballot has this code"),
        ("ßé٣", [], [], "No ballot has this code"),
        (code[:-1], [], [], "No ballot has this code"),
        (code, ["no such id"], [], "Choose from the proposals"),
        (code, [ids["Film"]], [ids["Garden walk"]], "Choose from the proposals"),
        (code, list(ids.values()), list(ids.values()), "1 star at most"),
    ):
        with pytest.raises(Refused, match=said):
            await type_in_ballot(round_, organiser, typed, marks, stars)

    assert await votes_cast(round_) == 0


async def test_a_code_is_found_however_it_is_typed() -> None:
    _event, organiser, round_, soup = await a_vote()
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)

    for typed in (code.lower(), f" {code[:4]} {code[4:]} ", "-".join(code)):
        assert await found_by_code(round_, typed) is not None


def test_codes_need_the_key_and_hold_nothing_that_looks_like_something_else() -> None:
    made = {paper_code(bytes([key]) * 32, f"ballot {number}") for key in (1, 2) for number in range(500)}

    assert len(made) == 1000
    assert {len(code) for code in made} == {8}
    assert not set("".join(made)) & set("AEIOU01258BGLSZQN6")
    assert {read_code(code) for code in made} == made


async def test_no_code_is_stored() -> None:
    _event, organiser, round_, soup = await a_vote()
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [code] = await codes(round_)
    await type_in_ballot(round_, organiser, code, [])

    stored = [await table.select() for table in (Round, Ballot, PaperBallot, PaperVoter, LogEntry, Notice)]

    assert code not in str(stored)


# Off paper again


async def test_taken_off_paper_one_votes_here_again_and_the_ballot_is_no_longer_good() -> None:
    _event, organiser, round_, soup = await a_vote()
    rosa = await a_person("Rosa", soup)
    film = (await candidates_of(round_))["Film"]
    await put_person_on_paper(round_, organiser, rosa)
    [voter] = await paper_voters(round_)
    [code] = await codes(round_)

    await take_off_paper(round_, organiser, voter)
    await take_off_paper(round_, organiser, voter)
    await cast_ballot(round_, rosa, [film])

    with pytest.raises(Refused, match="No ballot has this code"):
        await type_in_ballot(round_, organiser, code, [film])
    assert (await votes_cast(round_), await PaperBallot.count()) == (1, 0)


async def test_without_a_code_all_ballots_of_the_organisation_are_made_anew() -> None:
    event, organiser, round_, soup = await a_vote()
    trust = await an_organisation(event, "Trust")
    for name, organisation in (("Grace", soup), ("Ann", soup), ("Ray", trust)):
        await put_name_on_paper(round_, organiser, name, organisation.id)
    before = {sheet.code: sheet.organisation.name for sheet in await sheets(round_)}
    grace = next(voter for voter in await paper_voters(round_) if voter.name == "Grace")

    await take_off_paper(round_, organiser, grace)

    after = {sheet.code: sheet.organisation.name for sheet in await sheets(round_)}
    assert sorted(after.values()) == ["Soup lunch", "Trust"]
    assert {before[code] for code in before.keys() & after.keys()} == {"Trust"}


async def test_once_a_ballot_is_typed_in_the_one_given_back_is_named_by_its_code() -> None:
    event, organiser, round_, soup = await a_vote()
    trust = await an_organisation(event, "Trust")
    for name, organisation in (("Grace", soup), ("Ann", soup), ("Ray", trust)):
        await put_name_on_paper(round_, organiser, name, organisation.id)
    [typed, given_back] = [sheet.code for sheet in await sheets(round_) if sheet.organisation.id == soup.id]
    [of_trust] = [sheet.code for sheet in await sheets(round_) if sheet.organisation.id == trust.id]
    await type_in_ballot(round_, organiser, typed, [])
    grace = next(voter for voter in await paper_voters(round_) if voter.name == "Grace")

    for code, said in (
        ("", "typed in already. Write the code"),
        (typed, "Take it back first"),
        (of_trust, "another organisation"),
        ("XXXXXXXX", "No ballot has this code"),
    ):
        with pytest.raises(Refused, match=said):
            await take_off_paper(round_, organiser, grace, code)
    refused = await PaperVoter.count()
    await take_off_paper(round_, organiser, grace, given_back)

    assert (refused, await PaperVoter.count()) == (3, 2)
    assert await codes(round_) == [of_trust]
    assert len(await typed_in(round_)) == 1


# When


async def test_before_opening_and_after_closing_nothing_is_done_on_paper(clock: Clock) -> None:
    _event, organiser, round_, soup = await a_vote()
    rosa = await a_person("Rosa", soup)
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [voter], [code] = await paper_voters(round_), await codes(round_)
    deeds: list[Callable[[], Awaitable[None]]] = [
        lambda: put_person_on_paper(round_, organiser, rosa),
        lambda: put_name_on_paper(round_, organiser, "Ann", soup.id),
        lambda: take_off_paper(round_, organiser, voter),
        lambda: type_in_ballot(round_, organiser, code, []),
        lambda: take_back_typed_ballot(round_, organiser, code),
    ]

    clock.set(round_.closes_at)
    for deed in deeds:
        with pytest.raises(Refused, match="Voting is closed"):
            await deed()
    clock.advance(timedelta(hours=-1))
    await close_round(round_, organiser)
    for deed in deeds:
        with pytest.raises(Refused, match="Voting is closed"):
            await deed()

    assert (await PaperVoter.count(), await PaperBallot.count(), await votes_cast(round_)) == (0, 0, 0)


async def test_the_log_says_what_was_done_and_nothing_of_what_is_on_a_ballot() -> None:
    _event, organiser, round_, soup = await a_vote()
    film = (await candidates_of(round_))["Film"]
    await put_name_on_paper(round_, organiser, "Grace", soup.id)
    [voter], [code] = await paper_voters(round_), await codes(round_)
    await type_in_ballot(round_, organiser, code, [film])
    await take_back_typed_ballot(round_, organiser, code)
    await take_off_paper(round_, organiser, voter, code)

    entries = [(row["did"], row["what"]) for row in await LogEntry.select().order_by(LogEntry.at)]

    assert entries[-4:] == [
        ("put somebody on paper for a vote", "Soup lunch"),
        ("typed in a paper ballot", round_.title),
        ("took back a paper ballot", round_.title),
        ("took somebody off paper for a vote", "Soup lunch"),
    ]


# Never on paper and here


async def race(round_: Round, organiser: Person, people: list[Person], film: str) -> None:
    """Everybody votes here in the moment in which they are put on paper."""
    answers = await asyncio.gather(
        *(put_person_on_paper(round_, organiser, person) for person in people),
        *(cast_ballot(round_, person, [film]) for person in people),
        *(cast_ballot(round_, person, [film]) for person in people),
        return_exceptions=True,
    )
    assert all(answer is None or isinstance(answer, Refused) for answer in answers)


async def test_nobody_votes_here_and_on_paper_however_close_together() -> None:
    _event, organiser, round_, soup = await a_vote()
    people = [await a_person(f"Tom {number}", soup) for number in range(6)]

    await race(round_, organiser, people, (await candidates_of(round_))["Film"])

    assert await PaperVoter.count() == 6
    assert await votes_cast(round_) == 0


async def test_without_looking_at_the_list_people_would_vote_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    # The control of the test above.
    _event, organiser, round_, soup = await a_vote()
    people = [await a_person(f"Tom {number}", soup) for number in range(6)]

    async def nobody(*_args: object) -> set[tuple[str, str]]:
        return set()

    monkeypatch.setattr("eventapp.voting.actions.ballot_box._on_paper", nobody)
    await race(round_, organiser, people, (await candidates_of(round_))["Film"])

    assert await votes_cast(round_) > 0


async def test_a_ballot_typed_in_while_the_vote_closes_is_in_or_refused() -> None:
    _event, organiser, round_, soup = await a_vote()
    film = (await candidates_of(round_))["Film"]
    for number in range(8):
        await put_name_on_paper(round_, organiser, f"Grace {number}", soup.id)
    printed = await codes(round_)

    typing = [type_in_ballot(round_, organiser, code, [film]) for code in printed]
    answers = await asyncio.gather(*typing[:4], close_round(round_, organiser), *typing[4:], return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, Refused) for answer in refused)
    assert len(await anonymous_ballots(round_)) == 8 - len(refused)
