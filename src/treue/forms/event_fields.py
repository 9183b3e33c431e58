"""The fields of an event that a programme declares itself, from JSON to values, each checked against its type.

Nothing is converted silently: what is not of the declared type is a fault that names its place and what belongs there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from treue.domain.money import parse_money
from treue.domain.values import FieldValue
from treue.forms.checked_json import shown
from treue.forms.faults import WrongInput
from treue.programme.records import EventType, Programme
from treue.rules.types import Type

WHOLE_MAX = 2**53
DECIMALS_MAX = 6
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*\Z"

Text = Annotated[
    str, msgspec.Meta(max_length=200, pattern=ONE_LINE, description="a text in one line, at most 200 characters,")
]

_WANTED: Mapping[str, str] = {
    "string": "a text in one line, at most 200 characters,",
    "int": "a whole number",
    "decimal": f"a number with at most {DECIMALS_MAX} decimals",
    "bool": "true or false",
    "money": "an amount of money like '12.50 {currency}'",
    "date": "a day like 2026-03-01",
    "list": "a list",
    "struct": "an object in braces",
}


def read_event_fields(
    values: Mapping[str, Any], declared: EventType, programme: Programme, name: str
) -> dict[str, FieldValue]:
    """The fields by name; one that is left out is absent. Raises WrongInput with every fault of the file `name`."""
    faults: list[str] = []
    read = _part(values, declared.fields, programme, "fields", faults)
    if faults:
        raise WrongInput(*(f"{name}: {fault}" for fault in sorted(faults)))
    return read


def is_exact(number: Decimal) -> bool:
    """Whether the number has few enough digits to be kept as it is."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX and number.adjusted() < 16


def _part(
    values: Mapping[str, Any], declared: Mapping[str, Type], programme: Programme, path: str, faults: list[str]
) -> dict[str, FieldValue]:
    known = ", ".join(declared) or "none"
    faults += [f"{path}.{key}: there is no such field; known here: {known}." for key in values.keys() - declared.keys()]
    read: dict[str, FieldValue] = {}
    for key, kind in declared.items():
        if key not in values:
            # Whoever needs it asks `has()` in the document.
            continue
        value = _value(kind, values[key], programme, f"{path}.{key}", faults)
        if value is not None:
            read[key] = value
    return read


def _value(kind: Type, value: Any, programme: Programme, path: str, faults: list[str]) -> FieldValue | None:
    """The value as it is kept, or None with at least one fault more."""
    match kind.name, value:
        case "list", list() if kind.element is not None:
            listed = [
                _value(kind.element, one, programme, f"{path}[{number}]", faults) for number, one in enumerate(value, 1)
            ]
            return tuple(one for one in listed if one is not None)
        case "struct", dict():
            return _part(value, programme.structs.get(kind.struct, {}), programme, path, faults)
    read = _plain(kind.name, value, programme.currency)
    if read is None:
        wanted = _WANTED[kind.name].format(currency=programme.currency)
        faults.append(f"{path}: {wanted} belongs here; found {shown(value)}.")
    return read


def _plain(kind: str, value: Any, currency: str) -> FieldValue | None:
    match kind, value:
        case "string", str():
            return value if _is_text(value) else None
        case "bool", bool():
            return value
        case (("int" | "decimal"), int()) if not isinstance(value, bool) and abs(value) <= WHOLE_MAX:
            return value
        case "decimal", Decimal() if is_exact(value):
            return value
        case "date", str():
            return _day(value)
        case "money", str():
            try:
                money = parse_money(value)
            except ValueError:
                return None
            return money if money.currency == currency and abs(money.minor) <= WHOLE_MAX else None
        case _:
            return None


def _day(value: str) -> date | None:
    try:
        return msgspec.convert(value, date)
    except msgspec.ValidationError:
        return None


def _is_text(value: str) -> bool:
    try:
        msgspec.convert(value, Text)
    except msgspec.ValidationError:
        return False
    return True
