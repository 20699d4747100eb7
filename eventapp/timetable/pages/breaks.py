"""Adding breaks. For organisers."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.texts import _
from eventapp.timetable.actions import add_breaks
from eventapp.timetable.forms.breaks import break_form
from eventapp.venue.reading import hours_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/timetable/break")
async def show_new_break(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "timetable/break.html", event=event, form=break_form(await hours_of(event)))


@post("/{slug:str}/timetable/break")
async def make_break(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    hours = await hours_of(event)
    form = break_form(hours, await posted(request))
    if not form.validate() or not form.check(hours):
        return await page(request, "timetable/break.html", event=event, form=form, status=422)
    starts = form.starts(hours)
    try:
        made = await add_breaks(
            event, organiser, title=form.title.data or "", minutes=form.minutes.data or 0, starts=starts
        )
    except Refused as refusal:
        form.form_errors = [str(refusal)]
        return await page(request, "timetable/break.html", event=event, form=form, status=422)
    if starts == [None]:
        return say(go(f"/{slug}/timetable/{made[0].id}"), _("It is added. Now choose when it is."))
    return say(go(f"/{slug}/timetable"), _("“%(title)s” is added.") % {"title": form.title.data})


handlers = [show_new_break, make_break]
