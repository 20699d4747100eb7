import asyncio

import pytest

from eventapp.errors import Refused
from eventapp.log.tables import LogEntry
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.proposals.actions import (
    accept_cohosting,
    ask_organisation,
    ask_to_join,
    decline_cohosting,
    leave_proposal,
    revise_proposal,
    take_back_asking,
    withdraw_proposal,
)
from eventapp.proposals.reading import hosts_of, organisations_of
from eventapp.proposals.tables import CoHosting, Proposal
from eventapp.proposals.words import ProposalWords
from tests.cast import a_person, an_event, an_organisation
from tests.proposals.conftest import Cast, host_together

pytestmark = pytest.mark.anyio


async def hosting(cast: Cast) -> list[str]:
    return [one.name for one in (await organisations_of([cast.idea.id]))[cast.idea.id]]


async def told() -> list[str]:
    return sorted([notice.email for notice in await Notice.objects()])


async def state_of(asking: CoHosting) -> str:
    found = await CoHosting.objects().get(CoHosting.id == asking.id)
    assert found
    return found.state


# --- asking


async def test_who_asks_to_join_hosts_nothing_until_the_proposal_s_people_say_yes(cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "We have soup.")
    before = await hosting(cast)

    await accept_cohosting(asking, cast.charlie)

    assert (before, await hosting(cast)) == (["Men’s Sheds"], ["Men’s Sheds", "Soup Lunch"])


async def test_who_is_asked_hosts_nothing_until_its_own_people_say_yes(cast: Cast) -> None:
    asking = await ask_organisation(cast.idea, cast.charlie, cast.soup, "Bring soup?")
    before = await hosting(cast)

    await accept_cohosting(asking, cast.sam)

    assert (before, await hosting(cast)) == (["Men’s Sheds"], ["Men’s Sheds", "Soup Lunch"])


async def test_the_answer_says_who_gave_it_and_the_log_too(cast: Cast) -> None:
    await host_together(cast)

    asking = await CoHosting.objects().first()
    assert asking
    assert (asking.asked_by, asking.answered_by, asking.state) == (cast.sam.id, cast.charlie.id, "accepted")
    assert asking.answered_at is not None
    said = [(entry.who, entry.did) for entry in await LogEntry.objects().order_by(LogEntry.at)]
    assert said[1:] == [("Sam", "asked to host too"), ("Charlie", "said yes to hosting together")]


async def test_asking_twice_asks_once(cast: Cast) -> None:
    first = await ask_to_join(cast.idea, cast.sam, cast.soup, "We have soup.")
    second = await ask_to_join(cast.idea, cast.sam, cast.soup, "We have soup, really.")

    assert first.id == second.id
    assert await told() == ["charlie@example.org"]


async def test_two_that_ask_one_another_agree(cast: Cast) -> None:
    await ask_to_join(cast.idea, cast.sam, cast.soup, "")

    asking = await ask_organisation(cast.idea, cast.charlie, cast.soup, "")

    assert asking.state == "accepted"
    assert await hosting(cast) == ["Men’s Sheds", "Soup Lunch"]


async def test_two_that_ask_one_another_at_once_agree(cast: Cast) -> None:
    await asyncio.gather(
        ask_to_join(cast.idea, cast.sam, cast.soup, ""), ask_organisation(cast.idea, cast.charlie, cast.soup, "")
    )

    assert await hosting(cast) == ["Men’s Sheds", "Soup Lunch"]
    assert await CoHosting.count() == 1


async def test_many_presses_at_once_ask_once(cast: Cast) -> None:
    await asyncio.gather(*(ask_to_join(cast.idea, cast.sam, cast.soup, "Soup.") for _press in range(4)))

    assert (await CoHosting.count(), len(await told())) == (1, 1)


async def test_who_hosts_already_is_not_asked(cast: Cast) -> None:
    with pytest.raises(Refused, match="hosts this already"):
        await ask_organisation(cast.idea, cast.charlie, cast.sheds, "")


async def test_only_those_that_take_part_are_asked(cast: Cast) -> None:
    elsewhere = await an_organisation(await an_event("another"), "Elsewhere")

    with pytest.raises(Refused, match="takes part"):
        await ask_organisation(cast.idea, cast.charlie, elsewhere, "")


