"""The stored form of fields that a shop declares itself: of events, orders, lines and members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from treue.domain.money import Money
from treue.domain.values import FieldValue


def stored_field(value: FieldValue) -> Any:
    """The value as JSON can carry it; what JSON has no form for stands under the name of its type."""
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            return {"decimal": plain_decimal(value)}
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return [stored_field(one) for one in value]
        case Mapping():
            return {"part": stored_fields(value)}


def stored_fields(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """All fields, by name."""
    return {name: stored_field(value) for name, value in fields.items()}


def restored_field(kept: Any) -> FieldValue:
    """The value whose stored form `kept` is. Raises ValueError for anything else."""
    match kept:
        case bool() | int() | str():
            return kept
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case list():
            return tuple(restored_field(one) for one in kept)
        case {"part": dict(fields)}:
            return restored_fields(fields)
    raise ValueError(f"{kept!r} is not the stored form of a field")


def restored_fields(kept: Mapping[str, Any]) -> dict[str, FieldValue]:
    """All fields, by name."""
    return {name: restored_field(value) for name, value in kept.items()}


def plain_decimal(value: Decimal) -> str:
    """The shortest plain notation, so that 1, 1.0 and 1e0 are the same content."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
