"""What somebody has typed and not sent yet: kept for weeks, for them only."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from eventapp import clock, db
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.proposals.tables import Draft, Proposal

DRAFTS_KEPT = timedelta(days=60)


async def keep_draft(event: Event, person: Person, proposal: Proposal | None, typed: Sequence[tuple[str, str]]) -> None:
    """Keeps what this person has typed about the proposal, or about a new idea, in place of what was kept before.

    `typed` are names of fields with their texts. Where all are empty, nothing is kept.
    """
    async with db.transaction():
        # One after the other, so that two windows that keep at once leave one draft.
        await db.locked(Person.objects().where(Person.id == person.id).first())
        await drop_draft(event.id, person, proposal)
        if any(text.strip() for _name, text in typed):
            await Draft.insert(
                Draft(
                    person=person.id,
                    event=event.id,
                    proposal=proposal.id if proposal else None,
                    typed=msgspec.json.encode(list(typed)).decode(),
                    kept_at=clock.now(),
                )
            )


async def drop_draft(event_id: str, person: Person, proposal: Proposal | None) -> None:
    """Deletes this person's draft about the proposal, or about a new idea. Doing it twice does it once."""
    await Draft.delete().where(_its(event_id, person, proposal))


async def draft_of(event: Event, person: Person, proposal: Proposal | None) -> Draft | None:
    """What this person has kept about the proposal, or about a new idea."""
    found: Draft | None = await Draft.objects().where(_its(event.id, person, proposal)).first()
    return found


def typed_in(draft: Draft) -> dict[str, list[str]]:
    """The texts of a draft, by the names of their fields."""
    found: dict[str, list[str]] = {}
    for name, text in msgspec.json.decode(draft.typed, type=list[tuple[str, str]]):
        found.setdefault(name, []).append(text)
    return found


async def forget_old_drafts() -> None:
    """Deletes the drafts that were last kept 60 days ago or earlier."""
    await Draft.delete().where(Draft.kept_at <= clock.now() - DRAFTS_KEPT)


def _its(event_id: str, person: Person, proposal: Proposal | None) -> Any:
    about = Draft.proposal.is_null() if proposal is None else Draft.proposal == proposal.id
    return (Draft.event == event_id) & (Draft.person == person.id) & about
