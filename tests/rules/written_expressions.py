"""Hypothesis strategies: conditions as text, and orders, lines and instants with nasty values to hold them against."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from treue.domain.orders import Line, LineKind, Order
from treue.rules.at import At
from treue.rules.types import BOOL, DECIMAL, INT, MONEY, STRING

LARGEST = 2**63 - 1
NASTY_TEXTS = ("", "coffee", "Coffee", "Straße", "STRASSE", "é", "0", " ", "coffee tea", "日本", "\U0001f600")
NASTY_NUMBERS = (0, 1, 2, 7, 30, 100, LARGEST)
FIELDS = {"km": DECIMAL, "laps": INT, "shoe": STRING, "club": BOOL, "fee": MONEY}


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def combined(conditions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions of conditions."""
    return st.one_of(
        st.lists(conditions, min_size=2, max_size=4).map(lambda parts: "(" + " && ".join(parts) + ")"),
        st.lists(conditions, min_size=2, max_size=4).map(lambda parts: "(" + " || ".join(parts) + ")"),
        conditions.map(lambda part: f"!({part})"),
        st.tuples(conditions, conditions, conditions).map(lambda parts: "({} ? {} : {})".format(*parts)),
    )


texts = st.one_of(st.sampled_from(NASTY_TEXTS).map(quoted), st.sampled_from(["line.category", "line.name", "line.sku"]))
whole_numbers = st.recursive(
    st.one_of(
        st.sampled_from(["at.hour", "at.day", "at.month", "at.year", "size(line.tags)", "line.name.size()"]),
        st.integers(0, 40).map(str),
    ),
    lambda numbers: st.one_of(
        st.tuples(numbers, st.sampled_from("+-*"), numbers).map(lambda parts: "({} {} {})".format(*parts)),
        numbers.map(lambda part: f"-({part})"),
    ),
    max_leaves=4,
)
orders_of_magnitude = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
common_comparisons = st.one_of(
    st.tuples(texts, orders_of_magnitude, texts).map(" ".join),
    st.tuples(whole_numbers, orders_of_magnitude, whole_numbers).map(" ".join),
    st.tuples(st.sampled_from(["at.hour", "at.year"]), orders_of_magnitude, st.just(str(LARGEST))).map(" ".join),
    st.tuples(texts, st.lists(texts, min_size=1, max_size=7)).map(
        lambda parts: f"{parts[0]} in [{', '.join(parts[1])}]"
    ),
    texts.map(lambda text: f"{text} in line.tags"),
    st.tuples(texts, st.sampled_from(["startsWith", "endsWith", "contains"]), texts).map(
        lambda parts: "{}.{}({})".format(*parts)
    ),
    st.sampled_from(["true", "false", "line.tags == ['coffee']"]),
)
common_conditions = st.recursive(common_comparisons, combined, max_leaves=6)
"""What CEL understands in the same way."""

money = st.recursive(
    st.sampled_from(["order.paid", "line.paid", "line.amount", "line.discount", "0.00 EUR", "3.01 EUR", "30.00 EUR"]),
    lambda amounts: st.one_of(
        st.tuples(amounts, st.sampled_from("+-"), amounts).map(lambda parts: "({} {} {})".format(*parts)),
        st.tuples(amounts, st.sampled_from("*/"), whole_numbers).map(lambda parts: "({} {} {})".format(*parts)),
        amounts.map(lambda part: f"-({part})"),
    ),
    max_leaves=3,
)
decimals = st.recursive(
    st.one_of(
        st.sampled_from(["line.quantity", "0.1", "1.0", "2.5", "0.333", "100.00"]),
        st.tuples(money, money).map(lambda parts: "({} / {})".format(*parts)),
    ),
    lambda numbers: st.tuples(numbers, st.sampled_from("+-*/"), st.one_of(numbers, whole_numbers)).map(
        lambda parts: "({} {} {})".format(*parts)
    ),
    max_leaves=4,
)
own_conditions = st.recursive(
    st.one_of(
        common_comparisons,
        st.tuples(money, orders_of_magnitude, money).map(" ".join),
        st.tuples(decimals, orders_of_magnitude, st.one_of(decimals, whole_numbers)).map(" ".join),
        st.tuples(decimals, st.lists(decimals, min_size=1, max_size=3)).map(lambda x: f"{x[0]} in [{', '.join(x[1])}]"),
        st.tuples(whole_numbers, texts).map(lambda parts: f"line.tags[{parts[0]}] == {parts[1]}"),
        st.sampled_from(["has(line.brand)", "has(order.store)", "has(line.tags)", "line.kind == 'goods'"]),
    ),
    combined,
    max_leaves=6,
)
"""What only this language has as well: money, exact decimals, division, items."""

nasty_texts = st.sampled_from(NASTY_TEXTS)
amounts = st.one_of(st.sampled_from((-LARGEST, -301, 0, 301, 3000, LARGEST)), st.integers(-10_000, 10_000))
lines = st.builds(
    Line,
    sku=nasty_texts,
    amount=amounts,
    quantity=st.sampled_from([Decimal(text) for text in ("1", "0", "0.1", "1.0", "-2.5", "0.333", "1e3")]),
    discount=st.integers(0, 500),
    name=nasty_texts,
    category=nasty_texts,
    brand=nasty_texts,
    tags=st.lists(nasty_texts, max_size=3).map(tuple),
    kind=st.sampled_from(LineKind),
)
orders = st.builds(
    Order, currency=st.just("EUR"), lines=st.lists(lines, min_size=1, max_size=3).map(tuple), store=nasty_texts
)
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_CHANGES = [
    # Berlin: 02:00 to 03:00 does not exist on the first day, and is there twice on the second.
    datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
]
instants = st.one_of(
    st.sampled_from(CLOCK_CHANGES),
    st.integers(0, 100 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
)
events = st.fixed_dictionaries(
    {},
    optional={
        "km": st.sampled_from([Decimal("0.1"), Decimal(-3), Decimal("42.195")]),
        "laps": st.sampled_from((-LARGEST, 0, 7, LARGEST)),
        "shoe": nasty_texts,
        "club": st.booleans(),
        "fee": amounts,
    },
)
event_conditions = st.recursive(
    st.sampled_from(
        [
            "event.km >= 0.1",
            "event.km * 10 == 1",
            "event.laps / event.km > 3",
            "event.laps in [0, 7]",
            "event.shoe == 'Straße'",
            "event.club",
            "event.fee >= 3.01 EUR",
            "event.fee / 3 < 1.00 EUR",
            "has(event.km)",
            "has(event.shoe)",
            "at.hour < 12",
        ]
    ),
    combined,
    max_leaves=6,
)
noon = At("tuesday", 2027, 3, 2, 12)
