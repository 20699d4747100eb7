"""Signing in and out."""

import re

from litestar import get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from eventapp.errors import Refused
from eventapp.people.forms import CodeForm, ContinueForm, SignInForm
from eventapp.people.sign_in import OWN_DEVICE, ask_to_sign_in, link_is_good, sign_in_by_code, sign_in_by_link, sign_out
from eventapp.settings import settings
from eventapp.texts import _
from eventapp.web import (
    Answer,
    Asked,
    cookie_name,
    forget_cookie,
    go,
    page,
    posted,
    say,
    set_cookie,
    sign,
    unsign,
)


def _local_path(path: str | None) -> str:
    """A path of this site. Anything that a browser could read as another host becomes the start page."""
    # Browsers take \ for /, and leave out tabs and line ends.
    if path and re.fullmatch(r"/(?!/)[^\\\x00-\x20\x7f]{0,500}", path):
        return path
    return "/"


@get("/sign-in")
async def show_sign_in(request: Asked) -> Answer:
    form = SignInForm(data={"next": _local_path(request.query_params.get("next"))})
    return await page(request, "people/sign_in.html", form=form)


@post("/sign-in")
async def ask_for_link(request: Asked) -> Answer:
    form = SignInForm(await posted(request))
    if not form.validate():
        return await page(request, "people/sign_in.html", status=422, form=form)
    answer = go("/sign-in/code")
    set_cookie(answer, "signing-in", sign("signing-in", form.email.data), max_age=3600)
    # After the answer is sent: so it takes as long for an unknown address as for a known one.
    answer.background = BackgroundTask(ask_to_sign_in, form.email.data or "", _local_path(form.next.data))
    return answer


@get("/sign-in/code")
async def show_code(request: Asked) -> Answer:
    email = _signing_in(request)
    if not email:
        return go("/sign-in")
    return await page(request, "people/code.html", form=CodeForm(), email=email, mail_works=bool(settings().smtp_url))


@post("/sign-in/code")
async def use_code(request: Asked) -> Answer:
    email, form = _signing_in(request), CodeForm(await posted(request))
    if form.validate():
        try:
            secret, path = await sign_in_by_code(email, form.code.data or "", own_device=form.own_device.data)
        except Refused as refusal:
            form.code.errors = [str(refusal)]
        else:
            return _signed_in(secret, path, own_device=form.own_device.data)
    return await page(
        request, "people/code.html", status=422, form=form, email=email, mail_works=bool(settings().smtp_url)
    )


def _signing_in(request: Asked) -> str:
    return str(unsign("signing-in", request.cookies.get(cookie_name("signing-in"), "")) or "")


@get("/sign-in/link/{secret:str}")
async def show_link(request: Asked, secret: FromPath[str]) -> Answer:
    """Mail scanners open links, so opening one only shows a button."""
    good = await link_is_good(secret)
    # The referrer policy of all pages suffices: a stricter one would make browsers send the button's form as if it
    # came from nowhere (`Origin: null`), and the front refuses that.
    return await page(request, "people/link.html", status=200 if good else 410, form=ContinueForm(), good=good)


@post("/sign-in/link/{secret:str}")
async def use_link(request: Asked, secret: FromPath[str]) -> Answer:
    form = ContinueForm(await posted(request))
    try:
        signed_in_secret, path = await sign_in_by_link(secret, own_device=form.own_device.data)
    except Refused:
        return await page(request, "people/link.html", status=410, form=form, good=False)
    return _signed_in(signed_in_secret, path, own_device=form.own_device.data)


def _signed_in(secret: str, path: str, *, own_device: bool) -> Answer:
    answer = go(path)
    forget_cookie(answer, "signing-in")
    set_cookie(answer, "sid", secret, max_age=int(OWN_DEVICE.total_seconds()) if own_device else None)
    return answer


@post("/sign-out")
async def leave(request: Asked) -> Answer:
    if secret := request.cookies.get(cookie_name("sid")):
        await sign_out(secret)
    answer = say(go("/"), _("You are signed out."))
    forget_cookie(answer, "sid")
    # What the browser kept of signed-in pages goes too: the next person at this computer may press Back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


handlers = [show_sign_in, ask_for_link, show_code, use_code, show_link, use_link, leave]
