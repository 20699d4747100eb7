"""What people who voted wish for: only from a result that is final."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from eventapp import clock
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.tables import Proposal
from eventapp.timetable.wishes import Voter, supporters_of, wishes_of
from eventapp.voting.actions import close_round, confirm_result, count_round
from eventapp.voting.tables import Round
from tests.cast import an_event, an_organisation, an_organiser
from tests.voting.vote import an_open_round, candidates_of, people_who_vote

pytestmark = pytest.mark.anyio


async def an_open_vote(*wishes: list[str]) -> tuple[Event, Person, Round]:
    """A vote of the people of Equal Lives, one for each list of titles."""
    event = await an_event()
    organiser, organisation = await an_organiser(event), await an_organisation(event)
    round_ = await an_open_round(event, organiser, weighting="person")
    await people_who_vote(round_, organisation, *wishes)
    return event, organiser, round_


async def counted(round_: Round, by: Person) -> Round:
    return await count_round(await close_round(round_, by))


async def confirmed(round_: Round, by: Person, *titles: str) -> Round:
    ids = await candidates_of(round_)
    return await confirm_result(round_, by, [ids[title] for title in titles], dict.fromkeys(ids.values(), "So it is."))


async def wished(event: Event) -> tuple[Voter, ...]:
    """The wishes, by title."""
    rows = await Proposal.select(Proposal.id, Proposal.title).where(Proposal.event == event.id)
    return await wishes_of(event.id, {row["id"]: row["title"] for row in rows})


async def test_ballots_are_read_only_once_the_result_is_final(db: None) -> None:
    event, organiser, round_ = await an_open_vote(["Film"], ["Film", "Soup lunch"], ["Garden walk"])
    assert await wished(event) == ()

    round_ = await close_round(round_, organiser)
    assert await wished(event) == ()

    round_ = await count_round(round_)
    assert await wished(event) == ()

    await confirmed(round_, organiser, "Film", "Soup lunch")
    assert sorted(sorted(voter.wants) for voter in await wished(event)) == [
        ["Film"],
        ["Film", "Soup lunch"],
        ["Garden walk"],
    ]


async def test_a_ballot_has_its_weight_and_its_organisation_but_those_put_together_have_none(db: None) -> None:
    event, organiser, round_ = await an_open_vote(["Film"], ["Film"], ["Film"])
    for name in ("Mind", "Sew", "Walk"):
        await people_who_vote(round_, await an_organisation(event, name), ["Soup lunch"])
    await confirmed(await counted(round_, organiser), organiser, "Film")

    found = sorted((voter.group, voter.weight, *voter.wants) for voter in await wished(event))

    assert found == [("", 1.0, "Soup lunch")] * 3 + [("Equal Lives", 1.0, "Film")] * 3


async def test_fewer_than_3_ballots_say_nothing(db: None) -> None:
    event, organiser, round_ = await an_open_vote(["Film"], ["Film"])
    await confirmed(await counted(round_, organiser), organiser, "Film")

    assert await wished(event) == ()


async def test_fewer_than_3_that_want_anything_of_the_timetable_say_nothing(db: None) -> None:
    event, organiser, round_ = await an_open_vote(["Film"], ["Film"], ["Soup lunch"])
    await confirmed(await counted(round_, organiser), organiser, "Film")
    film = await Proposal.objects().get((Proposal.event == event.id) & (Proposal.title == "Film"))
    assert film is not None

    assert await wishes_of(event.id, {film.id: "s1"}) == ()


async def test_only_sessions_of_the_timetable_are_wished_for(db: None) -> None:
    event, organiser, round_ = await an_open_vote(["Film", "Soup lunch"], ["Soup lunch"], ["Film"], ["Film"])
    await confirmed(await counted(round_, organiser), organiser, "Film")
    film = await Proposal.objects().get((Proposal.event == event.id) & (Proposal.title == "Film"))
    assert film is not None

    found = await wishes_of(event.id, {film.id: "s1"})

    assert [voter.wants for voter in found] == [frozenset({"s1"})] * 3
    assert await wishes_of(event.id, {}) == ()


async def test_of_several_votes_the_last_final_one_counts(db: None) -> None:
    event, organiser, first = await an_open_vote(["Film"], ["Film"], ["Film"])
    await confirmed(await counted(first, organiser), organiser, "Film")
    await Round.update({Round.confirmed_at: clock.now() - timedelta(days=1)}).where(Round.id == first.id)
    second = await an_open_round(event, organiser, "Choir", "Yoga")
    await people_who_vote(second, await an_organisation(event, "Mind"), ["Choir"], ["Choir"], ["Choir"], ["Choir"])
    second = await counted(second, organiser)
    assert {tuple(voter.wants) for voter in await wished(event)} == {("Film",)}

    await confirmed(second, organiser, "Choir")

    assert [tuple(voter.wants) for voter in await wished(event)] == [("Choir",)] * 4


async def test_another_events_ballots_are_none_of_these(db: None) -> None:
    _event, organiser, round_ = await an_open_vote(["Film"], ["Film"], ["Film"])
    await confirmed(await counted(round_, organiser), organiser, "Film")

    assert await wished(await an_event("other")) == ()


async def test_many_ballots_take_as_many_queries_as_few(
    db: None, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    event, organiser, round_ = await an_open_vote(*[["Film"]] * 9)
    await confirmed(await counted(round_, organiser), organiser, "Film")

    with queries() as counting:
        await wishes_of(event.id, {"p1": "s1", "p2": "s2"})

    assert counting.count == 5


def test_who_wants_a_session_is_a_bit_for_each_ballot() -> None:
    voters = [Voter(frozenset("AB")), *[Voter(frozenset("C"))] * 8, Voter(frozenset("A"))]

    assert supporters_of(voters) == {"A": 0b10_0000_0001, "B": 0b1, "C": 0b01_1111_1110}
