"""A receiver of webhooks for tests: a real HTTP server on loopback that answers as it is told to.

It speaks HTTP by hand, so that it can also do what no proper server does: fall silent, drip, hang up.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def webhook_id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """The body, if the standard's own library accepts it. Raises WebhookVerificationError."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass(slots=True)
class Receiver:
    """What came, and how the next ones are answered: by the behaviours in turn, the last of them for ever."""

    port: int
    scheme: str = "http"
    host: str = "127.0.0.1"
    received: list[Received] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=lambda: [answering(204)])
    open_now: int = 0
    open_most: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/hooks"

    def answers(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    self.received.append(await _request(reader))
                    self.arrived.set()
                    behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
                    await behaviour(writer)
                    await writer.drain()
        finally:
            self.open_now -= 1
            writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(head[0].split(" ")[1], headers, body)


def answering(status: int, **headers: str) -> Behaviour:
    """A proper answer; `retry_after="5"` is the header Retry-After."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} Said\r\n{lines}content-length: 0\r\n\r\n".encode())

    return answer


async def silence(_: asyncio.StreamWriter) -> None:
    """Never answers."""
    await asyncio.sleep(60)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Cuts the connection off."""
    writer.transport.abort()


async def drip_head(writer: asyncio.StreamWriter) -> None:
    """A letter of the head now and then, never all of it: each one in time, the whole never."""
    for letter in b"HTTP/1.1 200 OK\r\nx-slow: " + b"a" * 600:
        writer.write(bytes([letter]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_body(writer: asyncio.StreamWriter) -> None:
    """Says yes at once, and then a body that does not end."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    for _ in range(1200):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


async def flood(writer: asyncio.StreamWriter) -> None:
    """Says yes, and then far more than anybody wants to read."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
    for _ in range(100):
        writer.write(b"." * 1_000_000)
        await writer.drain()


@asynccontextmanager
async def receiving(
    *behaviours: Behaviour, host: str = "127.0.0.1", certificate: tuple[str, str] | None = None
) -> AsyncIterator[Receiver]:
    """A receiver on a free port; with a certificate, (file, file of its key), over TLS."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    receiver = Receiver(0)
    handling: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handling.add(asyncio.create_task(receiver.handle(reader, writer)))

    server = await asyncio.start_server(begin, host, 0, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    if behaviours:
        receiver.answers(*behaviours)
    if certificate is not None:
        receiver.scheme, receiver.host = "https", "localhost"
    else:
        receiver.host = host
    try:
        yield receiver
    finally:
        server.close()
        for task in handling:
            task.cancel()
        await asyncio.gather(*handling, return_exceptions=True)
