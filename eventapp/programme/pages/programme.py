"""The public programme, its sessions and editions.

What has no question in its address is answered from bytes (`published_pages`) once it is published.
"""

from typing import Any

from litestar import get
from litestar.params import FromPath

from eventapp.booking.reading import places_left
from eventapp.event.tables import Event
from eventapp.programme.addresses import short_address, to_type
from eventapp.programme.cards import (
    access_words,
    action,
    foreign_language,
    hosts_line,
    kind_label,
    save_href,
    state,
    where_line,
)
from eventapp.programme.easy.views import programme_view, session_view
from eventapp.programme.edition import EditionSession
from eventapp.programme.feeds import session_file_path
from eventapp.programme.forms import asked_in_words, find_form, question, wanted
from eventapp.programme.pages.shared import published_or_404, session_or_404, shown_or_404
from eventapp.programme.published import Published
from eventapp.programme.qr import qr_code
from eventapp.programme.rendering import programme_parts
from eventapp.programme.saved import COOKIE, ids_saved, numbers_kept
from eventapp.programme.shown import shown_now
from eventapp.programme.structured import structured
from eventapp.settings import settings
from eventapp.texts import ngettext
from eventapp.web import Answer, Asked, asked_for, event_or_404, page, signed_cookie


@get("/{slug:str}/programme")
async def programme(request: Asked, slug: FromPath[str]) -> Answer:
    shown = await shown_now(slug)
    if shown is None:
        return await page(request, "programme/not_yet.html", event=await event_or_404(slug))
    if _is_easy(request):
        return await page(request, "programme/easy_programme.html", event=shown.event, **programme_view(shown))
    form = find_form(shown.content, asked_for(request))
    right = form.validate()
    rooms = request.query_params.get("view") == "rooms"
    return await page(
        request,
        "programme/programme.html",
        event=shown.event,
        status=200 if right else 422,
        said=asked_in_words(form) if right else [],
        question=question(form) if right else "",
        saved=ids_saved(numbers_kept(signed_cookie(request, COOKIE), slug), shown),
        **programme_parts(shown, form, wanted(form) if right else None, rooms=rooms),
    )


@get("/{slug:str}/sessions/{session_id:str}")
async def session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    if _is_easy(request):
        shown = await shown_or_404(slug)
        easy = session_view(session_or_404(shown, session_id), shown)
        return await page(request, "programme/easy_session.html", event=shown.event, **easy)
    shown = await published_or_404(await event_or_404(slug))
    found = session_or_404(shown, session_id)
    parts = await _session_parts(found, shown)
    saved = ids_saved(numbers_kept(signed_cookie(request, COOKIE), slug), shown)
    return await page(request, "programme/session.html", event=shown.event, saved=saved, **parts)


def _is_easy(request: Asked) -> bool:
    return request.query_params.get("view") == "easy"


async def _session_parts(found: EditionSession, shown: Published) -> dict[str, Any]:
    event, is_full = shown.event, found.id in shown.full
    return {
        "session": found,
        "address": f"{settings().base_url}/{event.slug}/sessions/{found.id}",
        "short": to_type(short_address(found, shown)),
        "code": qr_code(short_address(found, shown)),
        "kind_label": kind_label(found.kind),
        "hosts_line": hosts_line(found),
        "where_line": where_line(found),
        "chips": access_words(found),
        "language": foreign_language(found),
        "state": await _state(found, event, is_full=is_full),
        "action": action(found, event, is_full=is_full),
        "save_href": save_href(found, event),
        "file": session_file_path(found, event.slug),
        "structured": structured(found, shown),
    }


async def _state(found: EditionSession, event: Event, *, is_full: bool) -> str:
    """Whether one can come, with the number of places where that is what matters."""
    said = state(found, event, is_full=is_full)
    if is_full or found.places is None or not action(found, event, is_full=is_full):
        return said
    free = await places_left(found.id)
    return said if not free else ngettext("%(count)s place left", "%(count)s places left", free) % {"count": free}


handlers = [programme, session]
