"""What holds for every session."""

from dataclasses import asdict

from eventapp import db
from eventapp.event.deeds import hold, note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import marked
from eventapp.timetable.planned import Rules
from eventapp.timetable.tables import TimetableRules


async def change_rules(event: Event, by: Person | None, rules: Rules) -> None:
    """Sets the rules of the timetable. It moves nothing: what they say of sessions is in the list of problems."""
    async with db.transaction():
        await hold(event)
        await TimetableRules.delete().where(TimetableRules.event == event.id)
        await TimetableRules.insert(TimetableRules(event=event.id, **asdict(rules)))
        await note(marked("changed the rules of the timetable"), event.name, event.id, by)
