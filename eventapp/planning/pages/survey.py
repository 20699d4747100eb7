"""What people told us: surveys with their results, and what became of each theme."""

from collections.abc import Sequence
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from piccolo.query.functions import Count

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import offered
from eventapp.planning.actions import (
    add_survey,
    add_survey_rows,
    add_survey_theme,
    change_survey,
    remove_survey,
    remove_survey_theme,
)
from eventapp.planning.disclosure import FEW
from eventapp.planning.forms import SurveyForm, SurveyRowsForm, ThemeForm
from eventapp.planning.pages.shared import ideas_by_theme, survey_or_404, text_of
from eventapp.planning.survey import Problem, count_words, in_order, read_rows
from eventapp.planning.tables import Survey, SurveyTheme
from eventapp.texts import _, ngettext
from eventapp.web import (
    Answer,
    Asked,
    event_or_404,
    go,
    organiser_or_404,
    page,
    partner_or_404,
    posted,
    say,
)

# All surveys, and what was said in other ways


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
    stored = await _themes(event, survey)
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


def problem_sentences(problems: Sequence[Problem]) -> list[str]:
    """What is wrong in each line, in words; the first of very many."""
    shown = [_("Line %(line)s: %(words)s") % {"line": each.line, "words": each.words} for each in problems[:50]]
    if len(problems) > len(shown):
        shown.append(_("And %d more lines.") % (len(problems) - len(shown)))
    return shown


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


async def _themes(event: Event, survey: Survey | None) -> list[SurveyTheme]:
    of_it = SurveyTheme.survey == survey.id if survey else SurveyTheme.survey.is_null()
    return await SurveyTheme.objects().where((SurveyTheme.event == event.id) & of_it)


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
    themes_of = {row["survey"]: row["count"] for row in counts}
    wrong = theme_form or rows_form
    return await page(
        request,
        "planning/surveys.html",
        status=422 if wrong else 200,
        event=event,
        surveys=[(survey, themes_of.get(survey.id, 0), _answered(survey)) for survey in surveys],
        results=await _results(await _themes(event, None)),
        theme_form=theme_form or _theme_form(surveys),
        rows_form=rows_form or _rows_form(surveys),
        wrong=wrong,
    )


# One survey


@get("/{slug:str}/survey/new")
async def show_new_survey(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await page(request, "planning/survey_form.html", event=event, survey=None, form=SurveyForm())


@post("/{slug:str}/survey/new")
async def create_survey(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    form = SurveyForm(await posted(request))
    if form.validate():
        try:
            survey = await add_survey(event, person, **form.data)
        except Refused as refusal:
            form.title.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/survey/{survey.id}"), _("The survey is added."))
    return await page(request, "planning/survey_form.html", status=422, event=event, survey=None, form=form)


@get("/{slug:str}/survey/{survey_id:str}")
async def show_survey(request: Asked, slug: FromPath[str], survey_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    survey = await survey_or_404(event, survey_id)
    return await page(
        request,
        "planning/survey.html",
        event=event,
        survey=survey,
        answered=_answered(survey),
        results=await _results(await _themes(event, survey), survey.answered),
    )


def _answered(survey: Survey) -> str:
    """How many answered, in words; nothing where that is not known."""
    if survey.answered is None:
        return ""
    if survey.answered < FEW:
        return _("Fewer than %d people answered") % FEW
    return ngettext("%d person answered", "%d people answered", survey.answered) % survey.answered


async def _results(themes: Sequence[SurveyTheme], answered: int | None = None) -> list[dict[str, Any]]:
    """For each question, and for themes without one: lines with their count in words, and what became of them."""
    ideas = await ideas_by_theme([theme.id for theme in themes])
    questions = sorted({theme.question for theme in themes}, key=lambda words: (words.casefold(), words))
    found = []
    for question in questions:
        lines = [
            {
                "theme": theme,
                "count": count_words(theme.people, at_least=theme.at_least),
                "bar": 0 if theme.at_least or theme.people < FEW else theme.people,
                "ideas": ideas.get(theme.id, []),
            }
            for theme in in_order([theme for theme in themes if theme.question == question])
        ]
        most = max(theme.people for theme in themes if theme.question == question)
        found.append({"question": question, "lines": lines, "scale": max(answered or 0, most)})
    return found


@get("/{slug:str}/survey/{survey_id:str}/edit")
async def show_survey_form(request: Asked, slug: FromPath[str], survey_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    survey = await survey_or_404(event, survey_id)
    return await page(request, "planning/survey_form.html", event=event, survey=survey, form=SurveyForm(obj=survey))


@post("/{slug:str}/survey/{survey_id:str}/edit")
async def save_survey(request: Asked, slug: FromPath[str], survey_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    survey = await survey_or_404(event, survey_id)
    form = SurveyForm(await posted(request))
    if form.validate():
        try:
            await change_survey(survey, person, **form.data)
        except Refused as refusal:
            form.title.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/survey/{survey.id}"), _("Saved."))
    return await page(request, "planning/survey_form.html", status=422, event=event, survey=survey, form=form)


# Taking away


@get("/{slug:str}/survey/{survey_id:str}/deletion")
async def ask_to_delete_survey(request: Asked, slug: FromPath[str], survey_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    survey = await survey_or_404(event, survey_id)
    return await page(request, "planning/survey_deletion.html", event=event, survey=survey)


@post("/{slug:str}/survey/{survey_id:str}/deletion")
async def delete_survey(request: Asked, slug: FromPath[str], survey_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    survey = await survey_or_404(event, survey_id)
    await remove_survey(survey, person)
    return say(go(f"/{slug}/survey"), _("“%(title)s” is removed.") % {"title": survey.title})


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


handlers = [
    show_surveys,
    create_theme,
    create_themes,
    show_new_survey,
    create_survey,
    show_survey,
    show_survey_form,
    save_survey,
    ask_to_delete_survey,
    delete_survey,
    delete_theme,
]
