"""What pages share: finding the event and the person, forms, answers, messages and error pages."""

import logging
from typing import Any
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeSerializer
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotFoundException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from eventapp import db
from eventapp.event.access import NOBODY, Roles, roles_at
from eventapp.event.tables import Event
from eventapp.forms import Posted
from eventapp.ids import new_code
from eventapp.people.sign_in import who_is
from eventapp.people.tables import Person
from eventapp.settings import settings
from eventapp.snapshots import Snapshot
from eventapp.templating import render
from eventapp.texts import _

Asked = Request[Any, Any, Any]
Answer = Response[Any]

logger = logging.getLogger("eventapp")


class SignInNeeded(Exception):
    """The page is for people who are signed in, and nobody is.

    `typed` is the form of somebody who was signed in until lately: what they wrote must not be lost.
    """

    def __init__(self, typed: Posted | None = None) -> None:
        self.typed = typed
        super().__init__()


# Who asks, for which event


async def signed_in(request: Asked) -> Person | None:
    """The person signed in in this browser. Looked up once a request, and only where a page wants to know."""
    if "person" not in request.scope["state"]:
        secret = request.cookies.get(cookie_name("sid"))
        request.scope["state"]["person"] = await who_is(secret) if secret else None
    person: Person | None = request.scope["state"]["person"]
    return person


async def roles(request: Asked, event: Event | None) -> Roles:
    """What the signed-in person is at this event. Looked up once a request."""
    if event is None:
        return NOBODY
    key = f"roles at {event.id}"
    if key not in request.scope["state"]:
        request.scope["state"][key] = await roles_at(event, await signed_in(request))
    found: Roles = request.scope["state"][key]
    return found


async def event_or_404(slug: str) -> Event:
    """The event with this slug. Raises 404."""
    event = await db.row_with(Event, slug=slug)
    if event is None:
        raise NotFoundException
    return event


async def partner_or_404(request: Asked, event: Event) -> Person:
    """The signed-in person, a partner or organiser of this event.

    Raises `SignInNeeded` for nobody and 404 for anybody else, as if the page did not exist.
    """
    person = await signed_in(request)
    if person is None:
        was_signed_in = request.method == "POST" and cookie_name("sid") in request.cookies
        raise SignInNeeded(await posted(request) if was_signed_in else None)
    if not (await roles(request, event)).partner:
        raise NotFoundException
    return person


async def organiser_or_404(request: Asked, event: Event) -> Person:
    """The signed-in person, an organiser of this event. Raises as `partner_or_404` does."""
    person = await partner_or_404(request, event)
    if not (await roles(request, event)).organiser:
        raise NotFoundException
    return person


# Forms


async def posted(request: Asked) -> Posted:
    """The form that the browser sent. Raises 413 where it is too large, 422 where it cannot be read at all."""
    try:
        values = await request.form()
    except RequestEntityTooLarge:
        raise
    except (ClientException, ValueError) as problem:
        sentence = _("This form did not arrive whole. Go back and send it again.")
        raise HTTPException(status_code=422, detail=sentence) from problem
    return Posted({name: values.getall(name) for name in values})


def asked_for(request: Asked) -> Posted:
    """The question part of the address, as a form reads it: for filters."""
    return Posted({name: request.query_params.getall(name) for name in request.query_params})


# Answers


async def page(
    request: Asked, template: str, *, event: Event | None = None, status: int = 200, **context: Any
) -> Answer:
    """The page rendered for this person: never stored by browsers or proxies, since it may show what only they may see.

    With status 422 the page's title begins with "Problem:".
    """
    person = await signed_in(request)
    body = render(
        template,
        event=event,
        person=person,
        roles=await roles(request, event),
        path=request.url.path,
        messages=_messages(request),
        problem=status == 422,
        **context,
    )
    answer = Response(body, media_type=MediaType.HTML, status_code=status, headers={"Cache-Control": "no-store"})
    if cookie_name("messages") in request.cookies:
        forget_cookie(answer, "messages")
    return answer


def snapshot_answer(request: Asked, snapshot: Snapshot) -> Answer:
    """The snapshot as this request wants it: compressed, or as 304 to who knows it."""
    status, headers, body = snapshot.answer(list(request.scope["headers"]))
    # Its own length and kind are among the headers, and a 304 has neither.
    return Response(body, status_code=status, headers={name.decode(): value.decode() for name, value in headers})


def go(path: str) -> Answer:
    """Sends the browser on to a page after a form was done (303)."""
    location = quote(path, safe="/?=&#%:;,+@~")
    return Response(None, status_code=303, headers={"Location": location, "Cache-Control": "no-store"})


def say(answer: Answer, text: str, tone: str = "success") -> Answer:
    """Adds a message that the next page shows once. `tone` is `success` or `warning`."""
    set_cookie(answer, "messages", _signed("messages").dumps([[tone, text]]))
    return answer


def _messages(request: Asked) -> list[tuple[str, str]]:
    try:
        stored = _signed("messages").loads(request.cookies.get(cookie_name("messages"), ""))
    except BadSignature:
        return []
    return [(str(tone), str(text)) for tone, text in stored]


