"""The web application: every page, the error pages, and what runs beside them. Start reading here."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from litestar import Litestar, Response, get
from litestar.config.compression import CompressionConfig
from litestar.exceptions import HTTPException

import eventapp.booking.pages
import eventapp.event.pages
import eventapp.log.pages
import eventapp.notices.pages
import eventapp.people.pages
import eventapp.planning.pages
import eventapp.programme.pages
import eventapp.proposals.pages
import eventapp.timetable.pages
import eventapp.venue.pages
import eventapp.voting.pages
from eventapp import db
from eventapp import styleguide as styles
from eventapp.booking import refreshing, retention, writer
from eventapp.booking.due_editions import publish_for_ever
from eventapp.booking.freeing import free_for_ever
from eventapp.booking.pages import own_calendar
from eventapp.booking.reminding import remind_for_ever
from eventapp.event.pages import kept as event_pages
from eventapp.front import Front
from eventapp.notices.delivery import deliver_for_ever
from eventapp.programme import published_pages
from eventapp.programme.pages import kept as session_pages
from eventapp.programme.publishing import refresh_every_event
from eventapp.programme.webhooks.delivering import tell_webhooks_for_ever
from eventapp.timetable.plans.planning_turns import plan_for_ever
from eventapp.venue.keeping_up import keep_up_for_ever
from eventapp.voting.closing import close_for_ever
from eventapp.voting.counting_turns import count_for_ever
from eventapp.web import Answer, Asked, SignInNeeded, on_fault, on_http_problem, on_sign_in_needed, page

SUBJECTS = [
    eventapp.booking.pages,
    eventapp.event.pages,
    eventapp.log.pages,
    eventapp.notices.pages,
    eventapp.people.pages,
    eventapp.planning.pages,
    eventapp.programme.pages,
    eventapp.proposals.pages,
    eventapp.timetable.pages,
    eventapp.venue.pages,
    eventapp.voting.pages,
]


@get("/health")
async def health() -> Answer:
    """For whoever watches the server: 200 when the database answers."""
    await db.engine().run_ddl("SELECT 1")
    return Response("ok\n", media_type="text/plain", headers={"Cache-Control": "no-store"})


@get("/styleguide")
async def styleguide(request: Asked) -> Answer:
    return await page(request, "styleguide.html", **styles.context())


@contextlib.asynccontextmanager
async def running(_app: Litestar) -> AsyncIterator[None]:
    """The database pool, and the work that goes on beside requests."""
    await db.start()
    await refresh_every_event()
    for_ever = (
        deliver_for_ever,
        retention.forget_for_ever,
        keep_up_for_ever,
        close_for_ever,
        count_for_ever,
        plan_for_ever,
        publish_for_ever,
        remind_for_ever,
        free_for_ever,
        tell_webhooks_for_ever,
    )
    beside = [asyncio.create_task(work()) for work in for_ever]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        # What somebody asked for is stored and shown before the end.
        await writer.finish()
        await refreshing.finish()
        await db.stop()


def create_app() -> Front:
    """The ASGI application. The settings must be usable; the database is opened when the server starts."""
    inner = Litestar(
        route_handlers=[health, styleguide, *(handler for subject in SUBJECTS for handler in subject.handlers)],
        exception_handlers={
            HTTPException: on_http_problem,
            SignInNeeded: on_sign_in_needed,
            Exception: on_fault,
        },
        lifespan=[running],
        # Photos are as small as they get, and feeds come compressed.
        compression_config=CompressionConfig(
            backend="brotli",
            brotli_quality=4,
            brotli_gzip_fallback=True,
            exclude=[r"/photos/\w+$", r"\.(atom|ics)$", r"/schedule\.(json|xml)$"],
        ),
        # Photos and schedules are the largest things that people send.
        request_max_body_size=12_000_000,
        openapi_config=None,
        logging_config=None,
    )
    return Front(
        inner,
        [published_pages.find, own_calendar.find],
        for_visitors=event_pages.find,
        for_strangers=session_pages.find,
    )
