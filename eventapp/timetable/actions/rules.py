"""What holds for every session."""

from dataclasses import asdict

from eventapp import db
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.texts import _, marked
from eventapp.timetable.actions.changing import held, remember
from eventapp.timetable.actions.storing import store_rules
from eventapp.timetable.decided import RULES
from eventapp.timetable.planned import Rules


async def change_rules(event: Event, by: Person | None, rules: Rules) -> None:
    """Sets the rules of the timetable, as a deed that can be undone.

    It moves nothing: what they say of sessions is in the list of problems.
    """
    async with db.transaction():
        now = await held(event.id)
        if rules == now.timetable.rules:
            return
        await store_rules(event.id, rules)
        did, what = marked("changed"), _("the rules of the timetable")
        await remember(event.id, by, did, what, {RULES: asdict(now.timetable.rules)}, {RULES: asdict(rules)})
        await note(did, what, event.id, by)
