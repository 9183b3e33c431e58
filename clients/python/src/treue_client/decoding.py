"""Reads JSON into the records of `answers`, and writes those of `facts` as JSON.

Keys that a record does not know are left out, so that a newer service can be spoken with. Amounts stay exact: they are
texts in JSON and decimals here.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def decoded(kind: type[T], value: Any) -> T:
    """The JSON value as a record. Raises ValueError where it does not have the shape."""
    try:
        return cast(T, _read(kind, value))
    except (AttributeError, TypeError, ArithmeticError, KeyError) as fault:
        raise ValueError(f"the answer is no {kind.__name__}: {fault}") from fault


def encoded(record: Any) -> Any:
    """A record as JSON has it; fields that stand at their default are left out."""
    match record:
        case datetime():
            if record.tzinfo is None:
                raise ValueError(f"{record} has no time zone; write datetime(..., tzinfo=...) or datetime.now(UTC)")
            return record.isoformat()
        case date():
            return record.isoformat()
        case Decimal():
            # A number in JSON is a binary fraction to most of its readers.
            return format(record, "f")
        case tuple() | list():
            return [encoded(one) for one in record]
        case Mapping():
            return {name: encoded(one) for name, one in record.items()}
    if not dataclasses.is_dataclass(record):
        return record
    return {
        each.name: encoded(value)
        for each in dataclasses.fields(record)
        if (value := getattr(record, each.name)) != _default(each)
    }


def _default(each: dataclasses.Field[Any]) -> Any:
    """What the field is where nobody says it; nothing equals what it is without a default."""
    return each.default if each.default_factory is dataclasses.MISSING else each.default_factory()


def _read(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(part for part in parts if part is not types.NoneType), value)
    if origin is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(_read(parts[0], one) for one in value)
        return tuple(_read(part, one) for part, one in zip(parts, value, strict=True))
    if origin is dict:
        return {name: _read(parts[1], one) for name, one in value.items()}
    if dataclasses.is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(Any, kind)(**{name: _read(hint, value[name]) for name, hint in hints.items() if name in value})
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    if kind is not Any and not isinstance(value, kind):
        raise TypeError(f"{value!r} where a {kind.__name__} belongs")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
