"""The least that a client needs, so that a benchmark measures the server: one connection, one request at a time."""

import asyncio
from dataclasses import dataclass
from typing import Self


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
        lines = [f"GET {path} HTTP/1.1", "host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers), "", ""]
        self._writer.write("\r\n".join(lines).encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        status = int(head[0].split()[1])
        length = 0 if status == 304 else int(found.get("content-length", 0))
        return Got(status, found, await self._reader.readexactly(length))
