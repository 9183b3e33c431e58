"""Keys and contents as hashes (docs/rules.md R3.1), and the stored form of an event.

The content of a command is its typed value without absent and default fields, so a field that is added later with a
default leaves every older fingerprint as it was. `FINGERPRINT` numbers the way contents are written; a change of it
adds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import blake2b
from itertools import combinations
from typing import Any

import msgspec

from treue.domain.events import Brought, Event, Joined, Purchase, Return
from treue.domain.orders import Line, Order, Receipt
from treue.processing.commands import Command
from treue.processing.fields import plain_decimal, stored_fields

FINGERPRINT = 1

_encode = msgspec.json.Encoder(order="sorted").encode
_DEFAULT_QUANTITY = Decimal(1)


def plain(value: Any) -> Any:
    """The value as JSON can carry it, records without fields that have their default."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is Purchase:
        return {"occurred_at": value.occurred_at.astimezone(UTC).isoformat(), "order": _plain_order(value.order)}
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if is_dataclass(kind):
        return {name: plain(item) for name, default in _defaults(kind) if (item := getattr(value, name)) != default}
    if kind is Decimal:
        return plain_decimal(value)
    if kind is datetime:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return stored_fields(value)
    raise TypeError(f"{kind.__name__} has no stored form")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command with its stored form, its content hash and its keys (kind, hash), computed once."""

    command: Command
    body: str
    content: bytes
    keys: tuple[tuple[str, bytes], ...]


def prepare(command: Command) -> Prepared:
    """Everything about a command that follows from it alone."""
    body = body_of(command.event)
    return Prepared(command, body, content_hash(command, body), tuple(keys_of(command)))


def body_of(event: Event) -> str:
    """The event as it is stored beside its decision; what nobody reported is marked."""
    brought = {"brought": True} if isinstance(event, Brought) else {}
    return _encode({**plain(event), **brought}).decode()


def content_hash(command: Command, body: str) -> bytes:
    """Hash of everything the command says besides its keys, its actor, and how it names an existing member.

    Whose event it was is compared by the member himself, since one till may name him by card and another by id.
    """
    return _hash(_rest(command), body.encode())


def receipt_content_hash(member_id: int, body: str) -> bytes:
    """What a receipt is compared by: the purchase and whose it is, however either was named."""
    return _hash(str(member_id).encode(), body.encode())


def keys_of(command: Command) -> list[tuple[str, bytes]]:
    """(kind, hash) of every key of the command."""
    keys: list[tuple[str, bytes]] = []
    if command.request_key is not None:
        keys.append(("request", request_key_hash(command.actor, command.request_key)))
    if command.source is not None and command.external_id is not None:
        keys.append(("fact", _fact_key(command.source, command.external_id)))
    if command.receipt is not None:
        keys.append(("receipt", _receipt_key(command.receipt)))
    return keys


def keys_called(word: str) -> list[bytes]:
    """The hashes of every key that the word may be, written as SOURCE/ID, ACTOR/KEY or STORE/TILL/NUMBER/DAY.

    Each of the parts may have a slash of its own, so there may be several of a kind.
    """
    parts = word.split("/")
    keys: list[bytes] = []
    for cut in range(1, len(parts)):
        first, second = "/".join(parts[:cut]), "/".join(parts[cut:])
        keys += [_fact_key(first, second), request_key_hash(first, second)]
    try:
        day = date.fromisoformat(parts[-1])
    except ValueError:
        return keys
    for till_at, number_at in combinations(range(1, len(parts) - 1), 2):
        store, till = "/".join(parts[:till_at]), "/".join(parts[till_at:number_at])
        keys.append(_receipt_key(Receipt(store, till, "/".join(parts[number_at:-1]), day)))
    return keys


def order_key_of(event: Return) -> bytes:
    """The hash of the key by which a return names its order."""
    order = event.order
    return _receipt_key(order.receipt) if order.receipt is not None else _fact_key(order.source, order.external_id)


def request_key_hash(actor: str, key: str) -> bytes:
    """The hash of a request key, which belongs to its actor."""
    return _hash(b"request", actor.encode(), key.encode())


def _fact_key(source: str, external_id: str) -> bytes:
    return _hash(b"fact", source.encode(), external_id.encode())


def _receipt_key(receipt: Receipt) -> bytes:
    parts = (receipt.store, receipt.till, receipt.number, receipt.business_date.isoformat())
    return _hash(b"receipt", *(part.encode() for part in parts))


def _hash(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=16)
    for part in parts:
        # The length keeps the parts apart: ("ab", "c") is not ("a", "bc").
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    # A field without a default is compared with MISSING, which nothing equals.
    return tuple((item.name, item.default if item.default is not MISSING else MISSING) for item in fields(kind))


def _rest(command: Command) -> bytes:
    """What belongs to the content besides the event: where it comes from, and who joins."""
    rest: dict[str, Any] = {"event": type(command.event).__name__}
    if isinstance(command.event, Joined):
        rest["member"] = plain(command.member)
    if command.external_id is not None:
        rest["source"], rest["external_id"] = command.source, command.external_id
    if command.receipt is not None:
        rest["receipt"] = plain(command.receipt)
    if command.person is not None:
        rest["person"] = plain(command.person)
    if command.cards:
        rest["cards"] = command.cards
    if command.other is not None:
        rest["other"] = plain(command.other)
    if command.note:
        rest["note"] = command.note
    return _encode(rest)


def _plain_order(order: Order) -> dict[str, Any]:
    # Written out, like the lines, because an import does it for every purchase.
    stored: dict[str, Any] = {"currency": order.currency, "lines": [_plain_line(line) for line in order.lines]}
    if order.kind:
        stored["kind"] = order.kind
    if order.channel:
        stored["channel"] = order.channel
    if order.store:
        stored["store"] = order.store
    if order.till:
        stored["till"] = order.till
    if order.partner:
        stored["partner"] = order.partner
    if order.country:
        stored["country"] = order.country
    if order.attributes:
        stored["attributes"] = stored_fields(order.attributes)
    return stored


def _plain_line(line: Line) -> dict[str, Any]:
    stored: dict[str, Any] = {"sku": line.sku, "amount": line.amount}
    if line.quantity != _DEFAULT_QUANTITY:
        stored["quantity"] = plain_decimal(line.quantity)
    if line.discount:
        stored["discount"] = line.discount
    if line.name:
        stored["name"] = line.name
    if line.category:
        stored["category"] = line.category
    if line.brand:
        stored["brand"] = line.brand
    if line.tags:
        stored["tags"] = list(line.tags)
    if line.kind != "goods":
        stored["kind"] = line.kind.value
    if line.tax:
        stored["tax"] = line.tax
    if line.attributes:
        stored["attributes"] = stored_fields(line.attributes)
    if line.id:
        stored["id"] = line.id
    return stored
