import asyncio
from dataclasses import replace

import pytest

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.notices.tables import Notice
from eventapp.people.tables import Person
from eventapp.proposals import wording
from eventapp.proposals.actions import (
    Stale,
    accept_suggestion,
    decline_suggestion,
    revise_proposal,
    suggest_words,
    take_back_suggestion,
)
from eventapp.proposals.reading import words_of
from eventapp.proposals.tables import Proposal, Suggestion
from eventapp.proposals.words import ProposalWords
from tests.cast import an_organiser
from tests.proposals.conftest import Cast

pytestmark = pytest.mark.anyio

BETTER: dict[str, str | int | None] = {
    "title": "Roses for all",
    "what_happens": "Pruning.",
    "minutes": 45,
    "content_notes": "",
    "access_notes": "",
}


async def suggested(cast: Cast, **changes: str | int | None) -> Suggestion:
    return await suggest_words(cast.idea, cast.sam, BETTER | changes, "It is for all.", revision=1)


async def words(cast: Cast) -> ProposalWords:
    proposal = await Proposal.objects().get(Proposal.id == cast.idea.id)
    assert proposal
    return words_of(proposal)


async def state(suggestion: Suggestion) -> str:
    found = await Suggestion.objects().get(Suggestion.id == suggestion.id)
    assert found
    return found.state


async def told() -> list[tuple[str, str]]:
    rows = await Notice.objects().order_by(Notice.created_at)
    return [(notice.email, notice.body.split("\n\n")[1].strip()) for notice in rows]


async def test_a_suggestion_changes_nothing_and_keeps_only_what_differs(cast: Cast) -> None:
    before = await words(cast)

    suggestion = await suggested(cast)

    assert await words(cast) == before
    assert wording.suggested(suggestion) == {"title": "Roses for all", "minutes": 45}
    assert (suggestion.reason, suggestion.revision) == ("It is for all.", 1)


async def test_what_is_accepted_is_what_the_proposal_says(cast: Cast) -> None:
    suggestion = await suggested(cast)

    await accept_suggestion(suggestion, cast.charlie, revision=1)
    await accept_suggestion(suggestion, cast.charlie, revision=1)

    assert await words(cast) == replace(words_of(cast.idea), title="Roses for all", minutes=45)
    assert await state(suggestion) == "accepted"
    proposal = await Proposal.objects().get(Proposal.id == cast.idea.id)
    assert proposal
    assert proposal.revision == 2


async def test_what_is_accepted_with_changes_says_the_changes(cast: Cast) -> None:
    suggestion = await suggested(cast)

    await accept_suggestion(suggestion, cast.charlie, revision=1, otherwise={"title": "Roses for us", "minutes": 45})

    assert (await words(cast)).title == "Roses for us"
    assert await state(suggestion) == "accepted-changed"


async def test_an_answer_changes_no_word_that_nobody_suggested_to_change(cast: Cast) -> None:
    suggestion = await suggested(cast, minutes=None)

    await accept_suggestion(suggestion, cast.charlie, revision=1, otherwise={"contact": "mine", "minutes": 5})

    assert await words(cast) == replace(words_of(cast.idea), title="Roses for all")


async def test_what_is_declined_stays_as_it_was(cast: Cast) -> None:
    suggestion = await suggested(cast)

    await decline_suggestion(suggestion, cast.charlie)

    assert (await words(cast), await state(suggestion)) == (words_of(cast.idea), "declined")


async def test_each_side_is_told_of_the_other(cast: Cast) -> None:
    yes, no = await suggested(cast), await suggested(cast, title="Tulips")
    await accept_suggestion(yes, cast.charlie, revision=1)
    await decline_suggestion(no, cast.charlie)

    said = await told()

    assert [email for email, _body in said] == ["charlie@example.org"] * 2 + ["sam@example.org"] * 2
    assert said[0][1].startswith("Sam suggests other words for “Roses”.")
    assert said[2][1].startswith("The words that you suggested for “Roses for all” are used.")
    assert said[3][1].startswith("The words of “Roses for all” stay as they are.")


async def test_the_same_suggestion_twice_is_one(cast: Cast) -> None:
    first, second = await suggested(cast), await suggested(cast)

    assert first.id == second.id
    assert (await Suggestion.count(), len(await told())) == (1, 1)


async def test_a_suggestion_in_which_nothing_differs_is_none(cast: Cast) -> None:
    with pytest.raises(Refused, match="Change something first"):
        await suggested(cast, title="Roses", minutes=None)


async def test_an_organiser_suggests_like_everybody_else(cast: Cast) -> None:
    organiser = await an_organiser(cast.event)

    await suggest_words(cast.idea, organiser, BETTER, "Shorter.", revision=1)

    assert (await words(cast)).title == "Roses"


async def test_words_that_were_changed_meanwhile_are_looked_at_again(cast: Cast) -> None:
    suggestion = await suggested(cast)
    other = replace(words_of(cast.idea), access_notes="Stools.")
    await revise_proposal(cast.idea, cast.charlie, other, hosts=[], organisations=[cast.sheds.id], needs=[], revision=1)

    with pytest.raises(Stale):
        await accept_suggestion(suggestion, cast.charlie, revision=1)
    await accept_suggestion(suggestion, cast.charlie, revision=2)

    assert await words(cast) == replace(other, title="Roses for all", minutes=45)


@pytest.mark.parametrize("now", ["withdrawn", "not-this-time"])
async def test_what_is_withdrawn_or_not_this_time_is_not_suggested_for(cast: Cast, now: str) -> None:
    suggestion = await suggested(cast)
    await Proposal.update({Proposal.state: now}).where(Proposal.id == cast.idea.id)

    with pytest.raises(Refused, match="cannot be changed now"):
        await suggested(cast, title="Tulips")
    with pytest.raises(Refused, match="cannot be changed now"):
        await accept_suggestion(suggestion, cast.charlie, revision=1)


async def test_an_idea_s_words_wait_while_proposals_are_closed(cast: Cast) -> None:
    await Event.update({Event.proposals_open: False}).where(Event.id == cast.event.id)

    with pytest.raises(Refused, match=r"^Proposals are closed"):
        await suggested(cast)


async def test_what_is_taken_back_cannot_be_answered(cast: Cast) -> None:
    suggestion = await suggested(cast)
    await take_back_suggestion(suggestion, cast.sam)

    with pytest.raises(Refused, match="answered already"):
        await accept_suggestion(suggestion, cast.charlie, revision=1)

    assert await state(suggestion) == "taken-back"


async def test_a_yes_and_a_no_at_once_are_one_answer(cast: Cast) -> None:
    suggestion = await suggested(cast)

    await asyncio.gather(
        accept_suggestion(suggestion, cast.charlie, revision=1),
        decline_suggestion(suggestion, cast.charlie),
        return_exceptions=True,
    )

    assert (await state(suggestion), (await words(cast)).title) in [
        ("accepted", "Roses for all"),
        ("declined", "Roses"),
    ]


async def test_a_suggestion_outlives_who_made_it(cast: Cast) -> None:
    suggestion = await suggested(cast)
    await Person.delete().where(Person.id == cast.sam.id)

    await accept_suggestion(suggestion, cast.charlie, revision=1)

    assert (await words(cast)).title == "Roses for all"
