"""All editions of the programme, each as it was published, with what it changed."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.programme.acceptance import accepted_with
from eventapp.programme.cards import where_line
from eventapp.programme.changes import changes
from eventapp.programme.edition import EditionContent, EditionSession
from eventapp.programme.pages.shared import lines_of
from eventapp.programme.published import content_of, edition_numbered, latest_edition
from eventapp.programme.tables import Edition
from eventapp.texts import _, times_words
from eventapp.venue.days import day_of
from eventapp.web import Answer, Asked, event_or_404, page, roles


@get("/{slug:str}/editions")
async def editions(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    columns = (Edition.number, Edition.published_at, Edition.note)
    found = await Edition.select(*columns).where(Edition.event == event.id).order_by(Edition.number, ascending=False)
    if not found:
        raise NotFoundException
    return await page(request, "programme/editions.html", event=event, editions=found)


@get("/{slug:str}/editions/{number:str}")
async def edition(request: Asked, slug: FromPath[str], number: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    found = await edition_numbered(event.id, number)
    if found is None:
        raise NotFoundException
    before = await edition_numbered(event.id, str(found.number - 1))
    latest = await latest_edition(event.id)
    content = content_of(found)
    changed = changes(content_of(before) if before else None, content)
    is_organiser = (await roles(request, event)).organiser
    return await page(
        request,
        "programme/edition.html",
        event=event,
        edition=found,
        first=before is None,
        is_latest=latest is None or latest.number == found.number,
        running=sum(not each.is_break for each in content.running),
        lines=lines_of(changed, content.time_zone),
        days=_by_day(content),
        accepted=await accepted_with(found) if is_organiser else [],
    )


def _by_day(content: EditionContent) -> list[tuple[object, list[list[str]]]]:
    """Time, title and room of each session, day by day."""
    days: dict[object, list[list[str]]] = {}
    for session in content.sessions:
        days.setdefault(day_of(session.starts_at, content.time_zone), []).append(_row(session, content))
    return list(days.items())


def _row(session: EditionSession, content: EditionContent) -> list[str]:
    when = times_words(session.starts_at, session.ends_at, content.time_zone)
    title = _("%(title)s (cancelled)") % {"title": session.title} if session.cancelled else session.title
    return [when, title, where_line(session) or content.venue_name]


handlers = [editions, edition]
