"""What was done in the timetable, by whom and when; and which state of it that makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from piccolo.query.functions import Count, Max, Sum

from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.timetable.tables import Session, TimetableChange


@dataclass(frozen=True)
class Change:
    """A deed in words. `is_mine`: the reader did it."""

    number: int
    made_at: datetime
    who: str
    did: str
    what: str
    is_mine: bool
    is_undone: bool


@dataclass(frozen=True)
class Ways:
    """What undo and redo would do for somebody, in words and by number: empty and 0 where there is nothing."""

    undo: str
    redo: str
    undo_number: int
    redo_number: int


async def changes_of(event: Event, reader: Person, *, after: int = 0, most: int, first: int = 0) -> list[Change]:
    """Deeds with a higher number than `after`, the latest first. One query."""
    rows = (
        await TimetableChange.objects(TimetableChange.person)
        .where((TimetableChange.event == event.id) & (TimetableChange.number > after))
        .order_by(TimetableChange.number, ascending=False)
        .limit(most)
        .offset(first)
    )
    return [_in_words(row, reader) for row in rows]


def _in_words(row: TimetableChange, reader: Person) -> Change:
    person = row.person if row.person and row.person.id else None
    return Change(
        number=row.number,
        made_at=row.made_at,
        who=person.name if person else _("somebody else"),
        did=_(row.did),
        what=row.what,
        is_mine=person is not None and person.id == reader.id,
        is_undone=row.undone_at is not None,
    )


async def ways_of(event: Event, person: Person) -> Ways:
    """What the person could undo and do again next, by name. Two queries."""
    mine = (TimetableChange.event == event.id) & (TimetableChange.person == person.id)
    done = TimetableChange.objects().where(mine & TimetableChange.undone_at.is_null())
    undone = TimetableChange.objects().where(mine & TimetableChange.undone_at.is_not_null())
    last = await done.order_by(TimetableChange.number, ascending=False).first()
    first = next_to_redo(await undone)
    return Ways(_named(last), _named(first), last.number if last else 0, first.number if first else 0)


def next_to_redo(undone: Sequence[TimetableChange]) -> TimetableChange | None:
    """Of what one person has undone, what comes back first: what went last."""
    waiting = [change for change in undone if not change.forgotten]
    return max(waiting, key=lambda change: (change.undone_at, -change.number), default=None)


def _named(change: TimetableChange | None) -> str:
    return "" if change is None else f"{_(change.did)} {change.what}"


async def version_of(event: Event) -> str:
    """A text that differs whenever somebody changed the timetable. Two queries."""
    [all_] = await TimetableChange.select(Max(TimetableChange.number, alias="last")).where(
        TimetableChange.event == event.id
    )
    [undone] = await TimetableChange.select(Count(alias="many"), Sum(TimetableChange.number, alias="numbers")).where(
        (TimetableChange.event == event.id) & TimetableChange.undone_at.is_not_null()
    )
    sessions = await Session.count().where(Session.event == event.id)
    return f"{all_['last'] or 0}-{undone['many']}-{undone['numbers'] or 0}-{sessions}"
