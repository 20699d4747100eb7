"""For organisers: publishing the timetable as the next edition."""

from litestar import get, post
from litestar.params import FromPath

from eventapp.booking import publishing as booking
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.forms import PublishForm
from eventapp.programme.pages.shared import lines_of
from eventapp.programme.published import latest_edition
from eventapp.programme.publishing import next_edition
from eventapp.programme.tables import Edition
from eventapp.texts import _
from eventapp.timetable.checks.problems import problem_words, problems
from eventapp.timetable.planned import read_timetable
from eventapp.web import Answer, Asked, event_or_404, go, organiser_or_404, page, posted, say


@get("/{slug:str}/publish")
async def publish(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    return await _publish_page(request, event, PublishForm())


@post("/{slug:str}/publish")
async def publish_now(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    organiser = await organiser_or_404(request, event)
    form = PublishForm(await posted(request))
    if not form.validate():
        return await _publish_page(request, event, form, status=422)
    return await _publish(event, organiser, form.note.data or "")


async def _publish(event: Event, organiser: Person, note: str) -> Answer:
    before = await latest_edition(event.id)
    try:
        edition = await booking.publish(event, organiser, note)
    except Refused as refusal:
        return say(go(f"/{event.slug}/publish"), str(refusal), "warning")
    if before and before.number == edition.number:
        return say(go(f"/{event.slug}/publish"), _("Nothing has changed, so there is no new edition."))
    words = _("Edition %(number)s is published.") % {"number": edition.number}
    return say(go(f"/{event.slug}/editions/{edition.number}"), words)


async def _publish_page(request: Asked, event: Event, form: PublishForm, *, status: int = 200) -> Answer:
    timetable = await read_timetable(event)
    following = await next_edition(event, timetable.sessions)
    return await page(
        request,
        "programme/publish.html",
        event=event,
        status=status,
        form=form,
        following=following,
        lines=lines_of(following.changes, event.time_zone),
        told=await booking.who_would_be_told(event.id, following.changes),
        warnings=[problem_words(one, event.time_zone) for one in problems(timetable) if not one.stops],
        editions=await Edition.select(Edition.number, Edition.published_at, Edition.note)
        .where(Edition.event == event.id)
        .order_by(Edition.number, ascending=False),
    )


handlers = [publish, publish_now]
