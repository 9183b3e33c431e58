"""What a shop tells in fields of its own: attributes of members, orders and lines, and fields of custom events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from treue.domain.money import Money

FieldValue = str | int | bool | Decimal | Money | date | tuple["FieldValue", ...] | Mapping[str, "FieldValue"]
"""A list is a tuple; a mapping is one part of an event, for instance one leg of a flight."""
