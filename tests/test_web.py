"""What pages share: forms as browsers send them, messages, signed values, answers and error pages."""

import dataclasses
import re
from functools import cache
from typing import Any

import httpx
import pytest
from litestar import Response, get, post

from eventapp import app as application
from eventapp import web
from eventapp.app import create_app
from eventapp.errors import Refused
from eventapp.people.sign_in import make_way_in
from eventapp.settings import settings
from eventapp.web import Answer, Asked, go, posted, say, set_cookie, sign, unsign
from tests.cast import a_person, a_published_session, an_event, sign_in

pytestmark = pytest.mark.anyio


# Signed values


@pytest.mark.parametrize("value", ["text", 5, ["a", {"b": None}], ""])
def test_a_signed_value_comes_back_as_it_was(value: Any) -> None:
    assert unsign("booking", sign("booking", value)) == value


@pytest.mark.parametrize("text", ["", "x", "x.y", ".", "é", '"admin".AAAA', "a" * 10_000])
def test_what_was_not_signed_here_is_nothing(text: str) -> None:
    assert unsign("booking", text) is None


def test_a_value_signed_for_one_purpose_is_nothing_for_another() -> None:
    assert unsign("sign-in", sign("booking", "value")) is None


def test_a_changed_value_is_nothing() -> None:
    signed = sign("booking", {"places": 1})

    assert unsign("booking", signed.replace(signed[3], "x" if signed[3] != "x" else "y", 1)) is None


# Answers


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/day/programme?kind=talk&x=1#top", "/day/programme?kind=talk&x=1#top"),
        ("/day/a b", "/day/a%20b"),
        ("/day/é", "/day/%C3%A9"),
        ("/day\r\nSet-Cookie: x=1", "/day%0D%0ASet-Cookie:%20x=1"),
    ],
)
def test_a_redirect_is_a_303_and_cannot_break_out_of_its_header(path: str, location: str) -> None:
    answer = go(path)

    assert (answer.status_code, answer.headers["Location"]) == (303, location)


@pytest.mark.parametrize(
    ("base_url", "name", "secure"), [("http://x.example", "sid", False), ("https://x.example", "__Host-sid", True)]
)
def test_cookies_are_bound_to_the_host_on_https(
    monkeypatch: pytest.MonkeyPatch,
    base_url: str,
    name: str,
    secure: bool,  # noqa: FBT001 (of the table)
) -> None:
    changed = dataclasses.replace(settings(), base_url=base_url)
    monkeypatch.setattr(web, "settings", lambda: changed)
    answer: Answer = Response(None)

    set_cookie(answer, "sid", "value")

    cookie = next(iter(answer.cookies))
    assert (cookie.key, cookie.secure, cookie.httponly, cookie.samesite, cookie.path, cookie.domain) == (
        name,
        secure,
        True,
        "lax",
        "/",
        None,
    )


async def test_on_https_browsers_take_every_cookie_and_every_ending_of_one(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = dataclasses.replace(settings(), base_url="https://test.example")
    monkeypatch.setattr(web, "settings", lambda: changed)
    event = await an_event()
    soup = await a_published_session(event)
    way = await make_way_in(await a_person("Charlie"))
    form = {"form_key": "key of Jo", "name": "Jo", "places": "1"}

    answers = [
        await client.post("https://test.example/sign-in", data={"email": "charlie@example.org"}),
        await client.post("https://test.example/sign-in/link/" + way.address.rsplit("/", 1)[1]),
        await client.post("https://test.example/sign-out"),
        await client.get("https://test.example/"),
        await client.post(f"https://test.example/day/sessions/{soup.session}/booking", data=form),
        await client.post("https://test.example/day/my-day/leaving"),
    ]

    cookies = [
        (said.split("=")[0], "Max-Age=0" in said, {"Secure", "Path=/", "HttpOnly"} <= set(said.split("; ")))
        for answer in answers
        for said in answer.headers.get_list("set-cookie")
    ]
    # Named `__Host-`, a cookie that is not `Secure` is left aside, so what it should end would stay.
    assert sorted(cookies) == sorted(
        (f"__Host-{name}", is_ending, True)
        for name, is_ending in [
            ("signing-in", False),
            ("signing-in", True),
            ("sid", False),
            ("sid", True),
            ("messages", False),
            ("messages", True),
            ("my-day", False),
            ("messages", False),
            ("my-day", True),
            ("saved", True),
        ]
    )


# An application with a few pages of its own


@post("/try/form")
async def show_form(request: Asked) -> Answer:
    form = await posted(request)
    return Response(
        {name: [str(value) for value in form.getlist(name)] for name in form}, media_type="application/json"
    )


@post("/try/message")
async def leave_message() -> Answer:
    return say(go("/"), "Tea & <b>cake</b> are ready.", "success")


@get("/try/fault")
async def fail() -> None:
    raise ZeroDivisionError("a secret detail")


@get("/try/refusal")
async def refuse() -> None:
    raise Refused("This is not shown as a refusal, since no page caught it.")


class Tried:
    """A subject with pages to try things on."""

    handlers = (show_form, leave_message, fail, refuse)


@cache
def _program_with_more() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "SUBJECTS", [*application.SUBJECTS, Tried])
        return create_app()


