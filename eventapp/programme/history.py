"""What each edition changed, the latest first: for those who follow changes."""

from dataclasses import dataclass
from datetime import datetime

from eventapp.programme.changes import Change, changes
from eventapp.programme.published import content_of
from eventapp.programme.tables import Edition

# A feed of changes is read often: it tells of as many editions.
_EDITIONS = 20


@dataclass(frozen=True)
class EditionChanges:
    """An edition with what it changed. `sessions` is how many it holds, breaks and cancelled ones aside."""

    number: int
    published_at: datetime
    sessions: int
    changes: tuple[Change, ...]


# An edition never changes, and neither does what it changed. By its id.
_known: dict[str, EditionChanges] = {}


async def history(event_id: str) -> list[EditionChanges]:
    """The latest editions of the event. One query for those that were asked for before, two for each other."""
    rows = await (
        Edition.select(Edition.id, Edition.number)
        .where(Edition.event == event_id)
        .order_by(Edition.number, ascending=False)
        .limit(_EDITIONS)
    )
    found = [_known.get(row["id"]) or await _changes_of(event_id, row["id"], row["number"]) for row in rows]
    _known.update({row["id"]: each for row, each in zip(rows, found, strict=True)})
    return found


async def _changes_of(event_id: str, edition_id: str, number: int) -> EditionChanges:
    both = await Edition.objects().where((Edition.event == event_id) & Edition.number.is_in([number, number - 1]))
    contents = {edition.id: content_of(edition) for edition in both}
    [edition] = [edition for edition in both if edition.id == edition_id]
    before = next((contents[other.id] for other in both if other.id != edition_id), None)
    content = contents[edition_id]
    return EditionChanges(
        number=number,
        published_at=edition.published_at,
        sessions=sum(not session.is_break for session in content.running),
        changes=tuple(changes(before, content)) if before else (),
    )
