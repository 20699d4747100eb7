"""For organisers: what is said of the event, and its switches."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.event.actions import change_event, set_bookings_open, set_over, set_proposals_open
from eventapp.event.forms import EventForm, event_values
from eventapp.programme.publishing import refresh_pages
from eventapp.texts import _
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/settings")
async def show_settings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await page(request, "event/settings.html", event=event, form=EventForm(obj=event))


@post("/{slug:str}/settings")
async def save_settings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = EventForm(await posted(request))
    if form.validate():
        await change_event(event, person, **event_values(form))
        await refresh_pages(event.id)
        return say(go(f"/{slug}/settings"), _("Saved."))
    return await page(request, "event/settings.html", status=422, event=event, form=form)


@post("/{slug:str}/settings/proposals")
async def switch_proposals(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_proposals_open(event, person, wanted)
    return say(go(f"/{slug}/settings"), _("The event is open for proposals.") if wanted else _("Proposals are closed."))


@post("/{slug:str}/settings/bookings")
async def switch_bookings(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_bookings_open(event, person, wanted)
    await refresh_pages(event.id)
    return say(go(f"/{slug}/settings"), _("The event is open for bookings.") if wanted else _("Bookings are closed."))


@post("/{slug:str}/settings/end")
async def switch_end(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    wanted = await _wanted(request)
    await set_over(event, person, wanted)
    await refresh_pages(event.id)
    return say(
        go(f"/{slug}/settings"),
        _("The event is over. Proposals and bookings are closed.") if wanted else _("The event is not over."),
    )


async def _wanted(request: Asked) -> bool:
    """What a switch's button says: yes or no, so that pressing it twice, or in two tabs, does no more than once."""
    return (await posted(request)).getlist("wanted")[:1] == ["yes"]


handlers = [
    show_settings,
    save_settings,
    switch_proposals,
    switch_bookings,
    switch_end,
]
