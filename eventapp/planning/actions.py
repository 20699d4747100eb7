"""What partners write down from workshops and surveys. `by` is None for the command line."""

from collections.abc import Sequence
from datetime import date, datetime

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.log.actions import record
from eventapp.people.tables import Person
from eventapp.planning.survey import SurveyRow
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.texts import _, marked


async def add_workshop(
    event: Event, by: Person | None, *, title: str, held_on: date, place: str, who_came: str, notes: str
) -> PlanningWorkshop:
    """A planning workshop that was held or is to be held."""
    now = clock.now()
    workshop = PlanningWorkshop(
        event=event.id,
        title=title,
        held_on=held_on,
        place=place,
        who_came=who_came,
        notes=notes,
        written_by=by.id if by else None,
        created_at=now,
        changed_at=now,
    )
    async with db.transaction():
        await PlanningWorkshop.insert(workshop)
        await _record(marked("added the workshop"), title, event.id, by)
    return workshop


async def change_workshop(
    workshop: PlanningWorkshop,
    by: Person | None,
    *,
    as_of: datetime,
    title: str,
    held_on: date,
    place: str,
    who_came: str,
    notes: str,
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
        await PlanningWorkshop.update(
            title=title, held_on=held_on, place=place, who_came=who_came, notes=notes, changed_at=clock.now()
        ).where(PlanningWorkshop.id == workshop.id)
        await _record(marked("changed the workshop"), title, current.event, by)


async def add_survey_theme(
    event: Event,
    by: Person | None,
    *,
    theme: str,
    answer_group: str,
    people: int,
    quotes: str,
    quotes_allowed: bool,
) -> SurveyTheme:
    """One line of survey results. Quotes that are not allowed are not kept. Raises `Refused` for a second one alike."""
    row = SurveyRow(theme, answer_group, people, quotes, quotes_allowed)
    return (await add_survey_rows(event, by, [row]))[0]


async def add_survey_rows(event: Event, by: Person | None, rows: Sequence[SurveyRow]) -> list[SurveyTheme]:
    """Lines of survey results, all or none. Raises `Refused` when one of them is there already."""
    now = clock.now()
    themes = [
        SurveyTheme(
            event=event.id,
            theme=row.theme,
            answer_group=row.answer_group,
            people=row.people,
            quotes=row.quotes if row.quotes_allowed else "",
            quotes_allowed=row.quotes_allowed,
            created_at=now,
        )
        for row in rows
    ]
    if not themes:
        return []
    what = rows[0].theme if len(rows) == 1 else _("%d themes") % len(rows)
    async with db.transaction():
        try:
            async with db.broken_rule():
                await SurveyTheme.insert(*themes)
        except db.Broken:
            raise Refused(_("A theme is there already for the same group. Nothing was added.")) from None
        await _record(marked("added survey results:"), what, event.id, by)
    return themes


async def remove_survey_theme(theme: SurveyTheme, by: Person | None) -> None:
    """Takes a line of survey results away. Ideas that came from it stay."""
    async with db.transaction():
        await SurveyTheme.delete().where(SurveyTheme.id == theme.id)
        await _record(marked("removed survey results:"), theme.theme, theme.event, by)


async def _record(did: str, what: str, event: str, by: Person | None) -> None:
    await record(did, what, who=by.name if by else _("the command line"), person=by.id if by else None, event=event)
