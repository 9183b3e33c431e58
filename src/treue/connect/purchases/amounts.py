"""Expressions for money and quantities: exact, or not at all.

A value expression is NULL where the file has no usable value; the fault expression then says why. The number of
decimals of an amount is that of its order's currency, which may be a constant or a column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from treue.connect.purchases.columns import Column, excess, literal, written
from treue.domain.money import minor_digits


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a line and the sentence for the case that it is NULL."""

    value: str
    fault: str


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies of the files, and the expression that names the one of a line."""

    expression: str
    codes: tuple[str, ...]

    def by_digits(self, make: Callable[[int, str], str]) -> str:
        """`make(digits, limit)` for the currency of the line; `limit` is a sentence part about its decimals."""
        groups: dict[int, list[str]] = {}
        for code in self.codes:
            groups.setdefault(minor_digits(code), []).append(code)
        if len(groups) == 1:
            ((digits, codes),) = groups.items()
            return make(digits, self._limit(digits, codes))
        cases = " ".join(
            f"WHEN {self.expression} IN ({', '.join(map(literal, codes))}) "
            f"THEN {make(digits, self._limit(digits, codes))}"
            for digits, codes in groups.items()
        )
        return f"CASE {cases} END"

    def _limit(self, digits: int, codes: list[str]) -> str:
        if len(codes) == 1:
            return literal(f"{codes[0]} has {digits}")
        return f"{self.expression} || {literal(f' has {digits}')}"


def money(column: Column, currencies: Currencies, blank: str | None = None) -> Value:
    """An amount in minor units. `blank` is what an empty field means; without it an empty field is a fault."""
    dialect = column.dialect
    label = literal(column.name)
    if column.floating:
        value = currencies.by_digits(lambda digits, _: f"floating_minor({column.slot}, {10**digits})")
        fault = currencies.by_digits(lambda _, limit: f"floating_fault({label}, {column.slot}, {limit})")
    elif column.whole:
        value = currencies.by_digits(lambda digits, _: f"whole_minor({column.slot}, {10**digits})")
        fault = f"{label} || ' ' || quoted({column.text}) || ' is too large'"
    else:
        form = written(dialect)
        value = currencies.by_digits(
            lambda digits, _: f"exact_minor({column.text}, {form}, {literal(excess(dialect, digits))}, {10**digits})"
        )
        fault = currencies.by_digits(
            lambda digits, limit: (
                f"number_fault({label}, {column.text}, {form}, {literal(excess(dialect, digits))}, {limit})"
            )
        )
    return _present(column, value, fault, blank)


def number(column: Column) -> Value:
    """A quantity or the price of one piece: at most six decimals, as DECIMAL(19, 6). Minus nought is a fault."""
    dialect = column.dialect
    label = literal(column.name)
    if column.whole:
        return _present(
            column, f"within_number({column.slot})", f"{label} || ' ' || quoted({column.text}) || ' is too large'", None
        )
    if column.floating:
        value = f"floating_number({column.slot})"
        fault = f"floating_fault({label}, {column.slot}, 'at most 6 are read')"
        negative_nought = f"{column.slot} = 0 AND signbit({column.slot})"
    else:
        form = written(dialect)
        value = f"exact_number({column.text}, {form})"
        fault = f"number_fault({label}, {column.text}, {form}, {literal(excess(dialect, 6))}, 'at most 6 are read')"
        negative_nought = f"regexp_full_match({column.text}, '-0+([.,]0+)?')"
    return _present(
        column,
        f"CASE WHEN NOT ({negative_nought}) THEN {value} END",
        f"CASE WHEN {negative_nought} THEN {label} || ' is -0, which is no number of things' ELSE {fault} END",
        None,
    )


def _present(column: Column, value: str, fault: str, blank: str | None) -> Value:
    # NaN is not nothing: it was meant to be a number.
    missing = f"{column.slot} IS NULL"
    if blank is not None:
        return Value(f"CASE WHEN {missing} THEN {blank} ELSE {value} END", fault)
    empty = literal(f"{column.name} is empty")
    return Value(value, f"CASE WHEN {missing} THEN {empty} ELSE {fault} END")
