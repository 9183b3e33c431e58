"""The fields of a custom event: checked against their declaration, and turned into the values that expressions read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from treue.domain.events import FieldValue
from treue.domain.money import Money
from treue.rules.types import Type, Value


def read_fields(
    declared: Mapping[str, Type], fields: Mapping[str, FieldValue], currency: str
) -> Mapping[str, Value] | None:
    """The fields as expressions read them, or None where one is missing, unknown, or of another type or currency."""
    if fields.keys() != declared.keys():
        return None
    values: dict[str, Value] = {}
    for name, kind in declared.items():
        value = _read(kind.name, fields[name], currency)
        if value is None:
            return None
        values[name] = value
    return values


def _read(kind: str, value: FieldValue, currency: str) -> Value | None:
    match kind, value:
        case "string", str():
            return value
        case "bool", bool():
            return value
        case (("int" | "decimal"), int()) if not isinstance(value, bool):
            return value
        case "decimal", Decimal() if value.is_finite():
            return value
        case "money", Money(minor=minor, currency=in_currency) if in_currency == currency:
            return minor
        case _:
            return None
