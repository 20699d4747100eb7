"""Who changed what in the timetable, undo and redo. For organisers."""

from datetime import date

from litestar import get, post
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.paging import A_PAGE, page_number
from eventapp.texts import _
from eventapp.timetable.actions import redo, undo
from eventapp.timetable.changes import changes_of, ways_of
from eventapp.timetable.forms.moving import UndoForm
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/timetable/changes")
async def show_changes(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    number = page_number(request.query_params.get("page", ""))
    # One more than is shown tells whether there is another page.
    found = await changes_of(event, organiser, most=A_PAGE + 1, first=(number - 1) * A_PAGE)
    return await page(
        request,
        "timetable/changes.html",
        event=event,
        changes=found[:A_PAGE],
        number=number,
        has_older=len(found) > A_PAGE,
        ways=await ways_of(event, organiser),
    )


@post("/{slug:str}/timetable/undo")
async def create_undo(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = UndoForm(await posted(request))
    number = form.number.data if form.validate() else None
    back = go(f"/{slug}/timetable/changes" if number else _shown(slug, form.day.data))
    try:
        what = await undo(event, organiser, number)
    except Refused as refusal:
        return say(back, str(refusal), "warning")
    return say(back, _("Undone: %(what)s is as it was before.") % {"what": what})


@post("/{slug:str}/timetable/redo")
async def create_redo(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = UndoForm(await posted(request))
    back = go(_shown(slug, form.day.data))
    try:
        what = await redo(event, organiser)
    except Refused as refusal:
        return say(back, str(refusal), "warning")
    return say(back, _("Done again: %(what)s.") % {"what": what})


def _shown(slug: str, day: str | None) -> str:
    """The timetable, on the day that was shown."""
    try:
        return f"/{slug}/timetable?day={date.fromisoformat(day or '')}"
    except ValueError:
        return f"/{slug}/timetable"


handlers = [show_changes, create_undo, create_redo]