async def test_nobody_joins_what_is_withdrawn(cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")
    await withdraw_proposal(cast.idea, cast.charlie)

    with pytest.raises(Refused, match="cannot be changed now"):
        await accept_cohosting(asking, cast.charlie)

    assert await hosting(cast) == ["Men’s Sheds"]


# --- the answer


async def test_a_no_needs_no_reason_and_is_told_to_who_asked_only(cast: Cast) -> None:
    await a_person("Ray", cast.soup)
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")
    await Notice.delete(force=True)

    await decline_cohosting(asking, cast.charlie)
    await decline_cohosting(asking, cast.charlie)

    assert (await state_of(asking), await hosting(cast)) == ("declined", ["Men’s Sheds"])
    assert await told() == ["sam@example.org"]


async def test_after_a_no_one_can_ask_again(cast: Cast) -> None:
    await decline_cohosting(await ask_to_join(cast.idea, cast.sam, cast.soup, ""), cast.charlie)

    again = await ask_to_join(cast.idea, cast.sam, cast.soup, "And now?")

    assert (again.state, await CoHosting.count()) == ("waiting", 2)


async def test_what_is_taken_back_cannot_be_answered(cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")
    await take_back_asking(asking, cast.sam)

    with pytest.raises(Refused, match="answered already"):
        await accept_cohosting(asking, cast.charlie)

    assert (await state_of(asking), await hosting(cast)) == ("taken-back", ["Men’s Sheds"])


async def test_a_yes_and_a_taking_back_at_once_end_in_one_state(cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")

    await asyncio.gather(
        accept_cohosting(asking, cast.charlie), take_back_asking(asking, cast.sam), return_exceptions=True
    )

    assert (await state_of(asking), await hosting(cast)) in [
        ("accepted", ["Men’s Sheds", "Soup Lunch"]),
        ("taken-back", ["Men’s Sheds"]),
    ]


async def test_saying_yes_twice_says_it_once(cast: Cast) -> None:
    asking = await ask_to_join(cast.idea, cast.sam, cast.soup, "")

    await accept_cohosting(asking, cast.charlie)
    await accept_cohosting(asking, cast.charlie)

    assert await hosting(cast) == ["Men’s Sheds", "Soup Lunch"]
    assert await told() == ["charlie@example.org", "sam@example.org"]


# --- who is told


async def test_an_organisation_that_is_asked_is_told_in_its_people(cast: Cast) -> None:
    await a_person("Ray", cast.soup)

    await ask_organisation(cast.idea, cast.charlie, cast.soup, "Bring soup?")

    assert await told() == ["ray@example.org", "sam@example.org"]
    notice = await Notice.objects().first()
    assert notice
    assert notice.subject == "About a proposal for Peer Support Day"
    assert "Bring soup?" in notice.body
    assert f"/day/proposals/{cast.idea.id}" in notice.body


async def test_when_who_proposed_it_has_left_all_its_people_are_asked(cast: Cast) -> None:
    await a_person("Ray", cast.sheds)
    await a_person("Ana", cast.sheds)
    await Person.delete().where(Person.id == cast.charlie.id)

    await ask_to_join(cast.idea, cast.sam, cast.soup, "")

    assert await told() == ["ana@example.org", "ray@example.org"]


# --- leaving


async def test_who_leaves_is_not_named_any_more_nor_are_its_hosts(cast: Cast) -> None:
    await host_together(cast)
    words = ProposalWords("Roses", "We prune.")
    both = [cast.sheds.id, cast.soup.id]
    await revise_proposal(cast.idea, cast.sam, words, hosts=["Sam"], organisations=both, needs=[], revision=1)
    await revise_proposal(
        cast.idea, cast.charlie, words, hosts=["Sam", "Charlie"], organisations=both, needs=[], revision=2
    )

    await leave_proposal(cast.idea, cast.sam, cast.soup)
    await leave_proposal(cast.idea, cast.sam, cast.soup)

    assert await hosting(cast) == ["Men’s Sheds"]
    assert [host.name for host in (await hosts_of([cast.idea.id]))[cast.idea.id]] == ["Charlie"]
    assert [one.state for one in await CoHosting.objects()] == ["left"]
    proposal = await Proposal.objects().get(Proposal.id == cast.idea.id)
    assert proposal
    assert proposal.revision == 4


async def test_those_who_stay_are_told_and_asked_for_a_host_when_none_is_left(cast: Cast) -> None:
    await host_together(cast)
    await Notice.delete(force=True)

    await leave_proposal(cast.idea, cast.sam, cast.soup)

    assert await told() == ["charlie@example.org"]
    notice = await Notice.objects().first()
    assert notice
    assert "Soup Lunch no longer hosts “Roses”." in notice.body
    assert "Please name somebody." in notice.body


async def test_the_last_one_withdraws_and_does_not_leave(cast: Cast) -> None:
    with pytest.raises(Refused, match="You can withdraw it"):
        await leave_proposal(cast.idea, cast.charlie, cast.sheds)

    assert await hosting(cast) == ["Men’s Sheds"]


async def test_two_that_leave_at_once_do_not_both_leave(cast: Cast) -> None:
    await host_together(cast)

    await asyncio.gather(
        leave_proposal(cast.idea, cast.sam, cast.soup),
        leave_proposal(cast.idea, cast.charlie, cast.sheds),
        return_exceptions=True,
    )

    assert len(await hosting(cast)) == 1


async def test_who_left_can_come_back(cast: Cast) -> None:
    await host_together(cast)
    await leave_proposal(cast.idea, cast.sam, cast.soup)

    await host_together(cast)

    assert await hosting(cast) == ["Men’s Sheds", "Soup Lunch"]
