"""The program as a server runs it, and beside it what its pages are held against: for bench_publishing.

`/bench/bare/N` answers with N bytes and does nothing else, or with status 304; `/bench/made/…` makes what the program
has at the rest of the address, from the database, each time; `/bench/cpu` tells the seconds of CPU that this process
has used.
"""

import re
import time
from functools import cache
from typing import Any

from eventapp.app import create_app
from eventapp.booking.personal_calendar import booked_rows, personal_calendar, personal_feed
from eventapp.booking.reading import places_left
from eventapp.event.tables import Event
from eventapp.programme.feed_names import named_feeds
from eventapp.programme.feeds import calendars
from eventapp.programme.pages import kept
from eventapp.programme.published import published
from eventapp.programme.rendering import around, public_pages


def application() -> Any:
    program: Any = create_app()

    async def beside(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/bench/"):
            await program(scope, receive, send)
            return
        _, _, what, rest = (
            scope["path"].split("/", 3) if scope["path"].count("/") > 2 else (*scope["path"].split("/"), "")
        )
        if what == "bare":
            await _bare(rest, send)
            return
        body = f"{time.process_time()}".encode() if what == "cpu" else await _made(f"/{rest}")
        await _answer(send, 200, [(b"content-length", str(len(body)).encode())], body)

    return beside


async def _bare(size: str, send: Any) -> None:
    status, headers, body = _fixed(size)
    await _answer(send, status, headers, body)


@cache
def _fixed(size: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    if size == "304":
        return 304, [], b""
    return 200, [(b"content-type", b"text/html"), (b"content-length", size.encode())], b"x" * int(size)


async def _answer(send: Any, status: int, headers: Any, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _made(path: str) -> bytes:
    slug = path.split("/")[1]
    if found := re.fullmatch(r"/[^/]+/my-calendar/([^/]+)/([^/]+)", path):
        return personal_calendar(personal_feed(slug, await booked_rows(slug, found[1])), path, titled=True)
    event = await Event.objects().where(Event.slug == slug).first()
    shown = await published(event) if event else None
    assert shown
    if path.endswith(".ics"):
        return dict(calendars(shown, await named_feeds(shown.event.id)))[path]
    if "/sessions/" in path:
        session = shown.content.session(path.rsplit("/", 1)[1])
        assert session
        return kept.made(path, session, shown, await places_left(session.id)).bodies[b""]
    return public_pages(shown, await around(shown.event.id))[path][1]
