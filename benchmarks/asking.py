"""The least that a client needs, so that a benchmark measures the server: one connection, one request at a time."""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode


@dataclass(frozen=True)
class Got:
    """An answer: its headers by name in lower case, its bytes as they came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A connection that stays open. Make it with `to`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def get(self, path: str, *headers: tuple[str, str]) -> Got:
        return await self._ask("GET", path, headers, b"")

    async def post(self, path: str, form: dict[str, str], *headers: tuple[str, str]) -> Got:
        """Sends a form, as a browser does."""
        kind = ("content-type", "application/x-www-form-urlencoded")
        return await self._ask("POST", path, (*headers, kind), urlencode(form).encode())

    async def _ask(self, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Got:
        asked = [("host", "127.0.0.1"), *headers, *([("content-length", str(len(body)))] if body else [])]
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked), "", ""]
        self._writer.write("\r\n".join(lines).encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        status = int(head[0].split()[1])
        length = 0 if status == 304 else int(found.get("content-length", 0))
        return Got(status, found, await self._reader.readexactly(length))
