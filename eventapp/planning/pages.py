"""What partners have from workshops and surveys, before there are proposals."""

from datetime import UTC, datetime
from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.forms import clean
from eventapp.planning.actions import (
    add_survey_rows,
    add_survey_theme,
    add_workshop,
    change_workshop,
    remove_survey_theme,
)
from eventapp.planning.forms import SurveyRowsForm, ThemeForm, WorkshopForm
from eventapp.planning.survey import Problem, count_words, decode, in_order, read_rows
from eventapp.planning.tables import PlanningWorkshop, SurveyTheme
from eventapp.proposals.tables import Proposal
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
    roles,
    say,
)

# Workshops


@get("/{slug:str}/workshops")
async def show_workshops(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshops = await (
        PlanningWorkshop.objects()
        .where(PlanningWorkshop.event == event.id)
        .order_by(PlanningWorkshop.held_on, ascending=False)
        .order_by(PlanningWorkshop.title)
    )
    return await page(request, "planning/workshops.html", event=event, workshops=workshops)


@get("/{slug:str}/workshops/new")
async def show_new_workshop(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await page(
        request, "planning/workshop_form.html", event=event, workshop=None, form=WorkshopForm(), theirs=None
    )


@post("/{slug:str}/workshops/new")
async def create_workshop(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    form = WorkshopForm(await posted(request))
    if not form.validate():
        return await page(
            request, "planning/workshop_form.html", status=422, event=event, workshop=None, form=form, theirs=None
        )
    workshop = await add_workshop(event, person, **_words(form))
    return say(go(f"/{slug}/workshops/{workshop.id}"), _("The workshop is added."))


@get("/{slug:str}/workshops/{workshop_id:str}")
async def show_workshop(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshop = await _workshop_or_404(event, workshop_id)
    ideas = await (
        Proposal.select(Proposal.id, Proposal.title)
        .where((Proposal.workshop == workshop.id) & (Proposal.state != "withdrawn"))
        .order_by(Proposal.title)
    )
    return await page(request, "planning/workshop.html", event=event, workshop=workshop, ideas=ideas)


@get("/{slug:str}/workshops/{workshop_id:str}/edit")
async def show_workshop_form(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    workshop = await _workshop_or_404(event, workshop_id)
    form = WorkshopForm(obj=workshop)
    form.changed_at.data = workshop.changed_at.isoformat()
    return await page(request, "planning/workshop_form.html", event=event, workshop=workshop, form=form, theirs=None)


@post("/{slug:str}/workshops/{workshop_id:str}/edit")
async def save_workshop(request: Asked, slug: FromPath[str], workshop_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    workshop = await _workshop_or_404(event, workshop_id)
    form = WorkshopForm(await posted(request))
    theirs = None
    if form.validate():
        try:
            await change_workshop(workshop, person, as_of=_instant(form.changed_at.data), **_words(form))
        except Refused as refusal:
            form.form_errors.append(str(refusal))
            theirs = await _workshop_or_404(event, workshop_id)
            # Saved again, it is saved on top of theirs, which the writer has now seen.
            form.changed_at.data = theirs.changed_at.isoformat()
        else:
            return say(go(f"/{slug}/workshops/{workshop.id}"), _("Saved."))
    return await page(
        request,
        "planning/workshop_form.html",
        status=422,
        event=event,
        workshop=workshop,
        form=form,
        theirs=theirs,
    )


def _instant(text: str | None) -> datetime:
    """When the version that the form began from was written; one long ago where the form does not say."""
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


async def _workshop_or_404(event: Event, workshop_id: str) -> PlanningWorkshop:
    workshop = (
        await PlanningWorkshop.objects()
        .where((PlanningWorkshop.id == workshop_id) & (PlanningWorkshop.event == event.id))
        .first()
    )
    if workshop is None:
        raise NotFoundException
    return workshop


def _words(form: WorkshopForm) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in form.data.items() if name != "changed_at"}


# Survey


@get("/{slug:str}/survey")
async def show_survey(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await _survey_page(request, event)


@post("/{slug:str}/survey")
async def create_theme(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    form = ThemeForm(await posted(request))
    if form.validate():
        words = form.data | {"answer_group": form.answer_group.data or "", "quotes": form.quotes.data or ""}
        try:
            await add_survey_theme(event, person, **words)
        except Refused as refusal:
            form.theme.errors = [str(refusal)]
        else:
            return say(go(f"/{slug}/survey"), _("The theme is added."))
    return await _survey_page(request, event, theme_form=form)


@post("/{slug:str}/survey/lines")
async def create_themes(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await partner_or_404(request, event)
    form = SurveyRowsForm(await posted(request))
    text = await _text(form)
    if not form.validate():
        return await _survey_page(request, event, rows_form=form)
    stored = await SurveyTheme.objects().where(SurveyTheme.event == event.id)
    known = {(row.theme.casefold(), row.answer_group.casefold()) for row in stored}
    rows, problems = read_rows(text, known)
    if not problems:
        try:
            await add_survey_rows(event, person, rows)
        except Refused as refusal:
            problems = [Problem(1, str(refusal))]
        else:
            added = ngettext("%(count)s theme is added.", "%(count)s themes are added.", len(rows))
            return say(go(f"/{slug}/survey"), added % {"count": len(rows)})
    form.form_errors += [_("Line %(line)s: %(words)s") % {"line": each.line, "words": each.words} for each in problems]
    form.rows.errors = [_("Nothing is added yet. Mend the lines that are named above, then add them again.")]
    return await _survey_page(request, event, rows_form=form)


async def _text(form: SurveyRowsForm) -> str:
    """What was pasted, or else what the file holds; that is shown in place of the pasted text from then on."""
    upload = form.file.data
    if not form.rows.data and isinstance(upload, UploadFile):
        form.rows.data = clean(decode(await upload.read()))
    return form.rows.data or ""


@post("/{slug:str}/survey/{theme_id:str}/removal")
async def delete_theme(request: Asked, slug: FromPath[str], theme_id: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    theme = await SurveyTheme.objects().where((SurveyTheme.id == theme_id) & (SurveyTheme.event == event.id)).first()
    if theme is None:
        raise NotFoundException
    await remove_survey_theme(theme, person)
    return say(go(f"/{slug}/survey"), _("“%(theme)s” is removed.") % {"theme": theme.theme})


async def _survey_page(
    request: Asked, event: Event, *, theme_form: ThemeForm | None = None, rows_form: SurveyRowsForm | None = None
) -> Answer:
    may = await roles(request, event)
    themes = in_order(await SurveyTheme.objects().where(SurveyTheme.event == event.id))
    wrong = theme_form or rows_form
    return await page(
        request,
        "planning/survey.html",
        status=422 if wrong else 200,
        event=event,
        themes=[(theme, count_words(theme.people, exact=may.organiser)) for theme in themes],
        theme_form=theme_form or ThemeForm(),
        rows_form=rows_form or SurveyRowsForm(),
        wrong=wrong,
    )


handlers = [
    show_workshops,
    show_new_workshop,
    create_workshop,
    show_workshop,
    show_workshop_form,
    save_workshop,
    show_survey,
    create_theme,
    create_themes,
    delete_theme,
]
