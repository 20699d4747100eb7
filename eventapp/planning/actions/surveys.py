"""Bringing in what people said in surveys. Numbers under 5 are not kept."""

from collections.abc import Sequence
from datetime import date

from eventapp import clock, db
from eventapp.errors import Refused
from eventapp.event.deeds import note
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.planning.disclosure import FEW
from eventapp.planning.survey import SurveyRow, safe
from eventapp.planning.tables import Survey, SurveyTheme
from eventapp.texts import _, marked


async def add_survey(
    event: Event,
    by: Person | None,
    *,
    title: str,
    asked_on: date,
    answered: int | None = None,
    rows: Sequence[SurveyRow] = (),
) -> Survey:
    """A survey with its results, all or nothing. `answered` is how many people answered, None if that is not known.

    Raises `Refused` for a second one of that title, and for two lines alike.
    """
    survey = Survey(
        event=event.id,
        title=title,
        asked_on=asked_on,
        answered=_kept(answered),
        added_by=by.id if by else None,
        created_at=clock.now(),
    )
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Survey.insert(survey)
        except db.Broken:
            raise Refused(_("There is a survey of this name already. Give it another name.")) from None
        await note(marked("added the survey"), title, event.id, by)
        await add_survey_rows(event, by, rows, survey=survey)
    return survey


async def change_survey(survey: Survey, by: Person | None, *, title: str, asked_on: date, answered: int | None) -> None:
    """Names a survey anew, or mends its day or how many answered. Raises `Refused` for a title that another has."""
    async with db.transaction():
        try:
            async with db.broken_rule():
                await Survey.update(title=title, asked_on=asked_on, answered=_kept(answered)).where(
                    Survey.id == survey.id
                )
        except db.Broken:
            raise Refused(_("There is a survey of this name already. Give it another name.")) from None
        await note(marked("changed the survey"), title, survey.event, by)


async def remove_survey(survey: Survey, by: Person | None) -> None:
    """Takes a survey away with all its lines. Ideas that came from it stay."""
    async with db.transaction():
        await Survey.delete().where(Survey.id == survey.id)
        await note(marked("removed the survey"), survey.title, survey.event, by)


async def add_survey_theme(
    event: Event,
    by: Person | None,
    *,
    theme: str,
    answer_group: str,
    people: int,
    quotes: str,
    quotes_allowed: bool,
    survey: Survey | None = None,
) -> SurveyTheme:
    """One line of survey results. Quotes that are not allowed are not kept. Raises `Refused` for a second one alike."""
    row = SurveyRow(theme, answer_group, people, quotes, quotes_allowed)
    return (await add_survey_rows(event, by, [row], survey=survey))[0]


async def add_survey_rows(
    event: Event, by: Person | None, rows: Sequence[SurveyRow], *, survey: Survey | None = None
) -> list[SurveyTheme]:
    """Lines of survey results, all or none. Raises `Refused` when one of them is there already."""
    now = clock.now()
    themes = [
        SurveyTheme(
            event=event.id,
            survey=survey.id if survey else None,
            question=row.question,
            theme=row.theme,
            answer_group=row.answer_group,
            people=row.people if row.people >= FEW else 0,
            at_least=row.at_least,
            quotes=row.quotes if row.quotes_allowed else "",
            quotes_allowed=row.quotes_allowed,
            created_at=now,
        )
        for row in safe(rows)
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
        await note(marked("added survey results:"), what, event.id, by)
    return themes


async def remove_survey_theme(theme: SurveyTheme, by: Person | None) -> None:
    """Takes a line of survey results away. Ideas that came from it stay."""
    async with db.transaction():
        await SurveyTheme.delete().where(SurveyTheme.id == theme.id)
        await note(marked("removed survey results:"), theme.theme, theme.event, by)


def _kept(answered: int | None) -> int | None:
    return answered if answered is None or answered >= FEW else 0
