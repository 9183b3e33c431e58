"""The fields of an event and the attributes of orders and lines, as the values that expressions read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from treue.domain.money import Money
from treue.domain.values import FieldValue
from treue.programme.records import Programme
from treue.rules.types import Type, Value


def read_fields(
    programme: Programme, declared: Mapping[str, Type], fields: Mapping[str, FieldValue]
) -> Mapping[str, Value] | None:
    """The fields as expressions read them, or None where one is unknown, or of another type or currency.

    A field that is left out is absent; expressions ask for it with `has()`.
    """
    if not fields.keys() <= declared.keys():
        return None
    values: dict[str, Value] = {}
    for name, field in fields.items():
        value = _read(programme, declared[name], field)
        if value is None:
            return None
        values[name] = value
    return values


def read_attributes(attributes: Mapping[str, FieldValue]) -> Mapping[str, Value]:
    """Attributes as expressions read them, whose types were checked when they came in."""
    return {name: value for name, field in attributes.items() if (value := _plain(field)) is not None}


def fits(programme: Programme, declared: Mapping[str, Type], attributes: Mapping[str, FieldValue]) -> bool:
    """Whether every attribute is declared and of its type."""
    return read_fields(programme, declared, attributes) is not None


def _read(programme: Programme, kind: Type, value: FieldValue) -> Value | None:
    match kind.name, value:
        case "string", str():
            return value
        case "bool", bool():
            return value
        case (("int" | "decimal"), int()) if not isinstance(value, bool):
            return value
        case "decimal", Decimal() if value.is_finite():
            return value
        case "money", Money(minor=minor, currency=in_currency) if in_currency == programme.currency:
            return minor
        case "date", date():
            return value
        case "list", tuple() if kind.element is not None:
            found = [_read(programme, kind.element, one) for one in value]
            return tuple(one for one in found if one is not None) if None not in found else None
        case "struct", Mapping():
            return read_fields(programme, programme.structs.get(kind.struct, {}), value)
        case _:
            return None


def _plain(value: FieldValue) -> Value | None:
    if isinstance(value, Money):
        return value.minor
    if isinstance(value, tuple):
        return tuple(one for one in (_plain(part) for part in value) if one is not None)
    return None if isinstance(value, Mapping) else value
