"""What is on now, and what is next."""

from litestar import get
from litestar.params import FromPath

from eventapp import clock
from eventapp.programme.cards import card
from eventapp.programme.now import now_and_next
from eventapp.programme.saved import COOKIE, ids_saved, numbers_kept
from eventapp.programme.shown import shown_now
from eventapp.web import Answer, Asked, event_or_404, page, signed_cookie


@get("/{slug:str}/now")
async def now(request: Asked, slug: FromPath[str]) -> Answer:
    """With `?renew=yes` the page comes again each minute: for a screen on a wall. Nobody else is given that unasked."""
    shown = await shown_now(slug)
    if shown is None:
        return await page(request, "programme/not_yet.html", event=await event_or_404(slug))
    zone, moment = shown.content.time_zone, clock.now()
    found = now_and_next(shown.content.sessions, moment, zone)
    on, following = (
        [card(session, shown.event, is_full=session.id in shown.full, zone=zone) for session in sessions]
        for sessions in (found.on, found.next)
    )
    return await page(
        request,
        "programme/now.html",
        event=shown.event,
        moment=moment,
        on=on,
        following=following,
        next_at=found.next[0].starts_at if found.next else None,
        saved=ids_saved(numbers_kept(signed_cookie(request, COOKIE), slug), shown),
        renew=request.query_params.get("renew") == "yes",
    )


handlers = [now]
