"""Exact numbers in SQL: a fraction as two expressions, so that nothing is divided and nothing is rounded.

PostgreSQL's `numeric` adds and multiplies without bound. DuckDB has whole numbers of 128 bits, about 38 digits, and
reports an error beyond them; decimals become whole numbers over a power of ten. A division by zero makes the lower
part NULL, and with it everything that is calculated from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Literal, cast

from sqlglot import exp

Dialect = Literal["postgres", "duckdb"]
SIZE_MAX = 20_000
"""Parts of the SQL that are copies of others; only absurd expressions come near."""


class TooLarge(Exception):
    """Leaves the writing of SQL that would have too many parts."""


@dataclass(frozen=True, slots=True)
class Number:
    """`above / below`; without `below` just `above`."""

    above: exp.Expression
    below: exp.Expression | None = None
    positive: bool = True
    """Whether `below` is known to be above zero."""
    exact: bool = False
    """Whether `above` and `below` already have a type that calculates without overflow or rounding."""


def whole(value: int) -> exp.Expression:
    """A whole number, written out."""
    number = exp.Literal.number(abs(value))
    return exp.Neg(this=number) if value < 0 else number


def joined(kind: type[exp.Binary], left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """`left kind right`, each side in parentheses where it needs them."""
    return cast(exp.Expression, kind(this=enclosed(left), expression=enclosed(right)))


def enclosed(expression: exp.Expression) -> exp.Expression:
    """In parentheses, if it is more than one value or call."""
    loose = isinstance(expression, exp.Binary | exp.Unary | exp.In) and not isinstance(expression, exp.Paren)
    return exp.Paren(this=expression) if loose else expression


def called(name: str, *arguments: exp.Expression) -> exp.Expression:
    """A function that both databases know, or that one does, by its name there."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def either(condition: exp.Expression, then: exp.Expression, otherwise: exp.Expression | None) -> exp.Expression:
    """`CASE WHEN condition THEN then ELSE otherwise END`; NULL without `otherwise`."""
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def all_true(*conditions: exp.Expression) -> exp.Expression:
    """One or more conditions with AND between them."""
    return reduce(lambda left, right: exp.And(this=left, expression=right), map(_not_mixed, conditions))


def any_true(*conditions: exp.Expression) -> exp.Expression:
    """One or more conditions with OR between them."""
    return reduce(lambda left, right: exp.Or(this=left, expression=right), map(_not_mixed, conditions))


def _not_mixed(condition: exp.Expression) -> exp.Expression:
    """Nobody should have to remember which of AND and OR is tighter."""
    return enclosed(condition) if isinstance(condition, exp.And | exp.Or) else condition