@pytest.fixture
async def tried(db: None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(_program_with_more())
    return httpx.AsyncClient(transport=transport, base_url="http://test.example")


# Forms


async def test_a_form_keeps_every_value_of_a_name(tried: httpx.AsyncClient) -> None:
    answer = await tried.post("/try/form", data={"a": ["1", "2"], "b": "Žofia & 你好", "c": ""})

    assert answer.json() == {"a": ["1", "2"], "b": ["Žofia & 你好"], "c": [""]}


async def test_a_form_with_a_file_is_read_too(tried: httpx.AsyncClient) -> None:
    answer = await tried.post("/try/form", data={"a": "1"}, files={"file": ("x.csv", b"1,2")})

    assert answer.json()["a"] == ["1"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b""),
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&=;=%zz"),
        ("application/json", b"{"),
        ("text/plain", b"\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"a=1"),
        ("nonsense", b"a=1"),
    ],
)
async def test_a_form_that_did_not_arrive_whole_is_no_fault(tried: httpx.AsyncClient, kind: str, body: bytes) -> None:
    answer = await tried.post("/try/form", content=body, headers={"content-type": kind})

    assert answer.status_code < 500


# Messages


async def test_a_message_is_shown_once_and_as_text(tried: httpx.AsyncClient) -> None:
    await tried.post("/try/message")

    first, second = (await tried.get("/")).text, (await tried.get("/")).text

    assert "Tea &amp; &lt;b&gt;cake&lt;/b&gt; are ready." in first
    assert "are ready" not in second


@pytest.mark.parametrize("cookie", ["nonsense", '[["success","Forged"]].AAAA', ""])
async def test_a_forged_message_is_not_shown(client: httpx.AsyncClient, cookie: str) -> None:
    client.cookies.set("messages", cookie)

    answer = await client.get("/")

    assert (answer.status_code, "Forged" in answer.text) == (200, False)


# Pages


async def test_pages_are_never_kept_by_browsers_or_proxies(client: httpx.AsyncClient) -> None:
    await an_event()
    await sign_in(client, await a_person())

    found = {(await client.get(path)).headers["cache-control"] for path in ("/", "/day/", "/nowhere", "/day/plan")}

    assert found == {"no-store"}


# Error pages


async def test_a_fault_shows_a_reference_that_the_log_has_and_no_detail(
    tried: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await tried.get("/try/fault")

    logged = re.search(r"fault (\w{6}) in GET /try/fault", caplog.text)
    assert logged
    assert answer.status_code == 500
    assert logged[1] in answer.text
    assert "secret detail" not in answer.text
    assert "ZeroDivisionError: a secret detail" in caplog.text


async def test_a_refusal_that_no_page_catches_is_a_fault_of_the_program(tried: httpx.AsyncClient) -> None:
    assert (await tried.get("/try/refusal")).status_code == 500


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/nowhere/at/all", 404),
        ("GET", "/%00", 404),
        ("GET", "/day/rooms/%00/x", 404),
        ("GET", "/" + "x" * 3000, 404),
        ("GET", "/%ff%fe", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/day/log", 405),
    ],
)
async def test_what_is_not_there_gets_a_page_with_words(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    await an_event()

    answer = await client.request(method, path)

    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "Litestar" not in answer.text
    assert not re.search(
        r"\b(error|invalid|failed)\b", answer.text.split("<main")[1].split("</main>")[0], re.IGNORECASE
    )


async def test_405_says_what_would_work(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/sign-in")

    assert {method.strip() for method in answer.headers["allow"].split(",")} >= {"GET", "POST"}


async def test_a_body_that_is_too_large_is_said(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", content=b"email=" + b"x" * 12_000_001)

    assert answer.status_code in (413, 422)
    assert "<h1" in answer.text


async def test_what_is_too_large_is_refused_as_that(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"email": "a" * 13_000_000})

    assert (answer.status_code, "That is too large" in answer.text) == (413, True)
