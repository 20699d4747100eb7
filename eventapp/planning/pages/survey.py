"""One survey: its name and day, its results, and taking it away."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.planning.actions import add_survey, change_survey, remove_survey
from eventapp.planning.forms import SurveyForm
from eventapp.planning.pages.shared import answered_words, results_of, survey_or_404, themes_of
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, partner_or_404, posted, say


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
        answered=answered_words(survey),
        results=await results_of(await themes_of(event, survey), survey.answered),
    )


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


handlers = [
    show_new_survey,
    create_survey,
    show_survey,
    show_survey_form,
    save_survey,
    ask_to_delete_survey,
    delete_survey,
]
