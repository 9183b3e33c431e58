"""A return as JSON (docs/command-line.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from treue.domain.events import LineBack, Return
from treue.domain.orders import OrderReference, Receipt
from treue.forms.checked_json import convert, read_object, unlike
from treue.forms.events import ReceiptForm
from treue.forms.faults import WrongInput
from treue.forms.plain_values import Instant, Word, instant_of, is_exact
from treue.words.sentences import Sentence, sentence

_LINES_MAX = 100_000

Quantity = Annotated[Decimal, msgspec.Meta(description="a number above nothing")]
Money = Annotated[
    int, msgspec.Meta(gt=0, le=2**53, description="a whole number of the currency's smallest unit, above nothing,")
]
Position = Annotated[
    int, msgspec.Meta(ge=1, le=_LINES_MAX, description="the line's position from 1, its id or its sku")
]
LineName = Annotated[Position | Word, msgspec.Meta(description="the line's position from 1, its id or its sku")]


class LineBackForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes back of one line."""

    line: LineName
    quantity: Quantity | None = None
    amount: Money | None = None


class OrderNameForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the return names its order."""

    source: Word | None = None
    external_id: Word | None = None
    receipt: ReceiptForm | None = None


class ReturnForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A return."""

    event: Word
    occurred_at: Instant
    order: OrderNameForm
    lines: tuple[LineBackForm, ...] = ()
    amount: Money | None = None
    receipt: ReceiptForm | None = None


@dataclass(frozen=True, slots=True)
class ReturnFact:
    """What a file reports; the receipt is the return's own."""

    event: Return
    receipt: Receipt | None = None


def read_return(content: bytes, name: str) -> ReturnFact:
    """The return in a JSON text. Raises WrongInput with every fault."""
    return return_of(read_object(content, name), name)


def return_of(value: Mapping[str, Any], name: str) -> ReturnFact:
    """The same from JSON that was read."""
    form = convert(value, ReturnForm, name)
    exact = sentence("a number above nothing with at most 6 decimals")
    faults = [
        unlike(f"lines[{number}].quantity", exact, line.quantity)
        for number, line in enumerate(form.lines, 1)
        if line.quantity is not None and not (line.quantity > 0 and is_exact(line.quantity))
    ]
    if form.event != "return":
        faults.append(unlike("event", Sentence("'return'"), form.event))
    named = form.order
    by_id, by_receipt = (named.source is not None, named.external_id is not None), named.receipt is not None
    if by_id not in ((True, True), (False, False)) or any(by_id) == by_receipt:
        faults.append(sentence("write source and external_id of the purchase, or its receipt.", at="order"))
    if faults:
        raise WrongInput(*(fault.within(name) for fault in faults))
    order = OrderReference(named.source or "", named.external_id or "", _receipt(named.receipt))
    lines = tuple(LineBack(line.line, line.quantity, line.amount) for line in form.lines)
    return ReturnFact(Return(instant_of(form.occurred_at, name), order, lines, form.amount), _receipt(form.receipt))


def _receipt(form: ReceiptForm | None) -> Receipt | None:
    return Receipt(**msgspec.structs.asdict(form)) if form is not None else None