class Numbers:
    """Arithmetic and comparison in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._copied = 0

    def again(self, expression: exp.Expression) -> exp.Expression:
        """A copy, for a second place in the SQL; TooLarge beyond SIZE_MAX."""
        self._copied += sum(1 for _ in expression.walk())
        if self._copied > SIZE_MAX:
            raise TooLarge
        return expression.copy()

    def constant(self, value: Fraction | int) -> Number:
        """A number that is written out."""
        if value.denominator == 1:
            return Number(whole(value.numerator))
        if self.dialect == "duckdb":
            return Number(whole(value.numerator), whole(value.denominator))
        return Number(decimal(Fraction(value)))

    def scaled(self, column: exp.Expression, decimals: int, absent: Fraction | None) -> Number:
        """A decimal column, and what it reads as where it is NULL."""
        if self.dialect == "postgres":
            return Number(column if absent is None else exp.Coalesce(this=column, expressions=[decimal(absent)]))
        places = max(decimals, 0 if absent is None else _places(absent))
        above: exp.Expression = self._cast(joined(exp.Mul, column, whole(10**places)))
        if absent is not None:
            above = exp.Coalesce(this=above, expressions=[whole(int(absent * 10**places))])
        return Number(above, whole(10**places) if places else None)

    def negative(self, number: Number) -> Number:
        """`-number`."""
        exact = self.exact(number)
        return Number(exp.Neg(this=enclosed(exact.above)), exact.below, exact.positive, exact=True)

    def plus(self, left: Number, right: Number, kind: type[exp.Binary] = exp.Add) -> Number:
        """`left + right`, or with `kind` exp.Sub their difference."""
        left, right = self.exact(left), self.exact(right)
        above = joined(kind, self._times(left.above, right.below), self._times(right.above, left.below))
        return Number(above, self._below(left.below, right.below), left.positive and right.positive, exact=True)

    def times(self, left: Number, right: Number) -> Number:
        """`left * right`."""
        left, right = self.exact(left), self.exact(right)
        above = joined(exp.Mul, left.above, right.above)
        return Number(above, self._below(left.below, right.below), left.positive and right.positive, exact=True)

    def divided(self, left: Number, right: Number, *, by_positive: bool) -> Number:
        """`left / right`; NULL where `right` is zero, which `by_positive` says it never is."""
        left, right = self.exact(left), self.exact(right)
        by = right.above if by_positive else exp.Nullif(this=right.above, expression=whole(0))
        below = by if left.below is None else joined(exp.Mul, left.below, by)
        positive = left.positive and right.positive and by_positive
        return Number(self._times(left.above, right.below), below, positive, exact=True)

    def compared(self, kind: type[exp.Binary], left: Number, right: Number) -> exp.Expression:
        """`left kind right`, by multiplying both sides with what is below."""
        if left.below is None and right.below is None:
            return joined(kind, left.above, right.above)
        left, right = self.exact(left), self.exact(right)
        one, other = self._times(left.above, right.below), self._times(right.above, left.below)
        if kind in (exp.EQ, exp.NEQ) or (left.positive and right.positive):
            return joined(kind, one, other)
        below = self._below(left.below, right.below)
        assert below is not None
        return joined(kind, joined(exp.Mul, joined(exp.Sub, one, other), called("SIGN", below)), whole(0))

    def floor(self, number: Number) -> Number:
        """The whole number at or below it."""
        if number.below is None:
            return Number(called("FLOOR", number.above) if self.dialect == "postgres" else number.above)
        exact = self.exact(number)
        above, below = exact.above, exact.below
        assert below is not None
        signs = joined(exp.NEQ, called("SIGN", self.again(above)), called("SIGN", self.again(below)))
        rest = called("MOD", self.again(above), self.again(below))
        partly = all_true(joined(exp.NEQ, rest, whole(0)), signs)
        quotient = called("DIV", above, below) if self.dialect == "postgres" else joined(exp.IntDiv, above, below)
        return Number(joined(exp.Sub, quotient, either(partly, whole(1), whole(0))), exact=True)

    def chosen(self, condition: exp.Expression, then: Number, otherwise: Number, *, certain: bool) -> Number:
        """`condition ? then : otherwise`; NULL where the condition is, which `certain` says it never is."""
        above = self.case(condition, then.above, otherwise.above, certain=certain)
        if then.below is None and otherwise.below is None:
            return Number(above)
        below = self.case(self.again(condition), then.below or whole(1), otherwise.below or whole(1), certain=certain)
        return Number(above, below, then.positive and otherwise.positive)

    def case(
        self, condition: exp.Expression, then: exp.Expression, otherwise: exp.Expression, *, certain: bool
    ) -> exp.Expression:
        """As `chosen`, of anything."""
        if certain:
            return either(condition, then, otherwise)
        refused = exp.Not(this=enclosed(self.again(condition)))
        return exp.Case(ifs=[exp.If(this=condition, true=then), exp.If(this=refused, true=otherwise)])

    def exact(self, number: Number) -> Number:
        """The same number in a type that calculates exactly."""
        if number.exact:
            return number
        below = None if number.below is None else self._cast(number.below)
        return Number(self._cast(number.above), below, number.positive, exact=True)

    def _cast(self, expression: exp.Expression) -> exp.Expression:
        return exp.cast(expression, "DECIMAL" if self.dialect == "postgres" else "INT128", copy=False)

    def _times(self, above: exp.Expression, below: exp.Expression | None) -> exp.Expression:
        return above if below is None else joined(exp.Mul, above, self.again(below))

    def _below(self, left: exp.Expression | None, right: exp.Expression | None) -> exp.Expression | None:
        if left is None or right is None:
            return left if right is None else right
        return joined(exp.Mul, left, right)


def decimal(value: Fraction) -> exp.Expression:
    """A fraction with a finite expansion, written out."""
    return exp.Neg(this=_unsigned(-value)) if value < 0 else _unsigned(value)


def _unsigned(value: Fraction) -> exp.Expression:
    """A fraction with a finite expansion, not below zero, written out."""
    places = _places(value)
    digits = f"{int(value * 10**places):0{places + 1}}"
    return exp.Literal.number(digits if not places else f"{digits[:-places]}.{digits[-places:]}")


def _places(value: Fraction) -> int:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places
