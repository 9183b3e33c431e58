"""Attributes that the shop declares itself: those of orders and lines as they are sent, those of members also as they
are answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from treue.domain.values import FieldValue
from treue.forms.declared_fields import DeclaredReader, written
from treue.forms.plain_values import instant_in
from treue.processing.fields import restored_fields
from treue.programme.records import Programme
from treue.rules.types import Type
from treue.words.sentences import Sentence

if TYPE_CHECKING:
    from treue.processing.versions import Versions

Attributes = Annotated[
    dict[str, Any],
    msgspec.Meta(
        description="an object with the attributes that the programme declares, by name,",
        extra_json_schema={"examples": [{"pv": "52.50", "is_gift": False, "delivered_on": "2026-06-03"}]},
    ),
]


@dataclass(frozen=True, slots=True)
class OwnOfOrder:
    """The attributes of an order and of its lines by their number, and what is wrong with them."""

    order: Mapping[str, FieldValue] = field(default_factory=dict)
    lines: Mapping[int, Mapping[str, FieldValue]] = field(default_factory=dict)
    faults: Sequence[Sentence] = ()

    @classmethod
    def of(cls, value: Mapping[str, Any], versions: Versions) -> OwnOfOrder:
        """Read by the version in force at the purchase, also where the rest of it is not right."""
        instant, order = instant_in(value), value.get("order")
        if not isinstance(order, Mapping):
            return cls()
        version = versions.at(instant) if instant is not None else versions.latest_started
        programme, currency, lines = (version or versions.first).programme, order.get("currency"), order.get("lines")
        reader = DeclaredReader(programme, [currency] if isinstance(currency, str) else [])
        declared, found = programme.declared, {}
        told = order.get("attributes")
        own = reader.read(told, declared.order, "order", "order.attributes") if isinstance(told, Mapping) else {}
        for number, line in enumerate(lines if isinstance(lines, list) else [], 1):
            told = line.get("attributes") if isinstance(line, Mapping) else None
            # The form says what is wrong with anything else.
            if isinstance(told, Mapping):
                path = f"order.lines[{number}].attributes"
                found[number] = reader.read(told, declared.line, "line", path)
        return cls(own, found, reader.faults)

    def told(self, name: str) -> list[Sentence]:
        """The faults of the file `name`."""
        return [fault.within(name) for fault in self.faults]


def read_member_attributes(
    values: Mapping[str, Any], programme: Programme
) -> tuple[dict[str, FieldValue | None], Sequence[Sentence]]:
    """Attributes of a member by name, None for one that is taken away, and what is wrong with them."""
    declared = programme.declared.member
    reader = DeclaredReader(programme)
    gone = {name for name, value in values.items() if value is None and name in declared}
    told = {name: value for name, value in values.items() if name not in gone}
    read = reader.read(told, declared, "member", "attributes")
    kept = {name: _as_decimal(value, declared[name]) for name, value in read.items()}
    return {**kept, **dict.fromkeys(gone)}, reader.faults


def member_attributes(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a member as programs read them, from their stored form."""
    return {name: written(value) for name, value in restored_fields(kept).items()}


def _as_decimal(value: FieldValue, kind: Type) -> FieldValue:
    """A decimal number is told as one also where it is whole, so that readers get one type."""
    if isinstance(value, tuple) and kind.element is not None:
        return tuple(_as_decimal(one, kind.element) for one in value)
    return Decimal(value) if kind.name == "decimal" and isinstance(value, int) else value
