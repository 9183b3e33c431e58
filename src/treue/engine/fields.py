"""The fields of an event and the attributes of orders and lines, as the values that expressions read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from treue.domain.money import Money
from treue.domain.orders import Order
from treue.domain.values import FieldValue
from treue.programme.records import Programme
from treue.rules.types import Type, Value


def read_fields(
    programme: Programme, declared: Mapping[str, Type], fields: Mapping[str, FieldValue]
) -> Mapping[str, Value] | None:
    """The fields as expressions read them, or None where one is unknown, or of another type or currency.

    A field that is left out is absent; expressions ask for it with `has()`.
    """
    return _read_all(programme, declared, fields, (programme.currency,))


def read_attributes(attributes: Mapping[str, FieldValue]) -> Mapping[str, Value]:
    """Attributes as expressions read them, whose types were checked."""
    return {name: value for name, field in attributes.items() if (value := _plain(field)) is not None}


def fit(programme: Programme, order: Order) -> bool:
    """Whether every attribute of the order and of its lines is declared and of its type.

    Money may be in the currency of the order, which is converted with it.
    """
    declared, currencies = programme.declared, (programme.currency, order.currency)
    if order.attributes and _read_all(programme, declared.order, order.attributes, currencies) is None:
        return False
    return all(
        _read_all(programme, declared.line, line.attributes, currencies) is not None
        for line in order.lines
        if line.attributes
    )


def is_of(kind: Type, value: Value) -> bool:
    """Whether what is known of a member is of the type that this version declares; another one may have known it so."""
    match kind.name, value:
        case ("string", str()) | ("bool", bool()) | ("date", date()) | ("decimal", Decimal()):
            return True
        case (("int" | "decimal" | "money"), int()):
            return not isinstance(value, bool)
        case "list", tuple() if kind.element is not None:
            return all(is_of(kind.element, one) for one in value)
    return False


def _read_all(
    programme: Programme, declared: Mapping[str, Type], fields: Mapping[str, FieldValue], currencies: tuple[str, ...]
) -> Mapping[str, Value] | None:
    if not fields.keys() <= declared.keys():
        return None
    values: dict[str, Value] = {}
    for name, field in fields.items():
        value = _read(programme, declared[name], field, currencies)
        if value is None:
            return None
        values[name] = value
    return values


def _read(programme: Programme, kind: Type, value: FieldValue, currencies: tuple[str, ...]) -> Value | None:
    match kind.name, value:
        case "string", str():
            return value
        case "bool", bool():
            return value
        case (("int" | "decimal"), int()) if not isinstance(value, bool):
            return value
        case "decimal", Decimal() if value.is_finite():
            return value
        case "money", Money(minor=minor, currency=in_currency) if in_currency in currencies:
            return minor
        case "date", date():
            return value
        case "list", tuple() if kind.element is not None:
            found = [_read(programme, kind.element, one, currencies) for one in value]
            return tuple(one for one in found if one is not None) if None not in found else None
        case "struct", Mapping():
            return _read_all(programme, programme.structs.get(kind.struct, {}), value, currencies)
        case _:
            return None


def _plain(value: FieldValue) -> Value | None:
    if isinstance(value, Money):
        return value.minor
    if isinstance(value, tuple):
        return tuple(one for one in (_plain(part) for part in value) if one is not None)
    return None if isinstance(value, Mapping) else value
