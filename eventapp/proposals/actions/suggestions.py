"""Other words for a proposal, which its own people accept or not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.people.tables import Person
from eventapp.proposals.actions.answering import answer, check_waits, held, still_here
from eventapp.proposals.actions.parts import Stale, change_proposal, check_may_be_revised, locked_proposal
from eventapp.proposals.reading import words_of
from eventapp.proposals.tables import Proposal, Suggestion
from eventapp.proposals.telling import people_of_proposal, tell
from eventapp.proposals.wording import changes, suggested
from eventapp.texts import _, marked


async def suggest_words(
    proposal: Proposal, by: Person, typed: Mapping[str, str | int | None], reason: str, *, revision: int
) -> Suggestion:
    """Suggests that the proposal says this (by the names of `SUGGESTED`) instead. Its people are told.

    `revision` is the one that the writer saw. The same suggestion twice is one. Raises `Refused` when nothing differs
    or the words cannot be changed now.
    """
    async with db.transaction():
        now = await locked_proposal(proposal.id)
        await check_may_be_revised(now)
        wanted: dict[str, Any] = changes(words_of(now), typed)
        if not wanted:
            raise Refused(_("These are the words as they are. Change something first."))
        mine = (Suggestion.proposal == now.id) & (Suggestion.suggested_by == by.id) & (Suggestion.state == "waiting")
        for earlier in await Suggestion.objects().where(mine):
            if suggested(earlier) == wanted:
                return earlier
        suggestion = Suggestion(
            proposal=now.id,
            revision=min(max(revision, 1), now.revision),
            reason=reason,
            suggested_by=by.id,
            suggested_at=clock.now(),
            **wanted,
        )
        await Suggestion.insert(suggestion)
        await note(marked("suggested other words for"), now.title, now.event, by)
        told = [person for person in await people_of_proposal(now) if person.id != by.id]
        await tell(now, told, "suggested", by=by, words=reason, about=f"suggestion {suggestion.id}")
    return suggestion


async def accept_suggestion(
    suggestion: Suggestion, by: Person, *, revision: int, otherwise: Mapping[str, str | int] | None = None
) -> Suggestion:
    """The proposal says what was suggested; with `otherwise`, that instead. Who suggested it is told.

    `revision` is the one that `by` saw. Raises `Stale` when somebody has changed the proposal since, and `Refused`
    when it has been answered or cannot be changed now. Accepting twice accepts once.
    """
    async with db.transaction():
        proposal = await locked_proposal(str(suggestion.proposal))
        now = await held(suggestion, _("This suggestion is no longer here."))
        if now.state in ("accepted", "accepted-changed"):
            return now
        check_waits(now)
        await check_may_be_revised(proposal)
        if proposal.revision != revision:
            raise Stale(_("Somebody changed the words while you were reading. Look at them again."))
        wanted: dict[str, Any] = suggested(now)
        used = wanted | {name: value for name, value in (otherwise or {}).items() if name in wanted}
        # Replaced as a whole, so that only its words can change.
        words = replace(words_of(proposal), **used)
        await change_proposal(proposal, **{name: getattr(words, name) for name in used}, revision=proposal.revision + 1)
        await answer(now, "accepted" if used == wanted else "accepted-changed", by)
        await note(marked("accepted other words for"), proposal.title, proposal.event, by)
        what = "suggestion accepted" if used == wanted else "suggestion accepted with changes"
        await tell(proposal, await still_here(now.suggested_by), what, about=f"suggestion {now.id} answered")
    return now


async def decline_suggestion(suggestion: Suggestion, by: Person) -> Suggestion:
    """The words stay as they are, without a reason. Who suggested others is told. Raises `Refused`."""
    async with db.transaction():
        proposal = await locked_proposal(str(suggestion.proposal))
        now = await held(suggestion, _("This suggestion is no longer here."))
        if now.state == "declined":
            return now
        check_waits(now)
        await answer(now, "declined", by)
        await note(marked("kept the words of"), proposal.title, proposal.event, by)
        told = await still_here(now.suggested_by)
        await tell(proposal, told, "suggestion declined", about=f"suggestion {now.id} answered")
    return now


async def take_back_suggestion(suggestion: Suggestion, by: Person) -> Suggestion:
    """Who suggested it does so no longer. Raises `Refused` once it has been answered."""
    async with db.transaction():
        proposal = await locked_proposal(str(suggestion.proposal))
        now = await held(suggestion, _("This suggestion is no longer here."))
        if now.state == "taken-back":
            return now
        check_waits(now)
        await answer(now, "taken-back", by)
        await note(marked("took back other words for"), proposal.title, proposal.event, by)
    return now
