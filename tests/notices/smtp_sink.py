"""A mail server of one's own: it takes mails on this machine and keeps them in a list."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Sink:
    """What the server took, and to whom it says no: by recipient, the whole answer; an empty one hangs up."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 sink ready\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            answer = "250 fine"
            if word == "RCPT":
                answer = self.answers.get(line.split("<")[1].split(">")[0], answer)
            elif word == "DATA":
                writer.write(b"354 go on\r\n")
                await self._take(reader)
            elif word == "QUIT":
                answer = "221 goodbye"
            if not answer:
                break
            writer.write(f"{answer}\r\n".encode())
            if word == "QUIT":
                break
        writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        text = await reader.readuntil(b"\r\n.\r\n")
        # Lines that begin with a dot travel with a second one.
        lines = [line.removeprefix(b".") for line in text[:-3].split(b"\r\n")]
        mail = email.message_from_bytes(b"\n".join(lines), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)


@asynccontextmanager
async def mail_server(port: int = 0) -> AsyncIterator[Sink]:
    """A server on this port of this machine, or on any that is free."""
    sink = Sink()
    server = await asyncio.start_server(sink.talk, "127.0.0.1", port)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink
