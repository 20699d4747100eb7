"""What must hold for every response: security headers, HEAD, refusal of cross-site requests, published bytes.

It stands before Litestar, since Litestar's middleware does not see 404 and 405, and since published pages
and static files are answered without waking the framework.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import cast
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from eventapp import db
from eventapp.assets import files
from eventapp.settings import settings
from eventapp.snapshots import Headers, Snapshot, compressed_before, make
from eventapp.web import cookie_name

logger = logging.getLogger("eventapp")

# The cookies that make a page somebody's own.
_VISITORS_LACK = ("sid", "messages")
_STRANGERS_LACK = (*_VISITORS_LACK, "saved")
# The programme is the same for everybody but for who has saved sessions, or has a message to read.
_PROGRAMME = "/programme"
_PROGRAMME_LACKS = ("messages", "saved")

Pairs = tuple[tuple[bytes, bytes], ...]
FindPage = Callable[[str], Awaitable[Snapshot | None]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ALWAYS: Headers = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
]


@cache
def static_files() -> dict[str, Snapshot]:
    """The static files by path. Their names change with their content, so browsers may keep them for ever."""
    return {
        path: make(
            file.body,
            file.content_type,
            cache_control="public, max-age=31536000, immutable",
            smaller=compressed_before(file.body),
        )
        for path, file in files().items()
    }


class Front:
    """The ASGI application that a server runs: `app` behind headers, static files and published pages.

    `published` are for everybody who has their address. `for_visitors` are pages that show more to who is signed in, or
    has a message to read: those get them from `app`. `for_strangers` are pages that show more to who has saved
    sessions, too.
    """

    def __init__(
        self, app: ASGIApp, published: Sequence[FindPage], *, for_visitors: FindPage, for_strangers: FindPage
    ) -> None:
        self.app = app
        self.finding = [
            *((find, ()) for find in published),
            (for_visitors, _VISITORS_LACK),
            (for_strangers, _STRANGERS_LACK),
        ]
        self.static = static_files()
        base = urlsplit(settings().base_url)
        self.origin = f"{base.scheme}://{base.netloc}".encode()
        secure: Headers = [(b"strict-transport-security", b"max-age=31536000")] if settings().https else []
        self.always = (*_ALWAYS, *secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        reading = scope["method"] in ("GET", "HEAD")
        if reading and (snapshot := await self._snapshot(scope)):
            await self._send_snapshot(snapshot, scope, send)
        elif not reading and scope["method"] != "OPTIONS" and self._is_cross_site(scope["headers"]):
            await self._refuse(send)
        else:
            await self._pass_on(scope, receive, send)

    async def _snapshot(self, scope: HTTPScope) -> Snapshot | None:
        if found := self.static.get(scope["path"]):
            return found
        # A page with a query is a filtered view: rendered from the edition, not served from its bytes.
        if scope["query_string"]:
            return None
        path, cookies = scope["path"], b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        if path.endswith(_PROGRAMME) and _has_any(cookies, _PROGRAMME_LACKS):
            return None
        try:
            for find, lacked in self.finding:
                if not _has_any(cookies, lacked) and (found := await find(path)):
                    return found
        except Exception as fault:
            # The application meets the same trouble, and has a page for it.
            if not db.is_unavailable(fault):
                logger.exception("looking for what is kept as bytes")
        return None

    async def _send_snapshot(self, snapshot: Snapshot, scope: HTTPScope, send: Send) -> None:
        status, headers, body = snapshot.answer(list(scope["headers"]))
        whole = _with_always(self.always, tuple(headers))
        await send({"type": "http.response.start", "status": status, "headers": whole})
        body = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _is_cross_site(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Fetch Metadata where the browser sends it, else its Origin; neither means that it is no browser."""
        given = {name: value for name, value in headers if name in (b"sec-fetch-site", b"origin")}
        if (site := given.get(b"sec-fetch-site")) is not None:
            return site not in (b"same-origin", b"none")
        origin = given.get(b"origin")
        return origin is not None and origin != self.origin

    async def _refuse(self, send: Send) -> None:
        body = b"This form was sent from another website, so nothing was done. Open the page here and try again.\n"
        headers: Headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 403, "headers": [*self.always, *headers]})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _pass_on(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        head = scope["method"] == "HEAD"
        if head:
            scope = cast("HTTPScope", {**scope, "method": "GET"})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                message = {**message, "headers": _with_missing(self.always, headers)}
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _has_any(cookies: bytes, names: Iterable[str]) -> bool:
    return cookies != b"" and any(f"{cookie_name(name)}=".encode() in cookies for name in names)


@lru_cache(maxsize=2000)
def _with_always(always: Pairs, given: Pairs) -> Headers:
    # Those of bytes are the same each time.
    return _with_missing(always, given)


def _with_missing(always: Pairs, given: Iterable[tuple[bytes, bytes]]) -> Headers:
    # A page may be stricter than the rule, as personal pages are with Referrer-Policy.
    given = list(given)
    names = {name.lower() for name, _ in given}
    return [*(pair for pair in always if pair[0] not in names), *given]
