"""Requests to the HTTP API, as bytes: what a till, an import and a shop's pages would send over a kept connection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from bench.orders import MEMBERS, Orders, reference
from treue.domain.events import Purchase
from treue.domain.orders import Line
from treue.processing.commands import Command

_CRLF = "\r\n"


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """One request of HTTP/1.1."""
    lines = [f"{method} {path} HTTP/1.1", "Host: treue", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return (_CRLF.join(lines) + _CRLF + _CRLF).encode() + body


def purchases(secret: str, orders: Orders, count: int) -> list[bytes]:
    """A purchase each."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    return [request("POST", "/v1/events", headers, reported(command)) for command in orders.purchases(count)]


def purchases_in_lines(secret: str, orders: Orders, count: int, lines: int) -> list[bytes]:
    """Many purchases each, one a line."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson"}
    return [
        request("POST", "/v1/events/lines", headers, b"\n".join(map(reported, orders.purchases(lines))))
        for _ in range(count)
    ]


def wallets(secret: str, chance: Random, count: int) -> list[bytes]:
    """The wallet of a member drawn from all, each."""
    headers = {"Authorization": f"Bearer {secret}"}
    names = [reference(chance.randrange(MEMBERS)).value for _ in range(count)]
    return [request("GET", f"/v1/members/external:{name}/wallet", headers) for name in names]


def pages(cookie: str, paths: Sequence[str]) -> list[bytes]:
    """Pages of the console; those with a question mark as a piece, as the browser asks for them while one types."""
    headers = {"Cookie": f"treue_session={cookie}", "Accept-Language": "en"}
    piece = {**headers, "HX-Request": "true"}
    return [request("GET", path, piece if "?" in path else headers) for path in paths]


def reported(command: Command) -> bytes:
    """A purchase as the till reports it."""
    assert isinstance(command.event, Purchase)
    order = command.event.order
    body = {
        "member": f"{command.member.kind}:{command.member.value}",
        "source": command.source,
        "external_id": command.external_id,
        "event": "purchase",
        "occurred_at": command.event.occurred_at.isoformat(),
        "order": {
            "currency": order.currency,
            "channel": order.channel,
            "store": order.store,
            "till": order.till,
            "lines": [_line(line) for line in order.lines],
        },
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _line(line: Line) -> dict[str, Any]:
    told = {"sku": line.sku, "amount": line.amount, "quantity": int(line.quantity), "category": line.category}
    return told | ({"brand": line.brand} if line.brand else {}) | ({"tags": list(line.tags)} if line.tags else {})
