"""What waits for an answer, and is answered once: hosting together, and other words."""

from typing import TypeVar

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.people.tables import Person
from eventapp.proposals.tables import CoHosting, Suggestion
from eventapp.texts import _

Waiting = TypeVar("Waiting", CoHosting, Suggestion)


async def held(waiting: Waiting, gone: str) -> Waiting:
    """The same as it is now, held until the transaction ends. Raises `Refused` with these words when it is gone."""
    table = type(waiting)
    found: Waiting | None = await db.locked(table.objects().where(table.id == waiting.id).first())
    if found is None:
        raise Refused(gone)
    return found


def check_waits(waiting: CoHosting | Suggestion) -> None:
    if waiting.state != "waiting":
        raise Refused(_("This has been answered already."))


async def answer(waiting: CoHosting | Suggestion, state: str, by: Person) -> None:
    """Stores what was answered, and by whom."""
    waiting.state, waiting.answered_by, waiting.answered_at = state, by.id, clock.now()
    table = type(waiting)
    await waiting.save([table.state, table.answered_by, table.answered_at])


async def still_here(person_id: str | None) -> list[Person]:
    """This person, unless they have left."""
    return await Person.objects().where(Person.id == person_id) if person_id else []
