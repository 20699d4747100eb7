"""For organisers: when the venue is open on each day."""

from dataclasses import replace

from litestar import get, post
from litestar.params import FromPath

from eventapp.event.tables import Event
from eventapp.texts import _
from eventapp.venue.actions import set_day_hours
from eventapp.venue.forms.times import HoursForm, hours_form
from eventapp.venue.pages.shared import hours_words
from eventapp.venue.reading import hours_of
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/days")
async def show_days(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    venue = await hours_of(event)
    own = {day: (opens_at, closes_at) for day, opens_at, closes_at in venue.by_day}
    return await _page(request, event, hours_form(venue.days, own))


@post("/{slug:str}/days")
async def save_days(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    person = await organiser_or_404(request, event)
    form = hours_form((await hours_of(event)).days, {}, await posted(request))
    if not form.validate():
        return await _page(request, event, form, status=422)
    await set_day_hours(event, person, form.hours)
    return say(go(f"/{slug}/days"), _("Saved."))


async def _page(request: Asked, event: Event, form: HoursForm, status: int = 200) -> Answer:
    usually = replace(await hours_of(event), by_day=())
    return await page(
        request,
        "venue/days.html",
        event=event,
        status=status,
        form=form,
        usual=hours_words(usually, _("Usually %(times)s.")),
    )


handlers = [
    show_days,
    save_days,
]
