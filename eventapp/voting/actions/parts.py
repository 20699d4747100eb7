"""What several deeds have in common: a round held still, and changed with a line in the log."""

from typing import Any

from piccolo.columns import Column

from eventapp import db
from eventapp.errors import Refused
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.texts import _
from eventapp.voting.tables import Candidate, Round


async def locked_round(round_: Round) -> Round:
    found: Round | None = await db.locked(Round.objects().where(Round.id == round_.id)).first()
    if found is None:
        raise Refused(_("This vote is no longer here."))
    return found


async def change_facts(round_: Round, did: str, by: Person | None, **facts: Any) -> Round:
    values: dict[Column | str, Any] = dict(facts.items())
    await Round.update(values).where(Round.id == round_.id)
    who, person = (by.name, by.id) if by else ("eventapp", None)
    await record(did, round_.title, who=who, person=person, event=round_.event)
    for name, value in facts.items():
        setattr(round_, name, value)
    return round_


async def candidate_ids(round_: Round) -> set[str]:
    return {str(row["id"]) for row in await Candidate.select(Candidate.id).where(Candidate.round == round_.id)}
