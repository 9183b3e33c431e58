"""One attempt: a signed message posted to a webhook, and what came of it.

No redirect is followed. Of the answer only its status is kept, and how long the receiver wants to be left alone. An
attempt ends in time whatever the receiver does.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal, Self

import httpcore

from treue import __version__
from treue.delivery.webhooks.egress import CheckedEgress, ForbiddenAddress, Resolver, resolve
from treue.domain.networks import Network
from treue.processing.clock import stopwatch

Fault = Literal[
    "status",
    "redirect",
    "timeout",
    "certificate",
    "tls",
    "forbidden_address",
    "not_resolved",
    "not_reached",
    "broken_off",
]
"""What went wrong with an attempt: the status says no, or there was none."""

SECONDS_MAX = 20.0
"""Standard Webhooks advises between 15 and 30 s."""
BODY_SECONDS_MAX = 2.0
BODY_BYTES_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt; delivered where `fault` is None."""

    seconds: float
    status: int | None = None
    fault: Fault | None = None
    retry_after: timedelta | None = None


class Sender:
    """Posts messages. Use as an asynchronous context; at most `connections_max` attempts run at once."""

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        resolver: Resolver = resolve,
        connections_max: int = 32,
        seconds_max: float = SECONDS_MAX,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds_max = seconds_max
        self._pools = {
            scheme: httpcore.AsyncConnectionPool(
                ssl_context=trusted,
                max_connections=connections_max,
                keepalive_expiry=30.0,
                network_backend=CheckedEgress(allowed, resolver, only_allowed=scheme == "http"),
            )
            for scheme in ("https", "http")
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: BaseException | type[BaseException] | TracebackType | None) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Answer:
        """One attempt; what a receiver or the way to it does never raises. `now` is for a date in Retry-After."""
        begun = stopwatch()
        try:
            async with asyncio.timeout(self._seconds_max):
                status, retry_after = await self._post(url, headers, body)
        except Exception as fault:  # noqa: BLE001 - whatever the way to a receiver does is an answer
            return Answer(stopwatch() - begun, fault=fault_of(fault))
        seconds = stopwatch() - begun
        if 200 <= status < 300:
            return Answer(seconds, status)
        kind: Fault = "redirect" if 300 <= status < 400 else "status"
        return Answer(seconds, status, kind, read_retry_after(retry_after, now))

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        pool = self._pools[url.partition(":")[0]]
        sent = {"content-type": "application/json", "user-agent": f"treue/{__version__}", **headers}
        # A connection that is still being made is closed properly by its own limit only, so that one comes first.
        steps = {**dict.fromkeys(("read", "write", "pool"), self._seconds_max), "connect": self._seconds_max / 2}
        request = pool.stream("POST", url, headers=list(sent.items()), content=body, extensions={"timeout": steps})
        async with request as response:
            found = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
            await _drain(response)
            return response.status, found.decode("latin-1")


async def _drain(response: httpcore.Response) -> None:
    """Read a short answer to its end, so that the connection can be used again; nobody waits for a long one."""
    read = 0
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for piece in response.aiter_stream():
                read += len(piece)
                if read > BODY_BYTES_MAX:
                    return
    except (TimeoutError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
        # The status was said; how the rest of the answer ends changes nothing.
        return


def read_retry_after(text: str, now: datetime) -> timedelta | None:
    """How long the receiver wants to be left alone: seconds, or a date. None where it says neither."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        return None
    return max(until - now, timedelta())


def fault_of(error: BaseException) -> Fault:
    """The kind of fault that an exception on the way to a receiver is."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    kinds: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Fault], ...] = (
        (ForbiddenAddress, "forbidden_address"),
        (ssl.SSLCertVerificationError, "certificate"),
        ((TimeoutError, httpcore.TimeoutException), "timeout"),
        (ssl.SSLError, "tls"),
        ((socket.gaierror, UnicodeError), "not_resolved"),
        (httpcore.ConnectError, "not_reached"),
    )
    for kind, fault in kinds:
        if any(isinstance(one, kind) for one in causes):
            return fault
    return "broken_off"
