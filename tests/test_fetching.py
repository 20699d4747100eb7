"""Asking other servers: only those that anybody could ask, only so much, only so long."""

import asyncio
import gzip
import ipaddress
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from eventapp import fetching
from eventapp.fetching import Fetched, NotFetched, fetch, is_public, send
from eventapp.settings import settings

pytestmark = pytest.mark.anyio

PUBLIC = "93.184.216.34"
LOOPBACK = "127.0.0.1"


class Server:
    """On a port of this machine; answers each request with what stands at its path, and keeps what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            # Whoever asked had no more time before they could say what.
            writer.close()
            return
        if length := re.search(r"(?i)\r\ncontent-length: (\d+)", asked):
            asked += (await reader.readexactly(int(length[1]))).decode()
        self.asked.append(asked)
        writer.write(self.pages.get(asked.split()[1], b""))
        if asked.split()[1] == "/slow":
            # It ends when whoever asked has gone, in whatever way.
            with suppress(ConnectionError):
                await reader.read()
        writer.close()

    def address(self, path: str = "/", host: str = LOOPBACK) -> str:
        return f"http://{host}:{self.port}{path}"


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in {"Content_Length": str(len(body)), **headers}.items()
    ]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    found = Server()
    listening = await asyncio.start_server(found.answer, LOOPBACK, 0)
    found.port = listening.sockets[0].getsockname()[1]
    yield found
    listening.close()
    await listening.wait_closed()


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> None:
    """Private networks may be asked."""
    there = replace(settings(), fetch_private=True)
    monkeypatch.setattr(fetching, "settings", lambda: there)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What each host name is found to be, one look-up after the other."""
    found: dict[str, list[list[str]]] = {}

    async def look_up(host: str, port: int) -> list[fetching.Machine]:
        return [ipaddress.ip_address(machine) for machine in found[host].pop(0)]

    monkeypatch.setattr(fetching, "_found", look_up)
    return found


async def get(address: str, *, limit_bytes: int = 1000, seconds: float = 5, etag: str = "") -> Fetched:
    return await fetch(address, accept="text/calendar", limit_bytes=limit_bytes, seconds=seconds, etag=etag)


# What comes


@pytest.mark.usefixtures("private")
async def test_what_is_there_comes_with_its_etag(server: Server) -> None:
    server.pages["/rooms.ics?key=1"] = reply(b"BEGIN:VCALENDAR", ETag='"1"')

    assert await get(server.address("/rooms.ics?key=1")) == Fetched(b"BEGIN:VCALENDAR", '"1"')


@pytest.mark.usefixtures("private")
async def test_what_has_not_changed_does_not_come_again(server: Server) -> None:
    server.pages["/"] = reply(status="304 Not Modified", ETag='"1"')

    found = await get(server.address(), etag='"1"')

    assert found == Fetched(None, '"1"')
    assert 'if-none-match: "1"' in server.asked[0].lower().splitlines()


@pytest.mark.usefixtures("private")
async def test_an_etag_that_cannot_be_sent_back_is_left_out(server: Server) -> None:
    server.pages["/"] = reply(b"here", ETag='"é"')

    assert await get(server.address()) == Fetched(b"here", "")


@pytest.mark.usefixtures("private")
async def test_packed_answers_are_unpacked(server: Server) -> None:
    server.pages["/"] = reply(gzip.compress(b"x" * 900), Content_Encoding="gzip")

    assert (await get(server.address())).body == b"x" * 900


@pytest.mark.usefixtures("private")
async def test_what_follows_a_packed_answer_is_not_waited_for(server: Server) -> None:
    server.pages["/slow"] = reply(gzip.compress(b"here"), Content_Encoding="gzip", Content_Length="9999999")

    assert (await get(server.address("/slow"))).body == b"here"


@pytest.mark.usefixtures("private")
async def test_a_way_that_leads_elsewhere_is_followed(server: Server) -> None:
    server.pages["/old"] = reply(status="301 Moved", Location="/new")
    server.pages["/new"] = reply(b"here")

    assert (await get(server.address("/old"))).body == b"here"


# What is refused


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (reply(b"x" * 1001), "larger than 0 megabytes"),
        (reply(gzip.compress(b"x" * 10_000_000), Content_Encoding="gzip"), "larger than 0 megabytes"),
        (reply(gzip.compress(b"x" * 900)[:-9], Content_Encoding="gzip"), "not whole"),
        (reply(b"not packed", Content_Encoding="gzip"), "could not be reached"),
        (reply(b"x", Content_Encoding="br"), "a packing that was not asked for"),
        (reply(status="404 Not Found"), "answered with status 404"),
        (reply(status="304 Not Modified"), "answered with status 304"),
        (reply(status="302 Found", Location="/"), "sends on to others, too often"),
        (reply(status="302 Found", Location="file:///etc/passwd"), "begins with https:// or http://"),
        (reply(status="302 Found", Location="http://name:word@elsewhere.test/"), "Leave out the name and password"),
        (b"not HTTP at all\r\n\r\n", "could not be reached"),
        (b"", "could not be reached"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.usefixtures("private")
async def test_what_cannot_be_used_is_said_in_words(server: Server, page: bytes, words: str) -> None:
    server.pages["/"] = page

    with pytest.raises(NotFetched, match=words):
        await get(server.address())


@pytest.mark.usefixtures("private")
async def test_a_redirect_is_followed_three_times_and_no_more(server: Server) -> None:
    server.pages["/"] = reply(status="302 Found", Location="/")

    with pytest.raises(NotFetched):
        await get(server.address())

    assert len(server.asked) == 4


@pytest.mark.usefixtures("private")
async def test_time_is_counted_from_the_first_byte_to_the_last(server: Server) -> None:
    server.pages["/slow"] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun"

    with pytest.raises(NotFetched, match="took too long"):
        await get(server.address("/slow"), seconds=0.05)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rooms.ics",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "javascript:alert(1)",
        "http://xn--/rooms.ics",
        "http://example.org:65536/",
    ],
)
async def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(NotFetched, match="Write an address that begins with https:// or http://"):
        await get(address)


