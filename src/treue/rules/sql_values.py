"""What the writers of SQL share: columns, constants, and conditions over many parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from treue.rules.sql_numbers import Number
from treue.rules.types import Type, Value


@dataclass(frozen=True, slots=True)
class Column:
    """Where a name is in the database."""

    expression: exp.Expression
    decimals: int = 6
    """How many decimals a column of decimals has; DuckDB needs to know."""


Columns = Callable[[str], Column]
"""The path of a name, for instance 'member.age', to its column."""
Sql = Number | exp.Expression


def is_numeric(kind: Type) -> bool:
    return kind.name in ("int", "decimal", "money")


def cases(
    conditions: Sequence[exp.Expression], values: Sequence[exp.Expression], otherwise: exp.Expression
) -> exp.Expression:
    if not conditions:
        return otherwise
    pairs = zip(conditions, values, strict=True)
    return exp.Case(ifs=[exp.If(this=condition, true=value) for condition, value in pairs], default=otherwise)


def or_null(value: Value | None) -> exp.Expression:
    return exp.null() if value is None else constant(value)


def constant(value: Value) -> exp.Expression:
    """A text, a condition or a date, written out."""
    match value:
        case bool():
            return exp.Boolean(this=value)
        case str():
            return exp.Literal.string(value)
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), "DATE", copy=False)
        case _:
            raise AssertionError(f"{type(value).__name__} has a reader of its own")