def _signed(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=purpose)


def sign(purpose: str, value: Any) -> str:
    """`value` (plain JSON types) as text that `unsign` accepts only as it is, and only for the same purpose."""
    return str(_signed(purpose).dumps(value))


def unsign(purpose: str, text: str) -> Any | None:
    """What `sign` was given, or None for a text that it did not make."""
    try:
        return _signed(purpose).loads(text)
    except BadSignature:
        return None


def cookie_name(name: str) -> str:
    """The cookie's name here: `__Host-` binds it to this host, which browsers allow on https only."""
    return f"__Host-{name}" if settings().https else name


def set_cookie(answer: Answer, name: str, value: str, *, max_age: int | None = None) -> None:
    """Sets a cookie that no script reads. Without `max_age` (seconds) it ends with the browser's session."""
    answer.set_cookie(
        Cookie(
            key=cookie_name(name),
            value=value,
            path="/",
            max_age=max_age,
            httponly=True,
            secure=settings().https,
            samesite="lax",
        )
    )


def signed_cookie(request: Asked, name: str) -> Any | None:
    """What `set_cookie(answer, name, sign(name, value))` was given as value; None without that cookie."""
    return unsign(name, request.cookies.get(cookie_name(name), ""))


def forget_cookie(answer: Answer, name: str) -> None:
    """Makes the browser forget a cookie that `set_cookie` set."""
    # Not Litestar's `delete_cookie`: browsers take nothing named `__Host-` that is not `Secure`, an ending neither.
    set_cookie(answer, name, "", max_age=0)


# Faults: Litestar calls these without awaiting, also for paths that no route knows


def on_sign_in_needed(request: Asked, problem: SignInNeeded) -> Answer:
    """Nobody is signed in: the sign-in page, which comes back here; or what was written, to be sent again."""
    typed = [] if problem.typed is None else list(problem.typed.texts())
    if any(text.strip() for _name, text in typed):
        body = render(
            "people/signed_out.html",
            event=None,
            person=None,
            roles=NOBODY,
            path=request.url.path,
            messages=[],
            problem=False,
            typed=typed,
        )
        return Response(body, media_type=MediaType.HTML, status_code=403, headers={"Cache-Control": "no-store"})
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    return go(f"/sign-in?next={quote(request.url.path + query, safe='/')}")


def on_http_problem(request: Asked, problem: HTTPException) -> Answer:
    """One page for every status. What cannot be read from an address is a thing that does not exist."""
    status = 404 if isinstance(problem, ValidationException) else problem.status_code
    if status == 400:
        status = 422
    # Only our own sentences are shown: a library's detail is for programmers.
    text = problem.detail if status == 422 and not isinstance(problem, ValidationException) else ""
    return error_page(request, status, text if text.endswith(".") else "", dict(problem.headers or {}))


def on_fault(request: Asked, fault: Exception) -> Answer:
    """A fault of the program: a page with a reference number, under which the log holds the rest."""
    if isinstance(fault, db.Unstorable):
        # In an address it is the name of nothing; in a form it is typed.
        return error_page(request, 404 if request.method == "GET" else 422, "", {})
    if db.is_unavailable(fault):
        logger.warning("the database does not answer: %r", fault)
        return error_page(request, 503, "", {"Retry-After": "5"})
    reference = new_code()
    # Not the whole address: personal links are secrets.
    logger.error("fault %s in %s %s", reference, request.method, request.scope.get("path_template", ""), exc_info=fault)
    return error_page(request, 500, "", {}, reference)


def error_page(request: Asked, status: int, text: str, headers: dict[str, str], reference: str = "") -> Answer:
    """The page for a status of 400 and above."""
    if not reference:
        reference = new_code()
        logger.info("answer %s: %s %s", reference, status, request.method)
    title, usual = _words_of(status)
    body = render(
        "error.html",
        event=None,
        person=None,
        roles=NOBODY,
        path="",
        messages=[],
        problem=False,
        status=status,
        title=title,
        text=text or usual,
        reference=reference,
    )
    kept = {name: value for name, value in headers.items() if name.lower() in ("allow", "retry-after")}
    return Response(body, media_type=MediaType.HTML, status_code=status, headers={**kept, "Cache-Control": "no-store"})


def _words_of(status: int) -> tuple[str, str]:
    """Title and sentence for a status; the words for 500 for one that has none."""
    fault = (_("Something went wrong here"), _("Please try again in a few minutes."))
    return {
        403: (_("You cannot do that here"), _("Nothing was changed.")),
        404: (_("We cannot find that page"), _("The address may have a slip in it, or the page has moved.")),
        405: (_("That does not work here"), _("Go back to the page before and use its buttons.")),
        413: (_("That is too large"), _("Send something smaller than 12 megabytes.")),
        422: (_("There is a problem"), _("We could not read what was sent.")),
        429: (_("Please wait a little"), _("There were many tries from here in the last hour.")),
        503: (_("Many people are here now"), _("We could not take yours in yet.")),
    }.get(status, fault)