async def test_names_and_passwords_do_not_belong_into_addresses() -> None:
    with pytest.raises(NotFetched, match="Leave out the name and password"):
        await get("https://name:word@example.org/rooms.ics")


# Private networks


@pytest.mark.parametrize(
    "host", [LOOPBACK, "localhost", "127.1", "2130706433", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"]
)
async def test_this_machine_is_not_asked_however_it_is_written(server: Server, host: str) -> None:
    server.pages["/"] = reply(b"secret")

    with pytest.raises(NotFetched, match="in a private network"):
        await get(server.address(host=host))

    assert server.asked == []


@pytest.mark.parametrize(
    ("machine", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1::", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.1.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("ff0e::1", False),
        ("::ffff:10.0.0.1", False),
        (f"::ffff:{PUBLIC}", True),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::10.0.0.1", False),
        (f"64:ff9b::{PUBLIC}", True),
    ],
)
def test_machines_that_only_neighbours_reach_are_not_public(machine: str, public: bool) -> None:  # noqa: FBT001
    assert is_public(ipaddress.ip_address(machine)) is public


async def test_a_public_address_that_sends_on_to_a_private_one_gets_nowhere(
    server: Server, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names |= {"calendar.test": [[LOOPBACK]], "inside.test": [["192.168.0.1"]]}
    server.pages["/"] = reply(status="302 Found", Location="http://inside.test/")
    # This machine stands for a public one, and for that one only.
    monkeypatch.setattr(fetching, "is_public", lambda machine: str(machine) == LOOPBACK)

    with pytest.raises(NotFetched, match=r"inside\.test is in a private network"):
        await get(server.address(host="calendar.test"))


async def test_a_name_is_looked_up_once_and_what_was_found_is_asked(
    server: Server, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A second look-up would fail the test: there is nothing more to be found.
    names |= {"calendar.test": [["10.0.0.1", LOOPBACK]]}
    server.pages["/"] = reply(b"here")
    monkeypatch.setattr(fetching, "is_public", lambda machine: str(machine) == LOOPBACK)

    found = await get(server.address(host="calendar.test"))

    assert found.body == b"here"
    assert f"host: calendar.test:{server.port}" in server.asked[0].lower().splitlines()


async def test_the_next_machine_of_a_name_is_asked_where_the_first_cannot_be(
    server: Server, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens there: the server is on 127.0.0.1 only.
    names |= {"calendar.test": [["127.0.0.2", LOOPBACK]]}
    server.pages["/"] = reply(b"here")
    monkeypatch.setattr(fetching, "is_public", lambda _machine: True)

    assert (await get(server.address(host="calendar.test"))).body == b"here"


async def test_a_name_of_nobody_is_said_in_words() -> None:
    with pytest.raises(NotFetched, match="There is no server called"):
        await get(f"http://{'x' * 64}.test/")


async def test_proxies_of_the_environment_are_not_asked(
    server: Server, private: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:1")
    server.pages["/"] = reply(b"here")

    assert (await get(server.address())).body == b"here"


# What is sent


@pytest.mark.usefixtures("private")
async def test_what_is_sent_arrives_whole_with_its_headers(server: Server) -> None:
    server.pages["/told"] = reply(status="204 No Content")

    await send(server.address("/told"), "Größe".encode(), headers={"webhook-id": "1"}, seconds=5)

    [asked] = server.asked
    assert (asked.split("\r\n")[0], asked.split("\r\n\r\n")[1]) == ("POST /told HTTP/1.1", "Größe")
    assert "webhook-id: 1" in asked.lower().splitlines()


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("status", ["301 Moved", "404 Not Found", "500 Fault"])
async def test_what_is_not_taken_is_said_and_sent_nowhere_else(server: Server, status: str) -> None:
    server.pages["/"] = reply(status=status, Location=server.address("/other"))

    with pytest.raises(NotFetched, match=rf"^127\.0\.0\.1 answered with status {status[:3]}\.$"):
        await send(server.address(), b"{}", headers={}, seconds=5)

    assert len(server.asked) == 1


async def test_nothing_is_sent_into_a_private_network(server: Server) -> None:
    with pytest.raises(NotFetched, match="private network"):
        await send(server.address(), b"{}", headers={}, seconds=5)

    assert server.asked == []
