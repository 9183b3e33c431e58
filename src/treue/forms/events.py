"""Facts as JSON: a purchase, or an event of the programme's own (docs/command-line.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from treue.domain.events import CustomEvent, Purchase
from treue.domain.orders import Line, LineKind, Order, Receipt
from treue.engine.returning.standing import RETURN
from treue.forms.attributes import Attributes, OwnOfOrder
from treue.forms.checked_json import filled, read_object, unlike
from treue.forms.declared_fields import DeclaredReader
from treue.forms.faults import WrongInput
from treue.forms.plain_values import DECIMALS_MAX, WHOLE_MAX, Day, Instant, Text, Word, instant_in, instant_of, is_exact
from treue.programme.records import JOINED, PURCHASE, Programme
from treue.words.sentences import Sentence, sentence

if TYPE_CHECKING:
    from treue.processing.versions import Versions

Minor = Annotated[
    int,
    msgspec.Meta(
        ge=-WHOLE_MAX, le=WHOLE_MAX, description="a whole number of the currency's smallest unit, like 249 for 2.49,"
    ),
]
Quantity = Annotated[Decimal, msgspec.Meta(description="a number")]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z", description="a currency like EUR")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}\Z", description="a country like DE")]
Kind = Annotated[
    LineKind,
    msgspec.Meta(
        description=f"one of {', '.join(LineKind)}",
        extra={"wanted": sentence("one of {words}", words=", ".join(LineKind))},
    ),
]
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
    attributes: Attributes = {}


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
    attributes: Attributes = {}


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
    if value.get("event") == PURCHASE:
        return _purchase(value, name, versions)
    return Fact(_own_event(value, name, versions))


def _own_event(value: Mapping[str, Any], name: str, versions: Versions) -> CustomEvent:
    form, faults = filled(value, OwnEventForm, name)
    instant = instant_of(form.occurred_at, name) if form is not None else instant_in(value)
    version = versions.at(instant) if instant is not None else versions.latest_started
    if version is None and form is not None and instant is not None:
        # The programme had not begun: the books say so, whatever the event was.
        return CustomEvent(form.event, instant, {})
    programme = (version or versions.first).programme
    declared = programme.events.get(str(value.get("event")))
    if declared is None and form is not None:
        faults.append(_unknown_event(form.event, programme).within(name))
    said = value.get("fields", {})
    reader, fields = DeclaredReader(programme), {}
    if declared is not None and isinstance(said, Mapping):
        fields = reader.read(said, declared.fields, f"event.{declared.name}", "fields")
    faults += [fault.within(name) for fault in reader.faults]
    if form is None or instant is None or faults:
        raise WrongInput(*faults)
    return CustomEvent(form.event, instant, fields)


def _purchase(value: Mapping[str, Any], name: str, versions: Versions) -> Fact:
    form, faults = filled(value, PurchaseForm, name)
    if form is None:
        raise WrongInput(*faults, *OwnOfOrder.of(value, versions).told(name))
    exact = sentence("a number with at most {most} decimals", most=DECIMALS_MAX)
    faults += [
        unlike(f"order.lines[{number}].quantity", exact, line.quantity).within(name)
        for number, line in enumerate(form.order.lines, 1)
        if not is_exact(line.quantity)
    ]
    instant = instant_of(form.occurred_at, name)
    own = OwnOfOrder()
    if form.order.attributes or any(line.attributes for line in form.order.lines):
        own = OwnOfOrder.of(value, versions)
        faults += own.told(name)
    if faults:
        raise WrongInput(*faults)
    lines = tuple(
        Line(**{**msgspec.structs.asdict(line), "attributes": own.lines.get(number, {})})
        for number, line in enumerate(form.order.lines, 1)
    )
    told = {"lines": lines, "country": form.order.country or "", "attributes": own.order}
    order = Order(**{**msgspec.structs.asdict(form.order), **told})
    receipt = Receipt(**msgspec.structs.asdict(form.receipt)) if form.receipt is not None else None
    return Fact(Purchase(instant, order), receipt)


def _unknown_event(word: str, programme: Programme) -> Sentence:
    known = [PURCHASE, *programme.events]
    listed = ", ".join(known)
    if word == JOINED:
        return sentence("nobody reports joining; for joining there is `treue join`, or POST /v1/members.", at="event")
    if word == RETURN:
        return sentence("for a return there is `treue return`.", at="event")
    if near := get_close_matches(word, known, n=1):
        return sentence(
            "there is no event '{word}'; did you mean '{near}'? Known here: {known}.",
            at="event",
            word=word,
            near=near[0],
            known=listed,
        )
    return sentence("there is no event '{word}'; known here: {known}.", at="event", word=word, known=listed)
