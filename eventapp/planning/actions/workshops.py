"""Writing down what workshops talked about."""

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.planning.tables import PlanningWorkshop
from eventapp.texts import _, marked


class WorkshopWords(TypedDict):
    """What is written of a workshop, by the names of its columns."""

    title: str
    held_on: date
    place: str
    who_came: str
    notes: str
    agenda: NotRequired[str]
    decisions: NotRequired[str]
    agreed: NotRequired[str]


async def add_workshop(event: Event, by: Person | None, **words: Unpack[WorkshopWords]) -> PlanningWorkshop:
    """A planning workshop that was held or is to be held."""
    now = clock.now()
    workshop = PlanningWorkshop(
        event=event.id, written_by=by.id if by else None, created_at=now, changed_at=now, **words
    )
    async with db.transaction():
        await PlanningWorkshop.insert(workshop)
        await note(marked("added the workshop"), words["title"], event.id, by)
    return workshop


async def change_workshop(
    workshop: PlanningWorkshop, by: Person | None, *, as_of: datetime, **words: Unpack[WorkshopWords]
) -> None:
    """Changes what is written of a workshop. `as_of` is the `changed_at` that the writer began from.

    Raises `Refused` when somebody else has changed it since: what they wrote would be lost.
    """
    async with db.transaction():
        current = await db.locked(PlanningWorkshop.objects().where(PlanningWorkshop.id == workshop.id)).first()
        if current is None or current.changed_at != as_of:
            raise Refused(
                _("Somebody else changed this while you were writing. Theirs is below. Add what you want to keep.")
            )
        await PlanningWorkshop.update(changed_at=clock.now(), **words).where(PlanningWorkshop.id == workshop.id)
        await note(marked("changed the workshop"), words["title"], current.event, by)
