"""Values as scenarios write them: receipts, money, fields of custom events."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from treue.domain.money import parse_money
from treue.domain.orders import Receipt
from treue.domain.values import FieldValue


def receipt_of(number: Any) -> Receipt:
    return Receipt("1", "1", str(number), date(2026, 1, 1))


def cents_of(amount: Any) -> int:
    return int(Decimal(str(amount)) * 100)


def field_of(value: Any) -> FieldValue:
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, str) and value.endswith((" EUR", " USD")):
        return parse_money(value)
    if isinstance(value, list):
        return tuple(field_of(one) for one in value)
    if isinstance(value, dict):
        return fields_of(value)
    assert isinstance(value, str | int | bool | date)
    return value


def fields_of(written: dict[str, Any]) -> dict[str, FieldValue]:
    return {name: field_of(value) for name, value in written.items()}
