"""The public programme, its sessions and editions.

What has no question in its address is answered from bytes once it is published (`published_pages`) to who has saved
nothing; so are sessions (`kept`) to who is not signed in either.
"""

from litestar import get
from litestar.params import FromPath

from eventapp.booking.reading import places_left
from eventapp.programme.easy.views import programme_view, session_view
from eventapp.programme.forms import asked_in_words, find_form, question, wanted
from eventapp.programme.pages.session_parts import says_places, session_parts
from eventapp.programme.pages.shared import session_or_404, shown_or_404
from eventapp.programme.rendering import programme_parts
from eventapp.programme.saved import COOKIE, ids_saved, numbers_kept
from eventapp.programme.shown import shown_now
from eventapp.web import Answer, Asked, asked_for, event_or_404, page, signed_cookie


@get("/{slug:str}/programme")
async def programme(request: Asked, slug: FromPath[str]) -> Answer:
    shown = await shown_now(slug)
    if shown is None:
        return await page(request, "programme/not_yet.html", event=await event_or_404(slug))
    form = find_form(shown.content, asked_for(request))
    right = form.validate()
    looked_for = wanted(form) if right else None
    if _is_easy(request):
        template, parts = "programme/easy_programme.html", {"form": form, **programme_view(shown, looked_for)}
    else:
        rooms = request.query_params.get("view") == "rooms"
        template, parts = "programme/programme.html", programme_parts(shown, form, looked_for, rooms=rooms)
        parts["saved"] = ids_saved(numbers_kept(signed_cookie(request, COOKIE), slug), shown)
    return await page(
        request,
        template,
        event=shown.event,
        status=200 if right else 422,
        said=asked_in_words(form) if right else [],
        question=question(form) if right else "",
        **parts,
    )


@get("/{slug:str}/sessions/{session_id:str}")
async def session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    found = session_or_404(shown, session_id)
    if _is_easy(request):
        return await page(request, "programme/easy_session.html", event=shown.event, **session_view(found, shown))
    parts = session_parts(found, shown, await places_left(found.id) if says_places(found, shown) else None)
    saved = ids_saved(numbers_kept(signed_cookie(request, COOKIE), slug), shown)
    return await page(request, "programme/session.html", event=shown.event, saved=saved, **parts)


def _is_easy(request: Asked) -> bool:
    return request.query_params.get("view") == "easy"


handlers = [programme, session]
