"""Who did what to what, for organisers."""

from litestar import get
from litestar.params import FromPath

from eventapp.log.tables import LogEntry
from eventapp.paging import A_PAGE, page_number
from eventapp.texts import gettext
from eventapp.web import Answer, Asked, event_or_404, organiser_or_404, page


@get("/{slug:str}/log")
async def show_log(request: Asked, slug: FromPath[str]) -> Answer:
    event = await event_or_404(slug)
    await organiser_or_404(request, event)
    number = page_number(request.query_params.get("page", ""))
    # One more than is shown tells whether there is another page.
    found = await (
        LogEntry.objects()
        .where(LogEntry.event == event.id)
        .order_by(LogEntry.at, LogEntry.id, ascending=False)
        .offset((number - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    )
    entries = [
        # Where no person acted, `who` is a phrase of ours.
        (entry.at, entry.who if entry.person else gettext(entry.who), gettext(entry.did), entry.what)
        for entry in found[:A_PAGE]
    ]
    return await page(
        request, "log/log.html", event=event, entries=entries, number=number, has_older=len(found) > A_PAGE
    )


handlers = [show_log]
