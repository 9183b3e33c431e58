"""Facts as JSON: a purchase, or an event of the programme's own (docs/command-line.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from treue.domain.events import CustomEvent, Purchase
from treue.domain.orders import Line, LineKind, Order, Receipt
from treue.engine.returning.standing import RETURN
from treue.forms.checked_json import convert, read_object, shown
from treue.forms.event_fields import DECIMALS_MAX, ONE_LINE, WHOLE_MAX, Text, is_exact, read_event_fields
from treue.forms.faults import WrongInput
from treue.programme.records import JOINED, PURCHASE

if TYPE_CHECKING:
    from treue.processing.versions import Versions

Word = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=200, pattern=ONE_LINE, description="a text in one line, 1 to 200 characters,"
    ),
]
Minor = Annotated[
    int,
    msgspec.Meta(
        ge=-WHOLE_MAX, le=WHOLE_MAX, description="a whole number of the currency's smallest unit, like 249 for 2.49,"
    ),
]
Quantity = Annotated[Decimal, msgspec.Meta(description="a number")]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z", description="a currency like EUR")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}\Z", description="a country like DE")]
Instant = Annotated[
    datetime, msgspec.Meta(tz=True, description="an instant with its offset, like 2026-03-01T08:30:00+01:00,")
]
Day = Annotated[date, msgspec.Meta(description="a day like 2026-03-01")]
Kind = Annotated[LineKind, msgspec.Meta(description=f"one of {', '.join(LineKind)}")]
Tags = Annotated[tuple[Text, ...], msgspec.Meta(description="a list of texts")]


class LineForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an order."""

    sku: Word
    amount: Minor
    quantity: Quantity = Decimal(1)
    discount: Minor = 0
    name: Text = ""
    category: Text = ""
    brand: Text = ""
    tags: Tags = ()
    kind: Kind = LineKind.GOODS
    id: Text = ""
    tax: Annotated[
        Minor, msgspec.Meta(description="what of the paid amount is value added tax, in the currency's smallest unit,")
    ] = 0


class OrderForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paid order."""

    currency: Currency
    lines: Annotated[tuple[LineForm, ...], msgspec.Meta(min_length=1, description="a list of at least one line")]
    kind: Text = ""
    channel: Text = ""
    store: Text = ""
    till: Text = ""
    partner: Text = ""
    country: Country | None = None


class ReceiptForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What identifies a printed receipt."""

    store: Text
    till: Text
    number: Word
    business_date: Day


class PurchaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A purchase."""

    event: Word
    occurred_at: Instant
    order: OrderForm
    receipt: ReceiptForm | None = None


class OwnEventForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event that the programme declares."""

    event: Word
    occurred_at: Instant
    fields: Annotated[dict[str, Any], msgspec.Meta(description="an object with the event's fields")] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a file reports."""

    event: Purchase | CustomEvent
    receipt: Receipt | None = None


def read_fact(content: bytes, name: str, versions: Versions) -> Fact:
    """The fact in a JSON text, checked against what the programme declares. Raises WrongInput with every fault."""
    return fact_of(read_object(content, name), name, versions)


def fact_of(value: Mapping[str, Any], name: str, versions: Versions) -> Fact:
    """The same from JSON that was read."""
    kind = value.get("event")
    if kind == PURCHASE:
        return _purchase(convert(value, PurchaseForm, name), name)
    form = convert(value, OwnEventForm, name)
    instant = instant_of(form.occurred_at, name)
    version = versions.at(instant)
    if version is None:
        # The programme had not begun: the books say so, whatever the event was.
        return Fact(CustomEvent(form.event, instant, {}))
    declared = version.programme.events.get(form.event)
    if declared is None:
        known = ", ".join([PURCHASE, *version.programme.events])
        commands = {JOINED: "for joining there is `treue join`", RETURN: "for a return there is `treue return`"}
        hint = f" ({commands[form.event]})" if form.event in commands else ""
        raise WrongInput(f"{name}: event: there is no event '{form.event}'{hint}; known here: {known}.")
    fields = read_event_fields(form.fields, declared, version.programme, name)
    return Fact(CustomEvent(form.event, instant, fields))


def _purchase(form: PurchaseForm, name: str) -> Fact:
    faults = [
        f"{name}: order.lines[{number}].quantity: a number with at most {DECIMALS_MAX} decimals belongs here; "
        f"found {shown(line.quantity)}."
        for number, line in enumerate(form.order.lines, 1)
        if not is_exact(line.quantity)
    ]
    if faults:
        raise WrongInput(*faults)
    lines = tuple(Line(**msgspec.structs.asdict(line)) for line in form.order.lines)
    order = Order(**{**msgspec.structs.asdict(form.order), "lines": lines, "country": form.order.country or ""})
    receipt = Receipt(**msgspec.structs.asdict(form.receipt)) if form.receipt is not None else None
    return Fact(Purchase(instant_of(form.occurred_at, name), order), receipt)


def instant_of(instant: datetime, name: str) -> datetime:
    """The instant in UTC. Raises WrongInput."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise WrongInput(f"{name}: occurred_at: this instant is outside the calendar.") from None
