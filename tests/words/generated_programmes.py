"""Programmes of rules that do anything rules for purchases can do, in every combination, for Hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en, de], law: none}
units:
  points: {name: {en: [point, points], de: [Punkt, Punkte]}, expires: after 12 months, worth: 0.01 EUR}
  miles: {name: {en: [mile, miles], de: [Meile, Meilen]}, decimals: 2, available: after 14 days}
earn:
  - {id: qq-base, event: purchase, give: {points: 0.9, miles: 0.25}, per: 1.00 EUR}
"""
UNITS = ("points", "miles")
OF_ORDERS = (
    "order.paid >= 30.00 EUR",
    "order.lines > 2 && order.store == 'outlet'",
    "at.hour < 9 || order.paid < 5.00 EUR",
    "order.paid / (order.lines - 2) > 4.00 EUR",
    "!(order.channel == 'app') && order.paid > 1.00 EUR",
)
OF_LINES = (
    "line.category == 'coffee'",
    "line.category in ['coffee', 'tea'] && line.paid >= 12.00 EUR",
    "20.00 EUR <= line.paid",
)
GIVES = (1, 2, 3, "floor(order.paid / 3.00 EUR)", "5 / (order.lines - 1)")
GIVES_OF_LINES = (1, 2, "line.paid / 4.00 EUR")
FACTORS = (2, 1.5, 0.5, "1 + order.lines / 2")
LIMITS = ("2 per day", "3 per membership month", "5 per month")


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One rule that is sound on its own."""
    rule: dict[str, Any] = {"id": f"qq-{number}", "event": "purchase"}
    by_line = draw(st.booleans())
    if by_line:
        rule["each"] = "line"
    if draw(st.booleans()):
        rule["when"] = draw(st.sampled_from(OF_LINES if by_line else OF_ORDERS))
    chosen = draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=1, max_size=2))
    if draw(st.booleans()):
        rule["multiply"] = {unit: draw(st.sampled_from(FACTORS)) for unit in chosen}
    elif draw(st.booleans()):
        rule["give"] = {unit: draw(st.sampled_from((1, 0.7, 3))) for unit in chosen}
        rule["per"] = draw(st.sampled_from(("1.00 EUR", "3.00 EUR")))
        rule |= draw(st.sampled_from(({}, {"steps": "whole"}, {"base": "list"}, {"base": "net", "rounding": "up"})))
    else:
        rule["give"] = {unit: draw(st.sampled_from(GIVES_OF_LINES if by_line else GIVES)) for unit in chosen}
        rule |= draw(st.sampled_from(({}, {"multiply_fixed": True}, {"rounding": "half_up"})))
    group = draw(st.sampled_from(("", "", "best", "first")))
    if group:
        rule |= {
            "group": f"{group}-{'factors' if 'multiply' in rule else 'gives'}",
            "pick": group if "give" in rule else "best",
        }
    if draw(st.booleans()):
        rule |= draw(
            st.sampled_from(
                (
                    {"limit": draw(st.sampled_from(LIMITS))},
                    {"once": True},
                    {"caps": {"member": {chosen[0]: "4 per month"}}},
                    {"budget": {chosen[0]: 6}, "at_limit": draw(st.sampled_from(("cut", "refuse", "pause_rule")))},
                    {"from": "2026-06-03"},
                    {"until": "2026-05-30"},
                    {"channels": ["app"]},
                    {"name": {"en": f"Rule named {number}", "de": f"Benannt {number}"}},
                )
            )
        )
    return rule


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document with two to seven rules."""
    count = draw(st.integers(1, 6))
    return HEAD + "".join(f"  - {json.dumps(draw(rules(number)))}\n" for number in range(count))
