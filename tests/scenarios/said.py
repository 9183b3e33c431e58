"""Values as scenarios write them, and as the service reads them: receipts, money, fields of custom events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from treue.domain.money import Money, parse_money
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


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """As the service reads it."""
    return {**asdict(receipt), "business_date": receipt.business_date.isoformat()}


def json_of(value: Any) -> Any:
    """A field as the service reads it."""
    match value:
        case Money(minor, currency):
            return f"{Decimal(minor).scaleb(-2)} {currency}"
        case Decimal():
            return float(value)
        case tuple():
            return [json_of(one) for one in value]
        case Mapping():
            return {name: json_of(one) for name, one in value.items()}
        case str() | bool() | int():
            return value
    return str(value)
