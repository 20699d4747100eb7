"""Signing in: the rules about links, codes and how long a sign-in lasts."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from eventapp.errors import Refused
from eventapp.ids import fingerprint
from eventapp.notices.tables import Notice
from eventapp.people.sign_in import forget_old, make_way_in, sign_in_by_link, who_is
from eventapp.people.tables import SignIn, SignInLink
from tests.cast import a_person, an_event, an_organisation, sign_in
from tests.conftest import Clock

pytestmark = pytest.mark.anyio


async def ask(client: httpx.AsyncClient, email: str = "charlie@example.org", next_path: str = "/") -> httpx.Response:
    return await client.post("/sign-in", data={"email": email, "next": next_path})


async def mail_to(email: str = "charlie@example.org") -> tuple[str, str]:
    """The path of the link and the code in the latest message to this address."""
    notice = await Notice.objects().where(Notice.email == email).order_by(Notice.created_at, ascending=False).first()
    assert notice is not None
    link, code = (
        re.search(r"http://test\.example(/sign-in/link/\S+)", notice.body),
        re.search(r"\b\d{6}\b", notice.body),
    )
    assert link
    assert code
    return link[1], code[0]


async def name_shown(client: httpx.AsyncClient) -> str | None:
    found = re.search(r"Signed in as ([^<]+)", (await client.get("/")).text)
    return found[1] if found else None


# The message


async def test_whoever_asks_gets_a_link_and_a_code(client: httpx.AsyncClient) -> None:
    await a_person()

    await ask(client)

    notice = await Notice.objects().get(Notice.email == "charlie@example.org")
    assert notice is not None
    assert (notice.kind, notice.subject) == ("sign-in", "Your link to sign in")
    assert re.search(r"^http://test\.example/sign-in/link/[\w-]{43}$", notice.body, re.MULTILINE)
    assert re.search(r"where you asked: \d{6}\n", notice.body)


async def test_the_address_may_be_typed_in_any_case(client: httpx.AsyncClient) -> None:
    await a_person()

    await ask(client, " Charlie@Example.ORG ")

    assert await Notice.count() == 1


async def test_known_and_unknown_addresses_get_the_same_answer(client: httpx.AsyncClient) -> None:
    await a_person()

    known = await ask(client, "charlie@example.org")
    known_page = await client.get("/sign-in/code")
    unknown = await ask(client, "nobody1@example.org")
    unknown_page = await client.get("/sign-in/code")

    assert (known.status_code, known.headers["location"]) == (303, "/sign-in/code")
    assert (unknown.status_code, unknown.headers["location"]) == (303, "/sign-in/code")
    assert [*known.headers] == [*unknown.headers]
    assert known_page.text == unknown_page.text
    assert [row["email"] for row in await Notice.select(Notice.email)] == ["charlie@example.org"]


async def test_a_wrong_code_gets_the_same_answer_for_known_and_unknown_addresses(client: httpx.AsyncClient) -> None:
    await a_person()
    pages = []

    for email in ("charlie@example.org", "nobody@example.org"):
        await ask(client, email)
        pages.append(await client.post("/sign-in/code", data={"code": "000000 wrong"}))

    assert [page.status_code for page in pages] == [422, 422]
    assert pages[0].text == pages[1].text


async def test_something_that_is_no_address_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "charlie at example")

    assert answer.status_code == 422
    assert "Write an email address in full, such as name@example.org." in answer.text
    assert 'value="charlie at example"' in answer.text


async def test_an_hour_brings_five_links_at_most(client: httpx.AsyncClient, clock: Clock) -> None:
    await a_person()

    for _time in range(7):
        await ask(client)
    in_the_hour = await Notice.count()
    clock.advance(timedelta(minutes=61))
    await ask(client)

    assert in_the_hour == 5
    assert await Notice.count() == 6


async def test_secrets_are_stored_hashed(client: httpx.AsyncClient) -> None:
    await a_person()

    await ask(client)
    link, code = await mail_to()
    await client.post(link)

    stored = str(await SignInLink.select()) + str(await SignIn.select())
    assert link.rsplit("/", 1)[1] not in stored
    assert f"'{code}'" not in stored
    assert client.cookies["sid"] not in stored


# The link


async def test_opening_the_link_only_shows_a_button(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, _code = await mail_to()

    answers = [await client.get(link), await client.get(link), await client.head(link)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert f'action="{link}"' in answers[0].text
    assert await name_shown(client) is None
    assert await SignIn.count() == 0


async def test_pressing_the_button_signs_in_and_goes_on(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client, next_path="/day/plan")
    link, _code = await mail_to()

    answer = await client.post(link)

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/plan")
    assert await name_shown(client) == "Charlie"


async def test_the_link_works_in_another_browser(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, _code = await mail_to()
    client.cookies.clear()

    await client.post(link)

    assert await name_shown(client) == "Charlie"


async def test_a_link_works_once(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, _code = await mail_to()
    await client.post(link)
    client.cookies.clear()

    again, page = await client.post(link), await client.get(link)

    assert (again.status_code, page.status_code) == (410, 410)
    assert "This link no longer works" in again.text
    assert await name_shown(client) is None


async def test_of_two_who_use_a_link_at_once_one_is_signed_in(db: None) -> None:
    secret = (await make_way_in(await a_person())).address.rsplit("/", 1)[1]

    both = [sign_in_by_link(secret, own_device=False) for _ in range(2)]
    results = await asyncio.gather(*both, return_exceptions=True)

    assert [type(one) for one in results].count(Refused) == 1
    assert await SignIn.count() == 1


async def test_a_link_lasts_30_minutes(client: httpx.AsyncClient, clock: Clock) -> None:
    await a_person()
    await ask(client)
    link, _code = await mail_to()

    clock.advance(timedelta(minutes=29, seconds=59))
    in_time = await client.get(link)
    clock.advance(timedelta(seconds=1))
    late = await client.post(link)

    assert (in_time.status_code, late.status_code) == (200, 410)


@pytest.mark.parametrize("secret", ["x", "%00", "a" * 300, "'; drop table person;--"])
async def test_a_made_up_link_signs_nobody_in(client: httpx.AsyncClient, secret: str) -> None:
    await a_person()

    answers = [await client.get(f"/sign-in/link/{secret}"), await client.post(f"/sign-in/link/{secret}")]

    assert [answer.status_code for answer in answers] == [410, 410]


async def test_the_link_s_page_lets_its_own_form_say_where_it_comes_from(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, _code = await mail_to()

    answer = await client.get(link)

    # With `no-referrer` browsers that know no Sec-Fetch-Site would send `Origin: null`, which is refused.
    assert answer.headers["referrer-policy"] == "same-origin"


# The code


async def test_the_code_signs_in_and_goes_on(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client, next_path="/day/plan")
    _link, code = await mail_to()

    answer = await client.post("/sign-in/code", data={"code": f" {code[:3]} {code[3:]} "})

    assert (answer.status_code, answer.headers["location"]) == (303, "/day/plan")
    assert await name_shown(client) == "Charlie"


async def test_using_the_code_uses_up_the_link(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, code = await mail_to()
    await client.post("/sign-in/code", data={"code": code})

    again = await client.post(link)

    assert again.status_code == 410


async def test_an_older_code_works_too_since_mails_overtake_one_another(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    await a_person()
    await ask(client)
    _link, code = await mail_to()
    clock.advance(timedelta(minutes=1))
    await ask(client)

    await client.post("/sign-in/code", data={"code": code})

    assert await name_shown(client) == "Charlie"


async def test_the_code_of_one_person_does_not_sign_in_another(client: httpx.AsyncClient) -> None:
    await a_person()
    await a_person("Denise")
    await ask(client, "charlie@example.org")
    _link, code = await mail_to("charlie@example.org")
    await ask(client, "denise@example.org")

    answer = await client.post("/sign-in/code", data={"code": code})

    assert answer.status_code == 422
    assert await name_shown(client) is None


async def test_after_five_wrong_codes_the_right_one_and_the_link_are_dead(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    link, code = await mail_to()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    for _time in range(5):
        await client.post("/sign-in/code", data={"code": wrong})
    answers = [await client.post("/sign-in/code", data={"code": code}), await client.post(link)]

    assert [answer.status_code for answer in answers] == [422, 410]
    assert await name_shown(client) is None


async def test_four_wrong_codes_are_forgiven(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    _link, code = await mail_to()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    for _time in range(4):
        await client.post("/sign-in/code", data={"code": wrong})
    await client.post("/sign-in/code", data={"code": code})

    assert await name_shown(client) == "Charlie"


async def test_the_code_s_page_asks_for_the_address_first(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sign-in/code")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_a_forged_address_cookie_is_not_believed(client: httpx.AsyncClient) -> None:
    await a_person()
    await ask(client)
    _link, code = await mail_to()
    client.cookies.clear()
    client.cookies.set("signing-in", '"charlie@example.org".AAAA')

    answer = await client.post("/sign-in/code", data={"code": code})

    assert answer.status_code == 422


# How long it lasts


async def signed_in_by_link(client: httpx.AsyncClient, **typed: str) -> httpx.Response:
    await a_person()
    await ask(client)
    link, _code = await mail_to()
    return await client.post(link, data=typed)


async def test_a_shared_computer_is_the_default_and_ends_after_20_minutes_without_use(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    answer = await signed_in_by_link(client)
    shown = []

    for minutes in (19, 19, 19, 20):
        clock.advance(timedelta(minutes=minutes))
        shown.append(await name_shown(client))

    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("sid="))
    assert "max-age" not in cookie.lower()
    assert shown == ["Charlie", "Charlie", "Charlie", None]


async def test_an_own_device_stays_signed_in_for_30_days(client: httpx.AsyncClient, clock: Clock) -> None:
    answer = await signed_in_by_link(client, own_device="y")

    clock.advance(timedelta(days=29, hours=23))
    before = await name_shown(client)
    clock.advance(timedelta(hours=1))
    after = await name_shown(client)

    assert "Max-Age=2592000" in answer.headers["set-cookie"]
    assert (before, after) == ("Charlie", None)


async def test_the_cookie_is_kept_from_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    answer = await signed_in_by_link(client)

    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("sid="))
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "path=/", "samesite=lax"}


async def test_each_sign_in_has_a_new_secret(client: httpx.AsyncClient) -> None:
    client.cookies.set("sid", "chosen-by-somebody-else")

    await signed_in_by_link(client)

    secrets = [cookie.value for cookie in client.cookies.jar if cookie.name == "sid"]
    assert all(len(secret or "") == 43 or secret == "chosen-by-somebody-else" for secret in secrets)
    assert await who_is("chosen-by-somebody-else") is None


@pytest.mark.parametrize("secret", ["forged", "a" * 43, "'; drop table sign_in;--"])
async def test_a_forged_cookie_is_nobody(client: httpx.AsyncClient, secret: str) -> None:
    await signed_in_by_link(client)
    client.cookies.clear()
    client.cookies.set("sid", secret)

    assert await name_shown(client) is None


async def test_the_stored_hash_is_no_way_in(client: httpx.AsyncClient) -> None:
    await signed_in_by_link(client)
    stored = await SignIn.objects().first()
    assert stored is not None
    client.cookies.clear()
    client.cookies.set("sid", stored.secret_hash)

    assert await name_shown(client) is None


async def test_signing_out_ends_it_on_the_server_too(client: httpx.AsyncClient) -> None:
    await signed_in_by_link(client)
    secret = client.cookies["sid"]

    answer = await client.post("/sign-out")
    client.cookies.set("sid", secret)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert await name_shown(client) is None


async def test_signing_out_says_so_once(client: httpx.AsyncClient) -> None:
    await signed_in_by_link(client)

    await client.post("/sign-out")
    first, second = await client.get("/"), await client.get("/")

    assert ("You are signed out." in first.text, "You are signed out." in second.text) == (True, False)


async def test_opening_the_sign_out_address_signs_nobody_out(client: httpx.AsyncClient) -> None:
    await signed_in_by_link(client)

    answer = await client.get("/sign-out")

    assert answer.status_code == 405
    assert await name_shown(client) == "Charlie"


async def test_being_seen_is_written_once_a_minute_at_most(client: httpx.AsyncClient, clock: Clock) -> None:
    await signed_in_by_link(client)
    first = await SignIn.select(SignIn.seen_at)

    clock.advance(timedelta(seconds=59))
    await client.get("/")
    second = await SignIn.select(SignIn.seen_at)
    clock.advance(timedelta(seconds=2))
    await client.get("/")
    third = await SignIn.select(SignIn.seen_at)

    assert first == second
    assert third[0]["seen_at"] - first[0]["seen_at"] == timedelta(seconds=61)


# Where it leads


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil.example",
        "/x y",
        "/" + "x" * 501,
        "",
    ],
)
async def test_the_next_page_is_always_on_this_site(client: httpx.AsyncClient, path: str) -> None:
    await a_person()
    await ask(client, next_path=path)
    link, _code = await mail_to()

    answer = await client.post(link)

    assert answer.headers["location"] == "/"


async def test_the_next_page_keeps_its_question(client: httpx.AsyncClient) -> None:
    await an_event()

    answer = await client.get("/day/proposals/new?workshop=abc&x=1")
    form = await client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert 'value="/day/proposals/new?workshop=abc&amp;x=1"' in form.text


# Signed out in the middle


async def test_what_was_written_while_the_sign_in_ended_is_kept_to_be_sent_again(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    event = await an_event()
    await sign_in(client, await a_person("Denise", await an_organisation(event)))
    clock.advance(timedelta(days=31))

    answer = await client.post("/day/workshops/new", data={"title": 'Tea & "talk"', "notes": "Line 1\nLine 2"})

    assert answer.status_code == 403
    assert 'action="/day/workshops/new"' in answer.text
    assert "Tea &amp; &#34;talk&#34;</textarea>" in answer.text
    assert "Line 1\r\nLine 2</textarea>" in answer.text.replace("\r\n", "\n").replace("\n", "\r\n")


async def test_a_form_from_somebody_who_never_signed_in_leads_to_the_sign_in_page(client: httpx.AsyncClient) -> None:
    await an_event()

    answer = await client.post("/day/workshops/new?x=1", data={"title": "Tea"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/day/workshops/new")


# Old ones


async def test_what_can_no_longer_be_used_is_deleted(client: httpx.AsyncClient, clock: Clock) -> None:
    person = await a_person()
    await sign_in(client, person)
    await ask(client)
    clock.advance(timedelta(days=31))
    way = await make_way_in(person)
    await ask(client)

    await forget_old()

    rows = await SignInLink.select(SignInLink.link_hash)
    assert len(rows) == 2
    assert fingerprint(way.address.rsplit("/", 1)[1]) in [row["link_hash"] for row in rows]
    assert await SignIn.count() == 0
    assert await Notice.count() == 1
