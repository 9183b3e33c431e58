"""Making a decision again from what was kept of it: event, read-set and version, nothing else (docs/rules.md R5.1).

`event_of` is the reverse of `fingerprint.body_of`. What time brought has no stored event: it is decided again from its
read-set alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from treue.domain.events import Adjustment, Brought, CustomEvent, Event, Joined, LineBack, Purchase, Return, Spend
from treue.domain.orders import Line, LineKind, Order, OrderReference, Receipt
from treue.engine.applying import state_of
from treue.engine.deciding import decide
from treue.engine.decision import Decision, ReadSet
from treue.engine.returning.standing import RETURN
from treue.engine.taking import ADJUSTMENT, SPEND
from treue.engine.time import TIME_KINDS, settle
from treue.processing.fields import restored_fields
from treue.programme.records import JOINED, PURCHASE, Programme


def redecide(programme: Programme, kind: str, seq: int, body: Mapping[str, Any] | None, read_set: ReadSet) -> Decision:
    """The decision of event `seq` made again under the version it was decided by.

    Raises ValueError where what was kept is not enough for it: an erased body, an empty read-set of something due.
    """
    state = state_of(read_set, seq)
    if body is not None:
        return decide(programme, state, event_of(kind, body))
    units = {lot.unit for lot in read_set.lots}
    if kind not in TIME_KINDS or len(units) != 1:
        raise ValueError(f"event {seq} ({kind}) cannot be decided again: what it was decided from is gone")
    return settle(state, kind, units.pop(), read_set.now)


def event_of(kind: str, body: Mapping[str, Any]) -> Event:
    """The event whose stored form `body` is. Raises KeyError or ValueError for anything else."""
    if "name" in body:
        fields, instant = restored_fields(body.get("fields", {})), datetime.fromisoformat(body["occurred_at"])
        return Brought(kind, instant, fields) if "brought" in body else CustomEvent(body["name"], instant, fields)
    if kind == PURCHASE:
        return Purchase(datetime.fromisoformat(body["occurred_at"]), order_of(body["order"]))
    if kind == RETURN:
        return _return(body)
    if kind == JOINED:
        return Joined(datetime.fromisoformat(body["occurred_at"]) if "occurred_at" in body else None)
    if kind == SPEND:
        return Spend(body["reward"])
    if kind == ADJUSTMENT:
        return Adjustment(body["unit"], body["amount"], body["wording"], body.get("allow_debt", False))
    raise ValueError(f"'{kind}' is not the kind of an event with a stored body")


def _return(body: Mapping[str, Any]) -> Return:
    named = dict(body["order"])
    if "receipt" in named:
        written = dict(named["receipt"])
        named["receipt"] = Receipt(**{**written, "business_date": date.fromisoformat(written["business_date"])})
    lines = tuple(
        LineBack(line["line"], Decimal(line["quantity"]) if "quantity" in line else None, line.get("amount"))
        for line in body.get("lines", ())
    )
    return Return(datetime.fromisoformat(body["occurred_at"]), OrderReference(**named), lines, body.get("amount"))


def order_of(body: Mapping[str, Any]) -> Order:
    """The order whose stored form `body` is."""
    kept = {name: value for name, value in body.items() if name != "lines"}
    if "attributes" in kept:
        kept["attributes"] = restored_fields(kept["attributes"])
    return Order(lines=tuple(_line(line) for line in body["lines"]), **kept)


def _line(body: Mapping[str, Any]) -> Line:
    kept = dict(body)
    if "quantity" in kept:
        kept["quantity"] = Decimal(kept["quantity"])
    if "tags" in kept:
        kept["tags"] = tuple(kept["tags"])
    if "kind" in kept:
        kept["kind"] = LineKind(kept["kind"])
    if "attributes" in kept:
        kept["attributes"] = restored_fields(kept["attributes"])
    return Line(**kept)
