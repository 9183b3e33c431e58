"""What the shop tells in attributes is what its document declares, or the purchase is refused; never a fault later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from treue.domain.money import Money
from treue.domain.orders import Line, Order
from treue.domain.values import FieldValue
from treue.engine.fields import fit, is_of
from treue.programme import read_parts
from treue.programme.records import Programme
from treue.rules.types import BOOL, DATE, DECIMAL, INT, MONEY, STRING, Type, Value, list_of

DOCUMENT = """\
treue: 1
programme: {id: shop, name: {en: Shop}, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}}
attributes: {order: {tip: money}, line: {pv: decimal, colours: list<string>}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""


@pytest.fixture(scope="module")
def programme() -> Programme:
    found, faults = read_parts({"programme.yaml": DOCUMENT.encode()})
    assert found is not None, faults
    return found


@pytest.mark.parametrize(
    ("order", "line", "fits"),
    [
        ({}, {}, True),
        ({"tip": Money(398, "EUR")}, {"pv": Decimal("0.1"), "colours": ("red",)}, True),
        ({"tip": Money(398, "USD")}, {"pv": 1, "colours": ()}, True),
        ({"tip": Money(398, "CHF")}, {}, False),
        ({"tips": Money(398, "EUR")}, {}, False),
        ({}, {"pv": "0.1"}, False),
        ({}, {"pv": True}, False),
        ({}, {"colours": ("red", 5)}, False),
    ],
)
def test_an_order_fits_where_each_attribute_is_declared_and_of_its_type(
    order: dict[str, FieldValue], line: dict[str, FieldValue], fits: bool, programme: Programme
) -> None:
    bought = Order("USD", (Line("a", 100), Line("b", 100, attributes=line)), attributes=order)

    assert fit(programme, bought) is fits


@pytest.mark.parametrize(
    ("kind", "value", "is_one"),
    [
        (STRING, "", True),
        (BOOL, True, True),
        (BOOL, 1, False),
        (INT, 1, True),
        (INT, True, False),
        (DECIMAL, 1, True),
        (DECIMAL, Decimal("1.5"), True),
        (MONEY, 398, True),
        (MONEY, "3.98 EUR", False),
        (DATE, date(2026, 6, 3), True),
        (DATE, "2026-06-03", False),
        (list_of(STRING), ("a",), True),
        (list_of(STRING), ("a", 1), False),
    ],
)
def test_what_another_version_knew_of_a_member_is_read_only_where_it_is_of_the_type(
    kind: Type, value: Value, is_one: bool
) -> None:
    assert is_of(kind, value) is is_one
