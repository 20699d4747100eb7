"""The public programme, its sessions and feeds; for organisers, publishing."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.booking import publishing as booking
from eventapp.booking.reading import places_left
from eventapp.errors import Refused
from eventapp.event.tables import Event
from eventapp.people.tables import Person
from eventapp.programme.cards import access_words, action, foreign_language, hosts_line, kind_label, state, where_line
from eventapp.programme.changes import Change, changes, sentence
from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import event_calendar, session_calendar
from eventapp.programme.forms import PublishForm, asked_in_words, find_form, wanted
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.published import Published, content_of, edition_numbered, latest_edition, published
from eventapp.programme.publishing import next_edition
from eventapp.programme.rendering import calendar_parts, programme_parts
from eventapp.programme.structured import structured
from eventapp.programme.tables import Edition
from eventapp.settings import settings
from eventapp.texts import _, ngettext
from eventapp.timetable.planned import read_timetable
from eventapp.timetable.problems import problem_words, problems
from eventapp.web import Answer, Asked, asked_for, event_or_404, go, organiser_or_404, page, posted, say

# For everybody. What has no question in its address is answered from bytes (`published_pages`) once it is published.


@get("/{slug:str}/programme")
async def programme(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    shown = await published(event)
    if shown is None:
        return await page(request, "programme/not_yet.html", event=event)
    form = find_form(shown.content, asked_for(request))
    right = form.validate()
    parts = programme_parts(shown, form, wanted(form) if right else None)
    said = asked_in_words(form) if right else []
    return await page(
        request, "programme/programme.html", event=event, status=200 if right else 422, said=said, **parts
    )


@get("/{slug:str}/calendar")
async def subscribe(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    if await latest_edition(event.id) is None:
        return await page(request, "programme/not_yet.html", event=event)
    return await page(request, "programme/calendar.html", event=event, **calendar_parts(event))


@get("/{slug:str}/calendar.ics")
async def feed(slug: FromPath[str]) -> Answer:
    shown = await _published_or_404(await event_or_404(slug))
    return _calendar_file(event_calendar(shown), "inline", slug)


@get("/{slug:str}/sessions/{session_id:str}")
async def session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    shown = await _published_or_404(await event_or_404(slug))
    found = _session_or_404(shown, session_id)
    return await page(request, "programme/session.html", event=shown.event, **await _session_parts(found, shown))


@get("/{slug:str}/sessions/{session_id:str}/{name:str}")
async def session_file(slug: FromPath[str], session_id: FromPath[str], name: FromPath[str]) -> Answer:
    """The session as a calendar file, whatever its name: people see the name when they keep it."""
    shown = await _published_or_404(await event_or_404(slug))
    found = _session_or_404(shown, session_id)
    if not name.endswith(".ics"):
        raise NotFoundException
    source = f"{settings().base_url}/{slug}/sessions/{session_id}/{slug}.ics"
    return _calendar_file(session_calendar(found, shown, source), "attachment", slug)


@get("/{slug:str}/editions/{number:str}")
async def edition(request: Asked, slug: FromPath[str], number: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    found = await edition_numbered(event.id, number)
    if found is None:
        raise NotFoundException
    before = await edition_numbered(event.id, str(found.number - 1))
    content = content_of(found)
    changed = changes(content_of(before) if before else None, content)
    return await page(
        request,
        "programme/edition.html",
        event=event,
        edition=found,
        first=before is None,
        running=sum(not each.is_break for each in content.running),
        lines=_lines(changed, content.time_zone),
    )


async def _published_or_404(event: Event) -> Published:
    shown = await published(event)
    if shown is None:
        raise NotFoundException
    return shown


def _session_or_404(shown: Published, session_id: str) -> EditionSession:
    found = shown.content.session(session_id)
    if found is None:
        raise NotFoundException
    return found


def _calendar_file(body: bytes, disposition: str, slug: str) -> Answer:
    return Response(
        body,
        media_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'{disposition}; filename="{slug}.ics"',
            "Cache-Control": "public, max-age=300",
        },
    )


async def _session_parts(found: EditionSession, shown: Published) -> dict[str, Any]:
    event, is_full = shown.event, found.id in shown.full
    return {
        "session": found,
        "address": f"{settings().base_url}/{event.slug}/sessions/{found.id}",
        "kind_label": kind_label(found.kind),
        "hosts_line": hosts_line(found),
        "where_line": where_line(found),
        "chips": access_words(found),
        "language": foreign_language(found),
        "state": await _state(found, event, is_full=is_full),
        "action": action(found, event, is_full=is_full),
        "structured": structured(found, shown),
    }


async def _state(found: EditionSession, event: Event, *, is_full: bool) -> str:
    """Whether one can come, with the number of places where that is what matters."""
    said = state(found, event, is_full=is_full)
    if is_full or found.places is None or not action(found, event, is_full=is_full):
        return said
    free = await places_left(found.id)
    return said if not free else ngettext("%(count)s place left", "%(count)s places left", free) % {"count": free}


def _lines(changed: list[Change], zone: str) -> list[tuple[EditionSession, list[str]]]:
    """What changed in words, session by session."""
    found: dict[str, tuple[EditionSession, list[str]]] = {}
    for change in changed:
        found.setdefault(change.session.id, (change.session, []))[1].append(sentence(change, zone))
    return list(found.values())


# For organisers


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
        lines=_lines(following.changes, event.time_zone),
        told=await booking.who_would_be_told(event.id, following.changes),
        warnings=[problem_words(one, event.time_zone) for one in problems(timetable) if not one.stops],
        editions=await Edition.select(Edition.number, Edition.published_at, Edition.note)
        .where(Edition.event == event.id)
        .order_by(Edition.number, ascending=False),
    )


handlers = [programme, subscribe, feed, session, session_file, edition, publish, publish_now]
