"""Bytes that are served as they are: compressed and hashed once, answered without rendering anything."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path

import brotli
import zstandard

from eventapp.made_before import made_before

Headers = list[tuple[bytes, bytes]]

# Brotli's best takes half a second for 400 kB; of a page, 46 ms, and the second best (9) 9 ms, for 1 % less than 7.
_SMALL = 100_000


@dataclass(frozen=True)
class Snapshot:
    """A response with its compressed forms. Make it with `make`; ask `answer` for what to send."""

    bodies: dict[bytes, bytes]
    etag: bytes
    changed: datetime | None
    headers: Headers

    def is_of(self, body: bytes) -> bool:
        """Whether this is what `make` gives for these bytes."""
        return self.bodies[b""] == body

    def answer(self, request_headers: Headers) -> tuple[int, Headers, bytes]:
        """Status (200 or 304), headers and body for a GET with these request headers (names in lower case)."""
        asked = dict(request_headers)
        encoding = _best_encoding(asked.get(b"accept-encoding", b""), tuple(self.bodies))
        whole, not_changed = self._heads[encoding]
        return (304, [*not_changed], b"") if self._known(asked) else (200, [*whole], self.bodies[encoding])

    @cached_property
    def _heads(self) -> dict[bytes, tuple[Headers, Headers]]:
        """The headers of 200 and of 304 by encoding: the same for everybody, and written once."""
        return {encoding: self._head(encoding, body) for encoding, body in self.bodies.items()}

    def _head(self, encoding: bytes, body: bytes) -> tuple[Headers, Headers]:
        etag = b'"' + self.etag + (b"-" + encoding if encoding else b"") + b'"'
        headers = [*self.headers, (b"etag", etag), (b"vary", b"accept-encoding")]
        if self.changed:
            headers.append((b"last-modified", format_datetime(self.changed, usegmt=True).encode()))
        not_changed = [pair for pair in headers if pair[0] != b"content-type"]
        if encoding:
            headers.append((b"content-encoding", encoding))
        return [*headers, (b"content-length", str(len(body)).encode())], not_changed

    def _known(self, asked: dict[bytes, bytes]) -> bool:
        # RFC 9110, 13.2.2: If-Modified-Since counts only where If-None-Match is absent.
        if (tags := asked.get(b"if-none-match")) is not None:
            return tags.strip() == b"*" or any(self._is_ours(tag) for tag in tags.split(b","))
        if self.changed and (since := asked.get(b"if-modified-since")):
            try:
                moment = parsedate_to_datetime(since.decode("latin1"))
            except ValueError:
                return False
            return self.changed <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        return False

    def _is_ours(self, tag: bytes) -> bool:
        # Weak comparison: the same content in any encoding, with or without W/.
        plain = tag.strip().removeprefix(b"W/").strip(b'"')
        return plain.partition(b"-")[0] == self.etag


def make(
    body: bytes,
    content_type: str,
    *,
    cache_control: str,
    changed: datetime | None = None,
    extra: Headers | None = None,
    smaller: Mapping[bytes, bytes] | None = None,
) -> Snapshot:
    """A snapshot of `body`, kept in every compressed form that is smaller: as `compressed` gives them.

    Without `smaller` it is compressed here, which is too slow for the event loop.
    """
    return Snapshot(
        bodies={b"": body, **(compressed(body) if smaller is None else smaller)},
        etag=hashlib.sha256(body).hexdigest()[:24].encode(),
        # To the second, as HTTP dates are: otherwise a client that repeats our own date would look out of date.
        changed=changed.replace(microsecond=0) if changed else None,
        headers=[
            (b"content-type", content_type.encode()),
            (b"cache-control", cache_control.encode()),
            *(extra or []),
        ],
    )


def compressed(body: bytes, *, as_small_as_can_be: bool = True) -> dict[bytes, bytes]:
    """The forms of `body` that are smaller than it, by the names that browsers ask for. Slow.

    What others wait for need not be `as_small_as_can_be`: it takes a fiftieth of the time and gives a tenth more bytes.
    """
    ways = _SMALLEST if as_small_as_can_be and len(body) < _SMALL else _SMALLER
    return _smaller(body, {name: compress(body) for name, compress in ways.items()})


def compressed_before(body: bytes) -> dict[bytes, bytes]:
    """As `compressed`, for what every process needs when it starts: each takes what another has made."""
    of = f"{_MADE_BY}-{hashlib.sha256(body).hexdigest()[:24]}"
    forms = {name: made_before(f"{of}.{name.decode()}", partial(way, body)) for name, way in _SMALLEST.items()}
    return _smaller(body, forms)


def _smaller(body: bytes, forms: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return {name: form for name, form in forms.items() if len(form) < len(body)}


_SMALLEST: dict[bytes, Callable[[bytes], bytes]] = {
    b"br": partial(brotli.compress, quality=11),
    b"zstd": partial(zstandard.compress, level=19),
    b"gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
_SMALLER = _SMALLEST | {b"br": partial(brotli.compress, quality=7), b"zstd": partial(zstandard.compress, level=9)}
# Another way makes other bytes, and is kept apart.
_MADE_BY = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]


def quickly_compressed(body: bytes) -> dict[bytes, bytes]:
    """The one form of `body` that every client reads, for what is made while somebody waits for it."""
    form = gzip.compress(body, 6, mtime=0)
    return {b"gzip": form} if len(form) < len(body) else {}


# Browsers ask in a handful of ways.
@lru_cache(maxsize=1000)
def _best_encoding(accepted: bytes, there: tuple[bytes, ...]) -> bytes:
    wanted = {}
    for part in accepted.lower().split(b","):
        name, _, quality = part.strip().partition(b";")
        wanted[name.strip()] = quality.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return next((name for name in (b"br", b"zstd", b"gzip") if name in there and wanted.get(name)), b"")
