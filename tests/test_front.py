"""What holds for every response: headers, HEAD, refusal of other sites' forms, static files, published bytes."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from eventapp import assets, front
from eventapp.front import CONTENT_SECURITY_POLICY, Front
from eventapp.settings import settings
from eventapp.snapshots import Snapshot, make
from tests.cast import an_event

pytestmark = pytest.mark.anyio

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}


def headers_of_ours(answer: httpx.Response) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name in HEADERS}


# Headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/day/", 200),
        ("GET", "/nowhere/", 404),
        ("GET", "/day/plan", 303),
        ("PUT", "/", 405),
        ("DELETE", "/static/x", 404),
        ("POST", "/sign-in", 422),
        ("GET", assets.url("app.css"), 200),
        ("GET", "/health", 200),
        ("OPTIONS", "/sign-in", 204),
    ],
)
async def test_every_response_has_the_headers(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    await an_event()

    answer = await client.request(method, path)

    assert (answer.status_code, headers_of_ours(answer)) == (status, HEADERS)


def test_the_content_security_policy_lets_nothing_in_from_elsewhere() -> None:
    sources = {source for rule in CONTENT_SECURITY_POLICY.split("; ") for source in rule.split()[1:]}

    assert sources == {"'none'", "'self'", "data:"}


async def test_only_https_is_promised_for_later_visits() -> None:
    found = []

    for https in (False, True):
        client, _seen = a_front(https=https)
        found.append((await client.get("/")).headers.get("strict-transport-security"))

    assert found == [None, "max-age=31536000"]


async def test_a_page_may_be_stricter_than_the_rule() -> None:
    client, _seen = a_front(headers=[(b"Referrer-Policy", b"no-referrer")])

    answer = await client.get("/")

    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]


# A front before an application that only notes what it is asked


class Seen(list[str]):
    """The methods and paths that came through."""


def a_front(
    *,
    headers: list[tuple[bytes, bytes]] | None = None,
    published: dict[str, Snapshot] | None = None,
    for_visitors: dict[str, Snapshot] | None = None,
    for_strangers: dict[str, Snapshot] | None = None,
    https: bool = False,
) -> tuple[httpx.AsyncClient, Seen]:
    seen = Seen()

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(f"{scope['method']} {scope['path']}")
        await send({"type": "http.response.start", "status": 200, "headers": headers or []})
        await send({"type": "http.response.body", "body": b"from the app"})

    async def find(path: str) -> Snapshot | None:
        return (published or {}).get(path)

    async def only_visitors(path: str) -> Snapshot | None:
        return (for_visitors or {}).get(path)

    async def only_strangers(path: str) -> Snapshot | None:
        return (for_strangers or {}).get(path)

    changed = dataclasses.replace(settings(), base_url=f"http{'s' if https else ''}://test.example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front, "settings", lambda: changed)
        made: Any = Front(app, [find], for_visitors=only_visitors, for_strangers=only_strangers)
    return httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://test.example"), seen


# HEAD


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    await an_event()

    for path in ("/", "/day/", "/nowhere", assets.url("app.css")):
        get, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


# Other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "nonsense"},
        {"origin": "http://evil.example"},
        {"origin": "https://test.example"},
        {"origin": "http://test.example:81"},
        {"origin": "null"},
        {"origin": ""},
        # What the browser says of the site counts more than an Origin that looks right.
        {"origin": "http://test.example", "sec-fetch-site": "cross-site"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_what_another_site_sends_is_refused_before_the_application_sees_it(
    method: str, headers: dict[str, str]
) -> None:
    client, seen = a_front()

    answer = await client.request(method, "/sign-out", headers=headers)

    assert (answer.status_code, seen) == (403, [])
    assert headers_of_ours(answer) == HEADERS


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://test.example"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
    ],
)
async def test_our_own_forms_and_programs_pass(headers: dict[str, str]) -> None:
    client, seen = a_front()

    answer = await client.post("/sign-out", headers=headers)

    assert (answer.status_code, seen) == (200, ["POST /sign-out"])


async def test_links_from_other_sites_open_pages() -> None:
    client, seen = a_front()

    await client.get("/day/", headers={"sec-fetch-site": "cross-site", "origin": "http://evil.example"})

    assert seen == ["GET /day/"]


# Static files


async def test_static_files_may_be_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get(assets.url("app.css"))

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/static/app.css", "/static/app.00000000.css", "/static/../eventapp/app.py", "/static/"]
)
async def test_no_other_file_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


# Published bytes


def a_page(body: bytes = b"<p>Hello</p>" * 50) -> Snapshot:
    return make(body, "text/html; charset=utf-8", cache_control="public", changed=datetime(2026, 11, 21, tzinfo=UTC))


async def test_a_published_page_is_answered_without_the_application() -> None:
    client, seen = a_front(published={"/day/programme": a_page()})

    answer = await client.get("/day/programme")

    assert (answer.status_code, answer.text, seen) == (200, "<p>Hello</p>" * 50, [])
    assert headers_of_ours(answer) == HEADERS


async def test_who_has_saved_sessions_gets_the_programme_from_the_application_and_all_else_as_bytes() -> None:
    client, seen = a_front(published={"/day/programme": a_page(), "/day/calendar": a_page()})

    for cookie in ("", "sid=x", "saved=x", "messages=x"):
        await client.get("/day/programme", headers={"Cookie": cookie})
        await client.get("/day/calendar", headers={"Cookie": cookie})

    assert seen == ["GET /day/programme", "GET /day/programme"]


async def test_who_is_signed_in_or_has_a_message_gets_a_page_of_visitors_from_the_application() -> None:
    client, seen = a_front(for_visitors={"/day": a_page()})

    for cookie in ("", "saved=x", "sid=x", "a=b; messages=x"):
        await client.get("/day", headers={"Cookie": cookie})

    assert seen == ["GET /day", "GET /day"]


async def test_who_has_saved_sessions_gets_a_page_of_strangers_from_the_application() -> None:
    client, seen = a_front(for_strangers={"/day": a_page()})

    for cookie in ("", "a=b", "a=b; saved=x", "sid=x"):
        await client.get("/day", headers={"Cookie": cookie})

    assert seen == ["GET /day", "GET /day"]


async def test_where_looking_for_bytes_fails_the_application_answers(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b"Please try again."})

    async def find(path: str) -> None:
        raise ConnectionRefusedError if path == "/away" else ZeroDivisionError

    made: Any = Front(app, [find], for_visitors=find, for_strangers=find)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://test.example")
    answers = [await client.get(path) for path in ("/away", "/broken")]

    assert ([answer.status_code for answer in answers], seen) == ([503, 503], ["/away", "/broken"])
    # That the database does not answer is told elsewhere, and addresses may be secrets.
    assert [record.getMessage() for record in caplog.records] == ["looking for what is kept as bytes"]


async def test_a_question_or_a_form_goes_to_the_application() -> None:
    client, seen = a_front(published={"/day/programme": a_page()})

    await client.get("/day/programme?kind=talk")
    await client.post("/day/programme")
    await client.get("/day/other")

    assert seen == ["GET /day/programme", "POST /day/programme", "GET /day/other"]


async def test_who_knows_a_page_is_told_that_it_is_the_same() -> None:
    client, _seen = a_front(published={"/day/programme": a_page()})
    first = await client.get("/day/programme")

    again = await client.get("/day/programme", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert headers_of_ours(again) == HEADERS


async def test_what_is_not_http_goes_through_untouched() -> None:
    seen = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    async def find(_path: str) -> None:
        return None

    made: Any = Front(app, [find], for_visitors=find, for_strangers=find)
    nothing: Callable[..., Any] = lambda: None  # noqa: E731 (neither is called)
    await made({"type": "lifespan"}, nothing, nothing)

    assert seen == ["lifespan"]
