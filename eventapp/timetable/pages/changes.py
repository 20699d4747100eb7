"""Who changed what in the timetable, undo and redo. For organisers."""

from datetime import date

from litestar import get, post
from litestar.exceptions import NotFoundException
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
    back, number = go(_back(request, slug)), await _number(request)
    try:
        what = await undo(event, organiser, number)
    except Refused as refusal:
        return say(back, str(refusal), "warning")
    return say(back, _("Undone. As it was before: %(what)s.") % {"what": what})


@post("/{slug:str}/timetable/redo")
async def create_redo(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    back, number = go(_back(request, slug)), await _number(request)
    try:
        what = await redo(event, organiser, number)
    except Refused as refusal:
        return say(back, str(refusal), "warning")
    return say(back, _("Done again: %(what)s.") % {"what": what})


async def _number(request: Asked) -> int | None:
    """Which change is meant; None for the next one. Raises 404 where it is no number."""
    form = UndoForm(await posted(request))
    if not form.validate():
        raise NotFoundException
    number: int | None = form.number.data
    return number


def _back(request: Asked, slug: str) -> str:
    """Where the button was: the list of changes, or the timetable, with the day that was shown."""
    all_ = f"/{slug}/timetable"
    if "day" not in request.query_params:
        return f"{all_}/changes"
    try:
        return f"{all_}?day={date.fromisoformat(request.query_params['day'])}"
    except ValueError:
        return all_


handlers = [show_changes, create_undo, create_redo]
