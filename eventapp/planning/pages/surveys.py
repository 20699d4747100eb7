"""All surveys, what people told us in other ways, and adding themes to either."""

from collections.abc import Sequence
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from piccolo.query.functions import Count

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import offered
from eventapp.planning.actions import add_survey_rows, add_survey_theme, remove_survey_theme
from eventapp.planning.forms import SurveyRowsForm, ThemeForm
from eventapp.planning.pages.shared import answered_words, problem_sentences, results_of, text_of, themes_of
from eventapp.planning.survey import Problem, read_rows
from eventapp.planning.tables import Survey, SurveyTheme
from eventapp.texts import _, ngettext
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, say


@get("/{slug:str}/survey")
async def show_surveys(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await _surveys_page(request, event)


@post("/{slug:str}/survey")
async def create_theme(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    surveys = await _surveys(event)
    form = _theme_form(surveys, await posted(request))
    if form.validate():
        survey = _chosen(surveys, form.survey.data)
        try:
            await add_survey_theme(
                event,
                person,
                theme=form.theme.data or "",
                answer_group=form.answer_group.data or "",
                people=form.people.data or 0,
                quotes=form.quotes.data or "",
                quotes_allowed=form.quotes_allowed.data,
                survey=survey,
            )
        except Refused as refusal:
            form.theme.errors = [str(refusal)]
        else:
            return say(go(_address(slug, survey)), _("The theme is added."))
    return await _surveys_page(request, event, theme_form=form)


@post("/{slug:str}/survey/lines")
async def create_themes(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    surveys = await _surveys(event)
    form = _rows_form(surveys, await posted(request))
    # What the file holds is shown in place of the pasted text from then on.
    form.rows.data = await text_of(form.rows, form.file)
    if not form.validate():
        return await _surveys_page(request, event, rows_form=form)
    survey = _chosen(surveys, form.of_survey.data)
    stored = await themes_of(event, survey)
    rows, problems = read_rows(form.rows.data, {_key(row) for row in stored if not row.question})
    if not problems:
        try:
            await add_survey_rows(event, person, rows, survey=survey)
        except Refused as refusal:
            problems = [Problem(1, str(refusal))]
        else:
            added = ngettext("%(count)s theme is added.", "%(count)s themes are added.", len(rows))
            return say(go(_address(slug, survey)), added % {"count": len(rows)})
    form.form_errors += problem_sentences(problems)
    form.rows.errors = [_("Nothing is added yet. Mend the lines that are named above, then add them again.")]
    return await _surveys_page(request, event, rows_form=form)


def _key(row: SurveyTheme) -> tuple[str, str]:
    return row.theme.casefold(), row.answer_group.casefold()


def _address(slug: str, survey: Survey | None) -> str:
    return f"/{slug}/survey/{survey.id}" if survey else f"/{slug}/survey"


async def _surveys(event: Event) -> list[Survey]:
    return await (
        Survey.objects()
        .where(Survey.event == event.id)
        .order_by(Survey.asked_on, ascending=False)
        .order_by(Survey.title)
    )


def _chosen(surveys: Sequence[Survey], survey_id: str) -> Survey | None:
    return next((survey for survey in surveys if survey.id == survey_id), None)


def _theme_form(surveys: Sequence[Survey], typed: Any = None) -> ThemeForm:
    form = ThemeForm(typed)
    form.survey.choices = _choices(surveys)
    return form


def _rows_form(surveys: Sequence[Survey], typed: Any = None) -> SurveyRowsForm:
    form = SurveyRowsForm(typed)
    form.of_survey.choices = _choices(surveys)
    return form


def _choices(surveys: Sequence[Survey]) -> list[Any]:
    return offered({"": _("None: they told us in another way"), **{survey.id: survey.title for survey in surveys}})


async def _surveys_page(
    request: Asked, event: Event, *, theme_form: ThemeForm | None = None, rows_form: SurveyRowsForm | None = None
) -> Answer:
    surveys = await _surveys(event)
    counts = await (
        SurveyTheme.select(SurveyTheme.survey, Count())
        .where((SurveyTheme.event == event.id) & SurveyTheme.survey.is_not_null())
        .group_by(SurveyTheme.survey)
    )
    how_many = {row["survey"]: row["count"] for row in counts}
    wrong = theme_form or rows_form
    return await page(
        request,
        "planning/surveys.html",
        status=422 if wrong else 200,
        event=event,
        surveys=[(survey, how_many.get(survey.id, 0), answered_words(survey)) for survey in surveys],
        results=await results_of(await themes_of(event, None)),
        theme_form=theme_form or _theme_form(surveys),
        rows_form=rows_form or _rows_form(surveys),
        wrong=wrong,
    )


@post("/{slug:str}/survey/{theme_id:str}/removal")
async def delete_theme(request: Asked, slug: FromPath[str], theme_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    theme = await SurveyTheme.objects().where((SurveyTheme.id == theme_id) & (SurveyTheme.event == event.id)).first()
    if theme is None:
        raise NotFoundException
    await remove_survey_theme(theme, person)
    back = f"/{slug}/survey/{theme.survey}" if theme.survey else f"/{slug}/survey"
    return say(go(back), _("“%(theme)s” is removed.") % {"theme": theme.theme})


handlers = [show_surveys, create_theme, create_themes, delete_theme]
