"""Saving sessions to My day: in a cookie of this browser, or in an address to keep. No account, no name, no table."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.programme.cards import save_href
from eventapp.programme.feeds import list_calendar
from eventapp.programme.ical import CONTENT_TYPE
from eventapp.programme.pages.shared import session_or_404, shown_or_404
from eventapp.programme.published import Published
from eventapp.programme.published_pages import FEED_CACHE_CONTROL
from eventapp.programme.saved import COOKIE, from_address, ids_saved, in_address, numbers_kept, saved_list, to_keep
from eventapp.snapshots import make, quickly_compressed
from eventapp.templating import render
from eventapp.texts import _
from eventapp.web import (
    Answer,
    Asked,
    forget_cookie,
    go,
    page,
    posted,
    say,
    set_cookie,
    sign,
    signed_cookie,
    snapshot_answer,
)


@post("/{slug:str}/sessions/{session_id:str}/saving")
async def save_session(request: Asked, slug: FromPath[str], session_id: FromPath[str]) -> Answer:
    """Saves the session, or with `wanted=no` takes it off: as its button says, so that two presses do no more."""
    shown = await shown_or_404(slug)
    session = session_or_404(shown, session_id)
    is_wanted = (await posted(request)).getlist("wanted")[:1] != ["no"]
    number = shown.standing[session.id].number
    numbers = set(numbers_kept(signed_cookie(request, COOKIE), slug)) - {number}
    if request.headers.get("HX-Request") == "true":
        answer = _button(save_href(session, shown.event), session.id, session.title, is_saved=is_wanted)
    else:
        words = _("“%(title)s” is saved to My day.") if is_wanted else _("“%(title)s” is taken off My day.")
        answer = say(go(_page_before(request, slug, session.id)), words % {"title": session.title})
    return _kept(request, answer, slug, [*numbers, *([number] if is_wanted else [])])


def _button(href: str, id_: str, title: str, *, is_saved: bool) -> Answer:
    body = render("programme/_save.html", href=href, id=id_, title=title, is_saved=is_saved)
    return Response(body, media_type="text/html", headers={"Cache-Control": "no-store"})


def _page_before(request: Asked, slug: str, session_id: str) -> str:
    """The page that the button was on, at the button. My day where the browser does not say."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.path == f"/{slug}/programme":
        return f"{came_from.path}{'?' if came_from.query else ''}{came_from.query}#save-{session_id}"
    known = (f"/{slug}/sessions/{session_id}", f"/{slug}/now")
    return came_from.path if came_from.path in known else f"/{slug}/my-day"


@get("/{slug:str}/saved/{numbers:str}")
async def saved_by_address(request: Asked, slug: FromPath[str], numbers: FromPath[str]) -> Answer:
    """A list by its address, which is all there is of it: it works anywhere, and tells nobody whose it is."""
    shown = await shown_or_404(slug)
    wanted = _numbers_or_404(numbers, shown)
    kept = numbers_kept(signed_cookie(request, COOKIE), slug)
    return await page(
        request,
        "programme/saved.html",
        event=shown.event,
        saved=saved_list(wanted, shown),
        address=f"/{slug}/saved/{in_address(wanted)}",
        is_kept=set(wanted) <= set(kept),
        several_days=shown.content.ends_on > shown.content.starts_on,
    )


@get("/{slug:str}/saved/{numbers:str}/saved.ics")
async def saved_calendar(request: Asked, slug: FromPath[str], numbers: FromPath[str]) -> Answer:
    """The same list as a feed, which follows the editions."""
    shown = await shown_or_404(slug)
    ids = ids_saved(_numbers_or_404(numbers, shown), shown)
    sessions = [session for session in shown.content.sessions if session.id in ids]
    body = list_calendar(sessions, shown, request.url.path, _("Saved sessions"))
    snapshot = make(
        body,
        CONTENT_TYPE,
        cache_control=FEED_CACHE_CONTROL,
        changed=shown.published_at,
        extra=[
            (b"content-disposition", f'inline; filename="{slug}-saved.ics"'.encode()),
            (b"x-robots-tag", b"noindex"),
        ],
        smaller=quickly_compressed(body),
    )
    return snapshot_answer(request, snapshot)


@post("/{slug:str}/saved/{numbers:str}")
async def keep_saved(request: Asked, slug: FromPath[str], numbers: FromPath[str]) -> Answer:
    shown = await shown_or_404(slug)
    wanted = _numbers_or_404(numbers, shown)
    kept = numbers_kept(signed_cookie(request, COOKIE), slug)
    answer = say(go(f"/{slug}/my-day"), _("These sessions are saved to My day on this device."))
    return _kept(request, answer, slug, [*kept, *wanted])


@post("/{slug:str}/saved/forgetting")
async def forget_saved(slug: FromPath[str]) -> Answer:
    answer = say(go(f"/{slug}/my-day"), _("This device has forgotten what was saved."))
    forget_cookie(answer, COOKIE)
    # The next person at this device may press Back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _numbers_or_404(text: str, shown: Published) -> tuple[int, ...]:
    numbers = from_address(text)
    if numbers is None or not {standing.number for standing in shown.standing.values()} & set(numbers):
        raise NotFoundException
    return numbers


def _kept(request: Asked, answer: Answer, slug: str, numbers: Sequence[int]) -> Answer:
    """The answer that leaves these numbers with the browser, until it is closed."""
    left = to_keep(signed_cookie(request, COOKIE), slug, numbers)
    if left:
        set_cookie(answer, COOKIE, sign(COOKIE, left))
    else:
        forget_cookie(answer, COOKIE)
    return answer


handlers = [save_session, saved_by_address, saved_calendar, keep_saved, forget_saved]
