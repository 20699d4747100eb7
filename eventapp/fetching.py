"""Asking other servers for something, or telling them, at addresses that people typed: never for ever.

Whoever may type an address could make this server ask what only it can reach: its own ports, the machines beside it.
So a host is looked up once, what was found is checked, and that very machine is connected to. A second look-up, as
an HTTP client does it, could give another one.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache

import httpx

from eventapp.settings import settings
from eventapp.texts import _

MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65535
# How networks that speak only IPv6 write the machines that speak only IPv4.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Machine = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):
    """It could not be had. The text says why, in a sentence for whoever gave the address."""


@dataclass(frozen=True)
class Fetched:
    """What came. `body` is None where nothing has changed since the `etag` that was asked with."""

    body: bytes | None
    etag: str


async def fetch(address: str, *, accept: str, limit_bytes: int, seconds: float, etag: str = "") -> Fetched:
    """What is at this address: at most so many bytes (unpacked), within so many seconds in all.

    With the `etag` of an earlier time it asks only for what is new. Not for use within a transaction: the database
    would wait for somebody else's server. Raises `NotFetched`.
    """
    url = checked(address)
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "eventapp"}
    if etag:
        headers["If-None-Match"] = etag
    async with _within(seconds, url.host):
        return await _follow(url, headers, limit_bytes)


async def send(address: str, body: bytes, *, headers: dict[str, str], seconds: float) -> None:
    """Posts this to the address, and nowhere else: where it sends on to is not followed, and its answer not read.

    Raises `NotFetched` where it does not answer within so many seconds that all is well (a status from 200 to 299).
    Not for use within a transaction, likewise.
    """
    url = checked(address)
    async with _within(seconds, url.host), _client() as client:
        answer = await _answer(client, "POST", url, {**headers, "User-Agent": "eventapp"}, body)
        await answer.aclose()
    if not answer.is_success:
        raise _bad_status(answer, url.host)


@contextlib.asynccontextmanager
async def _within(seconds: float, host: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise NotFetched(_("%(host)s took too long to answer.") % {"host": host}) from None
    except (httpx.HTTPError, zlib.error):
        raise NotFetched(_("%(host)s could not be reached.") % {"host": host}) from None


def checked(address: str) -> httpx.URL:
    """The address, where it is one that may be asked at all. Looks nothing up. Raises `NotFetched`."""
    try:
        url = httpx.URL(address)
        is_of_the_web = url.scheme in _PORTS and url.host != "" and (url.port or 0) <= _HIGHEST_PORT
    except (httpx.InvalidURL, UnicodeError):
        # Names with letters of all languages have a spelling of their own, and not every text is one.
        is_of_the_web = False
    if not is_of_the_web:
        raise NotFetched(_("Write an address that begins with https:// or http://."))
    if url.userinfo:
        raise NotFetched(_("Leave out the name and password before the @. They would be shown to others."))
    return url


async def _follow(url: httpx.URL, headers: dict[str, str], limit_bytes: int) -> Fetched:
    async with _client() as client:
        for _redirect in range(MOST_REDIRECTS + 1):
            answer = await _answer(client, "GET", url, headers)
            try:
                if not answer.has_redirect_location:
                    return await _read(answer, url.host, limit_bytes)
                url = _next(url, answer.headers["Location"])
            finally:
                await answer.aclose()
    raise NotFetched(_("This address sends on to others, too often."))


def _client() -> httpx.AsyncClient:
    # Without the environment: a proxy that it names would look hosts up for itself.
    return httpx.AsyncClient(
        verify=_certificates(),
        trust_env=False,
        follow_redirects=False,
        timeout=None,  # noqa: S113 (`_within` has one)
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Those that this machine trusts. Reading them stops everything else for 50 ms: once is enough."""
    return httpx.create_ssl_context(trust_env=False)


def _next(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return checked(str(url.join(location)))
    except httpx.InvalidURL:
        raise NotFetched(_("%(host)s sends on to an address that is none.") % {"host": url.host}) from None


async def _answer(
    client: httpx.AsyncClient, method: str, url: httpx.URL, headers: dict[str, str], body: bytes | None = None
) -> httpx.Response:
    """The answer of the first machine of this host that can be connected to."""
    host = url.raw_host.decode()
    machines = _allowed(url.host, await _found(host, url.port or _PORTS[url.scheme]))
    for machine in machines:
        # The server is still told which of its sites is meant, and its certificate must be for that one.
        request = client.build_request(
            method,
            url.copy_with(host=str(machine)),
            headers={"Host": url.netloc.decode(), **headers},
            content=body,
            extensions={"sni_hostname": host},
        )
        try:
            return await client.send(request, stream=True)
        except httpx.ConnectError:
            if machine == machines[-1]:
                raise
    raise AssertionError(machines)


async def _found(host: str, port: int) -> list[Machine]:
    """The machines of this name, looked up once."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(_("There is no server called %(host)s.") % {"host": host}) from None
    return [ipaddress.ip_address(address[0]) for *_kind, address in found]


def _allowed(host: str, machines: list[Machine]) -> list[Machine]:
    """Those that may be asked. Raises `NotFetched` where none may."""
    allowed = [machine for machine in machines if settings().fetch_private or is_public(machine)]
    if not allowed:
        raise NotFetched(_("%(host)s is in a private network, and this server does not ask there.") % {"host": host})
    return allowed


def is_public(machine: Machine) -> bool:
    """Whether anybody could ask this machine, so that asking it for somebody gives nothing away."""
    if isinstance(machine, ipaddress.IPv6Address):
        inner = machine.ipv4_mapped or machine.sixtofour or (machine.teredo or (None, None))[1]
        if machine in _NAT64:
            inner = ipaddress.IPv4Address(machine.packed[-4:])
        if inner is not None:
            return is_public(inner)
    return machine.is_global and not (machine.is_multicast or machine.is_reserved)


async def _read(answer: httpx.Response, host: str, limit_bytes: int) -> Fetched:
    if answer.status_code == httpx.codes.NOT_MODIFIED and "If-None-Match" in answer.request.headers:
        return Fetched(None, _etag(answer))
    if answer.status_code != httpx.codes.OK:
        raise _bad_status(answer, host)
    packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("gzip", "identity"):
        raise NotFetched(_("%(host)s answered in a packing that was not asked for.") % {"host": host})
    # A few packed bytes can unpack to gigabytes: not one byte more than is wanted is unpacked.
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packed == "gzip" else None
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += unpacker.decompress(chunk, limit_bytes + 1 - len(body)) if unpacker else chunk
        if len(body) > limit_bytes:
            raise NotFetched(
                _("What %(host)s sends is larger than %(most)s megabytes.")
                % {"host": host, "most": limit_bytes // 1_000_000}
            )
        if unpacker and unpacker.eof:
            # What follows would only be kept in memory, however much it is.
            break
    if unpacker and not unpacker.eof:
        raise NotFetched(_("What %(host)s sent is not whole.") % {"host": host})
    return Fetched(bytes(body), _etag(answer))


def _bad_status(answer: httpx.Response, host: str) -> NotFetched:
    return NotFetched(_("%(host)s answered with status %(status)s.") % {"host": host, "status": answer.status_code})


def _etag(answer: httpx.Response) -> str:
    """What to ask with next time; empty where it could not be sent."""
    etag: str = answer.headers.get("ETag", "")
    return etag if etag.isascii() else ""
