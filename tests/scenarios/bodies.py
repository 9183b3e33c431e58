"""Purchases and returns of scenarios as a till sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tests.scenarios.said import json_of, receipt_json
from tests.scenarios.story import Asked
from treue.domain.events import CustomEvent, Purchase, Return
from treue.domain.orders import Line, Order
from treue.domain.values import FieldValue


def order_json(order: Order) -> dict[str, Any]:
    words = ("currency", "kind", "channel", "store", "partner", "country")
    told = {word: getattr(order, word) for word in words if getattr(order, word)}
    return {**told, **own_json(order.attributes), "lines": [line_json(line) for line in order.lines]}


def line_json(line: Line) -> dict[str, Any]:
    told = {name: value for name, value in asdict(line).items() if value and name != "attributes"}
    return {**told, **own_json(line.attributes), "amount": line.amount, "quantity": float(line.quantity)}


def own_json(attributes: Mapping[str, FieldValue]) -> dict[str, Any]:
    return {"attributes": {name: json_of(value) for name, value in attributes.items()}} if attributes else {}


def is_line(asked: Asked) -> bool:
    """Whether it is a fact that says itself what makes it happen once."""
    command = asked.command
    named = command.external_id is not None or command.receipt is not None or command.request_key is not None
    return isinstance(command.event, Purchase | Return | CustomEvent) and named


def return_json(event: Return) -> dict[str, Any]:
    named = event.order
    order = {"receipt": receipt_json(named.receipt)} if named.receipt else asdict(named)
    lines = [
        {
            "line": back.line,
            **({"quantity": float(back.quantity)} if back.quantity is not None else {}),
            **({"amount": back.amount} if back.amount is not None else {}),
        }
        for back in event.lines
    ]
    amount = {"amount": event.amount} if event.amount is not None else {}
    order = {name: value for name, value in order.items() if value}
    return {"event": "return", "order": order, "lines": lines, **amount}
