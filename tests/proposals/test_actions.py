import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event, Participation
from eventapp.log.tables import LogEntry
from eventapp.people.tables import Membership
from eventapp.planning.tables import SurveyTheme
from eventapp.proposals.actions import (
    Stale,
    add_comment,
    add_idea,
    add_selected_proposal,
    add_selected_proposals,
    bring_back_proposal,
    decide_proposals,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from eventapp.proposals.reading import comments_of, hosts_of, needs_of, organisations_of, words_of
from eventapp.proposals.tables import Host, Proposal
from eventapp.proposals.words import ProposalWords
from tests.cast import an_event, an_organisation
from tests.proposals.conftest import Cast, host_together

pytestmark = pytest.mark.anyio

WORDS = ProposalWords(
    title="Roses",
    what_happens="We prune roses and talk, or do not talk.",
    contact="charlie@example.org",
    kind="making",
    minutes=60,
    places=12,
    content_notes="Thorns.",
    access_notes="Stools.",
    wants_cohost=True,
    captions=True,
    on_day=date(2026, 11, 28),
    earliest=time(10, 30),
    latest=time(14),
    people_expected=8,
    setup_minutes=15,
    clearing_minutes=10,
)


async def revised(cast: Cast, words: ProposalWords = WORDS, **changes: Any) -> Proposal:
    asked: dict[str, Any] = {
        "hosts": ["Charlie"],
        "organisations": [cast.sheds.id],
        "needs": ["tables", "step-free"],
        "revision": 1,
    }
    return await revise_proposal(cast.idea, cast.charlie, words, **(asked | changes))


async def stored(proposal: Proposal) -> Proposal:
    found = await Proposal.objects().get(Proposal.id == proposal.id)
    assert found
    return found


async def host_names(proposal: Proposal) -> list[str]:
    return [host.name for host in (await hosts_of([proposal.id]))[proposal.id]]


# --- an idea


async def test_an_idea_keeps_its_three_fields_its_organisation_and_who_had_it(cast: Cast) -> None:
    idea = await stored(cast.idea)

    assert (idea.title, idea.what_happens, idea.contact) == ("Roses", "Pruning.", "07700 900000")
    assert (idea.state, idea.revision, idea.proposed_by) == ("idea", 1, cast.charlie.id)
    assert [one.name for one in (await organisations_of([idea.id]))[idea.id]] == ["Men’s Sheds"]


async def test_an_idea_can_say_which_survey_theme_it_came_from(cast: Cast) -> None:
    theme = SurveyTheme(event=cast.event.id, theme="Gardens", answer_group="", quotes="")
    await theme.save()

    idea = await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap seeds.", "", survey_theme=theme)

    assert (await stored(idea)).survey_theme == theme.id


async def test_the_same_idea_asked_twice_is_added_once(cast: Cast) -> None:
    again = await add_idea(cast.event, cast.charlie, cast.sheds, "Roses", "Pruning.", "07700 900000")

    assert again.id == cast.idea.id
    assert await Proposal.count() == 1


async def test_no_idea_is_added_while_proposals_are_closed(cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)

    with pytest.raises(Refused, match=r"^Proposals are closed"):
        await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap seeds.", "")

    assert await Proposal.count() == 1


async def test_an_organisation_that_takes_no_part_has_no_ideas(cast: Cast) -> None:
    outsiders = await an_organisation(None, "Outsiders")

    with pytest.raises(Refused, match="only those that take part"):
        await add_idea(cast.event, cast.charlie, outsiders, "Seeds", "Swap seeds.", "")

    assert await Proposal.count() == 1


# --- revising


async def test_a_revision_stores_every_word_its_hosts_organisations_and_needs(cast: Cast) -> None:
    await host_together(cast)

    revised_idea = await revised(cast, hosts=["Jo", "Charlie"], organisations=[cast.soup.id, cast.sheds.id])

    proposal = await stored(cast.idea)
    assert words_of(proposal) == WORDS == words_of(revised_idea)
    assert (proposal.revision, revised_idea.revision) == (2, 2)
    assert await host_names(proposal) == ["Jo", "Charlie"]
    assert [one.name for one in (await organisations_of([proposal.id]))[proposal.id]] == ["Men’s Sheds", "Soup Lunch"]
    assert await needs_of([proposal.id]) == {proposal.id: ["step-free", "tables"]}


async def test_a_revision_takes_away_what_is_no_longer_said(cast: Cast) -> None:
    await Membership.insert(Membership(person=cast.charlie.id, organisation=cast.soup.id))
    await revised(cast, hosts=["Jo", "Charlie"], organisations=[cast.soup.id, cast.sheds.id])

    await revised(cast, hosts=["Charlie"], organisations=[cast.sheds.id], needs=[], revision=2)

    assert await host_names(cast.idea) == ["Charlie"]
    assert len((await organisations_of([cast.idea.id]))[cast.idea.id]) == 1
    assert await needs_of([cast.idea.id]) == {cast.idea.id: []}


async def test_a_revision_of_an_older_text_is_stale_and_changes_nothing(cast: Cast) -> None:
    await revised(cast)

    with pytest.raises(Stale):
        await revised(cast, replace(WORDS, title="Tulips"), revision=1)

    assert words_of(await stored(cast.idea)) == WORDS


async def test_the_same_revision_sent_twice_is_not_stale(cast: Cast) -> None:
    await revised(cast)

    await revised(cast, revision=1)

    assert (await stored(cast.idea)).revision == 2


async def test_a_proposal_keeps_at_least_one_organisation_that_takes_part(cast: Cast) -> None:
    outsiders = await an_organisation(None, "Outsiders")

    for organisations in ([], [outsiders.id], [cast.sheds.id, outsiders.id]):
        with pytest.raises(Refused, match="at least one organisation"):
            await revised(cast, organisations=organisations)

    assert (await stored(cast.idea)).revision == 1


async def test_a_revision_brings_in_no_other_organisation_without_its_yes(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"^Only an organisation’s own people"):
        await revised(cast, organisations=[cast.sheds.id, cast.soup.id])

    assert len((await organisations_of([cast.idea.id]))[cast.idea.id]) == 1


async def test_a_revision_puts_out_no_other_organisation(cast: Cast) -> None:
    await host_together(cast)

    with pytest.raises(Refused, match=r"^Only an organisation’s own people"):
        await revised(cast, organisations=[cast.sheds.id])

    assert len((await organisations_of([cast.idea.id]))[cast.idea.id]) == 2


async def test_an_idea_waits_while_proposals_are_closed(cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)

    with pytest.raises(Refused, match=r"^Proposals are closed"):
        await revised(cast)


async def test_a_proposal_that_was_put_forward_can_be_revised_after_closing(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)

    await revised(cast, replace(WORDS, title="Tulips"), revision=2)

    assert (await stored(cast.idea)).title == "Tulips"


async def test_a_proposal_that_was_put_forward_may_not_lose_its_length_or_hosts(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)

    with pytest.raises(Refused, match=r"^Say how long it is\. Name at least one host"):
        await revised(cast, replace(WORDS, minutes=None), hosts=[], revision=2)


@pytest.mark.parametrize("state", ["withdrawn", "not-this-time"])
async def test_what_is_withdrawn_or_not_this_time_is_not_revised(cast: Cast, state: str) -> None:
    await Proposal.update({Proposal.state: state}).where(Proposal.id == cast.idea.id)

    with pytest.raises(Refused, match="cannot be changed now"):
        await revised(cast)


# --- hosts


async def test_one_name_in_one_organisation_is_one_host_however_it_is_spelt(cast: Cast) -> None:
    other = await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap seeds.", "")
    await revised(cast, hosts=["Élodie  B."])

    await revise_proposal(
        other, cast.charlie, WORDS, hosts=["élodie b."], organisations=[cast.sheds.id], needs=[], revision=1
    )

    assert await Host.count() == 1
    assert await host_names(cast.idea) == await host_names(other) == ["élodie b."]


async def test_a_host_named_twice_is_named_once(cast: Cast) -> None:
    await revised(cast, hosts=["Jo", "Charlie", "JO "])

    assert await host_names(cast.idea) == ["Jo", "Charlie"]


async def test_the_same_name_in_two_organisations_is_two_hosts(cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Soup", "We cook.", "")
    await revised(cast, hosts=["Jo"])

    await revise_proposal(other, cast.sam, WORDS, hosts=["Jo"], organisations=[cast.soup.id], needs=[], revision=1)

    assert sorted([str(host.organisation) for host in await Host.objects()]) == sorted([cast.sheds.id, cast.soup.id])


async def test_a_co_host_of_another_organisation_is_found_by_name(cast: Cast) -> None:
    other = await add_idea(cast.event, cast.sam, cast.soup, "Soup", "We cook.", "")
    await revise_proposal(other, cast.sam, WORDS, hosts=["Jo"], organisations=[cast.soup.id], needs=[], revision=1)

    await host_together(cast)

    await revised(cast, hosts=["Jo", "Ray"], organisations=[cast.sheds.id, cast.soup.id])

    jo, ray = (await hosts_of([cast.idea.id]))[cast.idea.id]
    assert (jo.organisation, ray.organisation) == (cast.soup.id, cast.sheds.id)
    assert await Host.count() == 2


# --- putting forward, withdrawing


async def test_a_whole_idea_is_put_forward_and_the_log_says_who_did_it(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)

    assert (await stored(cast.idea)).state == "submitted"
    entry = await LogEntry.objects().get(LogEntry.did == "put forward")
    assert entry
    assert (entry.who, entry.what, entry.event) == ("Charlie", "Roses", cast.event.id)


async def test_an_idea_in_three_fields_is_not_yet_put_forward(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"^Say how long it is\. Name at least one host"):
        await submit_proposal(cast.idea, cast.charlie)

    assert (await stored(cast.idea)).state == "idea"


async def test_a_drop_in_is_put_forward_without_a_host(cast: Cast) -> None:
    await submit_proposal(await revised(cast, replace(WORDS, kind="drop-in"), hosts=[]), cast.charlie)

    assert (await stored(cast.idea)).state == "submitted"


async def test_nothing_is_put_forward_while_proposals_are_closed(cast: Cast) -> None:
    await revised(cast)
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)

    with pytest.raises(Refused, match=r"^Proposals are closed"):
        await submit_proposal(cast.idea, cast.charlie)

    assert (await stored(cast.idea)).state == "idea"


async def test_putting_forward_twice_is_putting_forward_once(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)

    await submit_proposal(cast.idea, cast.charlie)

    assert await LogEntry.count().where(LogEntry.did == "put forward") == 1


async def test_what_was_withdrawn_comes_back_as_what_it_was(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)

    await withdraw_proposal(cast.idea, cast.charlie)
    withdrawn = await stored(cast.idea)
    await bring_back_proposal(cast.idea, cast.charlie)

    assert (withdrawn.state, (await stored(cast.idea)).state) == ("withdrawn", "submitted")


async def test_withdrawing_twice_still_brings_back_the_first_state(cast: Cast) -> None:
    await withdraw_proposal(cast.idea, cast.charlie)

    await withdraw_proposal(cast.idea, cast.charlie)
    await bring_back_proposal(cast.idea, cast.charlie)

    assert (await stored(cast.idea)).state == "idea"


@pytest.mark.parametrize("state", ["selected", "not-this-time"])
async def test_what_has_been_decided_on_is_not_withdrawn(cast: Cast, state: str) -> None:
    await revised(cast)
    await Proposal.update({Proposal.state: state}).where(Proposal.id == cast.idea.id)

    with pytest.raises(Refused, match="Talk to an organiser"):
        await withdraw_proposal(cast.idea, cast.charlie)

    assert (await stored(cast.idea)).state == state


# --- comments


async def test_comments_stand_in_their_order_with_who_wrote_them(cast: Cast) -> None:

    await add_comment(cast.idea, cast.sam, "We have stools.")
    await add_comment(cast.idea, cast.charlie, "Thank you.")
    await add_comment(cast.idea, cast.charlie, "Thank you.")

    said = [(comment.person.name, comment.body) for comment in await comments_of(cast.idea)]
    assert said == [("Sam", "We have stools."), ("Charlie", "Thank you.")]


async def test_a_comment_outlives_its_person_without_a_name(cast: Cast) -> None:
    await add_comment(cast.idea, cast.sam, "We have stools.")

    await cast.sam.remove()

    assert [(comment.person.name, comment.body) for comment in await comments_of(cast.idea)] == [
        (None, "We have stools.")
    ]


# --- what becomes of them


async def test_only_what_is_put_forward_is_decided_on(cast: Cast) -> None:
    submitted = await submit_proposal(await revised(cast), cast.charlie)
    idea = await add_idea(cast.event, cast.charlie, cast.sheds, "Seeds", "Swap seeds.", "")
    other = await add_idea(cast.event, cast.charlie, cast.sheds, "Bulbs", "Plant bulbs.", "")
    other = await revise_proposal(
        other, cast.charlie, WORDS, hosts=["Jo"], organisations=[cast.sheds.id], needs=[], revision=1
    )
    await submit_proposal(other, cast.charlie)

    changed = await decide_proposals(cast.event.id, [submitted.id, idea.id], [other.id], by=cast.charlie)

    assert changed == {submitted.id, other.id}
    assert [(await stored(one)).state for one in (submitted, idea, other)] == ["selected", "idea", "not-this-time"]


async def test_deciding_leaves_another_event_alone(cast: Cast) -> None:
    submitted = await submit_proposal(await revised(cast), cast.charlie)
    another = await an_event("another")

    changed = await decide_proposals(another.id, [submitted.id], [], by=cast.charlie)

    assert changed == set()
    assert (await stored(submitted)).state == "submitted"


async def test_a_schedule_s_proposal_is_selected_and_of_no_organisation(cast: Cast) -> None:
    proposal = await add_selected_proposal(cast.event.id, WORDS, ["Ana", "Bo"])

    assert words_of(await stored(proposal)) == WORDS
    assert ((await stored(proposal)).state, (await stored(proposal)).proposed_by) == ("selected", None)
    assert await host_names(proposal) == ["Ana", "Bo"]
    assert await organisations_of([proposal.id]) == {proposal.id: []}


async def test_a_schedule_s_hosts_are_the_same_in_all_its_proposals(
    cast: Cast, queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    with queries() as counted:
        one, two, three = await add_selected_proposals(
            cast.event.id, [(WORDS, ["Ana"]), (WORDS, ["ana", "Bo"]), (WORDS, ["Bo"])]
        )

    assert counted.count == 5
    assert [await host_names(one), await host_names(two), await host_names(three)] == [["Ana"], ["Ana", "Bo"], ["Bo"]]
    assert await Host.count() == 2


@pytest.mark.parametrize("many", [1, 3])
async def test_hosts_organisations_and_needs_of_many_are_one_query_each(
    cast: Cast, queries: Callable[[], AbstractContextManager[Any]], many: int
) -> None:
    ids = [(await add_selected_proposal(cast.event.id, WORDS, [f"Host {number}"])).id for number in range(many)]

    with queries() as counted:
        await hosts_of(ids)
        await organisations_of(ids)
        await needs_of(ids)

    assert counted.count == 3


async def test_an_organisation_that_left_the_event_is_no_longer_kept_by_a_revision(cast: Cast) -> None:
    await host_together(cast)
    await revised(cast, organisations=[cast.sheds.id, cast.soup.id])
    await Participation.delete().where(Participation.organisation == cast.soup.id)

    await revised(cast, replace(WORDS, title="Tulips"), organisations=[cast.sheds.id], revision=2)

    assert [one.name for one in (await organisations_of([cast.idea.id]))[cast.idea.id]] == ["Men’s Sheds"]


# --- two at once


async def test_of_two_who_revise_at_once_the_second_is_told(cast: Cast) -> None:
    outcomes = await asyncio.gather(
        *(revised(cast, replace(WORDS, title=f"Roses {number}")) for number in range(4)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Proposal", "Stale", "Stale", "Stale"]
    assert (await stored(cast.idea)).revision == 2


async def test_two_who_name_the_same_new_hosts_at_once_name_the_same_people(cast: Cast) -> None:
    ideas = [await add_idea(cast.event, cast.charlie, cast.sheds, f"Idea {number}", "", "") for number in range(4)]

    await asyncio.gather(
        *(
            revise_proposal(
                idea,
                cast.charlie,
                WORDS,
                hosts=["Jo", "Ana", "Bo"] if number % 2 else ["Bo", "Ana", "Jo"],
                organisations=[cast.sheds.id],
                needs=[],
                revision=1,
            )
            for number, idea in enumerate(ideas)
        )
    )

    assert sorted([host.name for host in await Host.objects()]) == ["Ana", "Bo", "Jo"]


async def test_an_idea_sent_several_times_at_once_is_added_once(cast: Cast) -> None:
    await asyncio.gather(*(add_idea(cast.event, cast.sam, cast.soup, "Soup", "We cook.", "") for _press in range(5)))

    assert await Proposal.count().where(Proposal.title == "Soup") == 1


async def test_what_is_withdrawn_while_it_is_decided_on_ends_in_one_state(cast: Cast) -> None:
    await submit_proposal(await revised(cast), cast.charlie)

    withdrawn, changed = await asyncio.gather(
        withdraw_proposal(cast.idea, cast.charlie),
        decide_proposals(cast.event.id, [cast.idea.id], [], by=cast.charlie),
        return_exceptions=True,
    )

    state = (await stored(cast.idea)).state
    assert (state, isinstance(withdrawn, Refused), changed) in [
        ("withdrawn", False, set()),
        ("selected", True, {cast.idea.id}),
    ]
