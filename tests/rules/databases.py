"""Conditions asked of real databases: one row with a column for each name, and the SQL of the condition over it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import psycopg
from hypothesis import event
from sqlglot import exp

from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.condition import Condition
from treue.rules.derived import DERIVED
from treue.rules.facts import Facts, mapping_of
from treue.rules.names import Entry
from treue.rules.problems import Problem, ProblemCode
from treue.rules.sql import condition_in_sql
from treue.rules.sql_numbers import Dialect
from treue.rules.sql_values import Column
from treue.rules.tree import names_read
from treue.rules.types import Type, Value
from treue.rules.vocabulary import Vocabulary

_TYPES: dict[Dialect, dict[str, str]] = {
    "postgres": {"string": "text", "bool": "boolean", "int": "bigint", "money": "numeric", "decimal": "numeric"},
    "duckdb": {
        "string": "VARCHAR",
        "bool": "BOOLEAN",
        "int": "BIGINT",
        "money": "HUGEINT",
        "decimal": "DECIMAL(25, 6)",
    },
}

Row = Mapping[str, Value | None]


def row_of(
    vocabulary: Vocabulary, order: Order | None, line: Line | None, at: At, fields: Mapping[str, Value], facts: Facts
) -> Row:
    """What the columns hold; None where a value is absent."""
    records = {"order": order, "line": line, "at": at}

    def value(entry: Entry) -> Value | None:
        if entry.scope == "event":
            return fields.get(entry.name)
        if entry.place == "fact":
            values: Mapping[str, Value] = getattr(facts, mapping_of(entry.scope))
            return values.get(entry.name)
        if entry.place == "derived":
            assert order is not None
            return DERIVED[entry.name](order)
        found: Value = getattr(records[entry.scope], entry.name)
        return found

    return {entry.path: value(entry) for entry in vocabulary.entries.values()}


def sql_of(condition: Condition, dialect: Dialect) -> str | None:
    """None where the SQL would be too large."""
    found = condition_in_sql(condition.tree, lambda path: Column(exp.column(path, quoted=True)), dialect)
    if isinstance(found, Problem):
        assert found.code is ProblemCode.LIMIT
        return None
    return found.sql(dialect)


def asked_of_postgres(
    connection: psycopg.Connection[Any], condition: Condition, vocabulary: Vocabulary, row: Row
) -> bool | None:
    """The answer; None where the SQL would be too large."""
    sql = sql_of(condition, "postgres")
    if sql is None:
        return None
    source, values = _source(condition, vocabulary, row, "postgres", "%s")
    answer = connection.execute(f"SELECT {sql.replace('%', '%%')} FROM {source}".encode(), values).fetchone()
    return _true_or_false(answer)


def asked_of_duckdb(
    connection: duckdb.DuckDBPyConnection, condition: Condition, vocabulary: Vocabulary, row: Row
) -> bool | None:
    """The answer; None where the SQL would be too large."""
    sql = sql_of(condition, "duckdb")
    if sql is None:
        return None
    source, values = _source(condition, vocabulary, row, "duckdb", "?")
    return _true_or_false(connection.execute(f"SELECT {sql} FROM {source}", values).fetchone())


def answered_in_duckdb(
    connection: duckdb.DuckDBPyConnection, condition: Condition, vocabulary: Vocabulary, row: Row
) -> bool | None:
    """As `asked_of_duckdb`; None also where the numbers have more than the 38 digits that DuckDB calculates with."""
    try:
        return asked_of_duckdb(connection, condition, vocabulary, row)
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        event("DuckDB: more than 38 digits")
        if "verflow" in str(error) or "out of range" in str(error):
            return None
        raise


def _true_or_false(answer: tuple[Any, ...] | None) -> bool:
    assert answer is not None
    assert answer[0] in (True, False)
    return bool(answer[0])


def _source(
    condition: Condition, vocabulary: Vocabulary, row: Row, dialect: Dialect, mark: str
) -> tuple[str, list[object]]:
    names = sorted(names_read(condition.tree))
    columns = [f'CAST({mark} AS {_column_type(vocabulary.entries[name].type, dialect)}) AS "{name}"' for name in names]
    return f"(SELECT {', '.join(columns or ['1 AS one'])}) AS fact", [_sent(row[name]) for name in names]


def _column_type(kind: Type, dialect: Dialect) -> str:
    if kind.element is not None:
        # Of parts of an event only the number is asked.
        return ("text" if kind.element.name == "struct" else _column_type(kind.element, dialect)) + "[]"
    return _TYPES[dialect].get(kind.name, kind.name)


def _sent(value: Value | None) -> object:
    if isinstance(value, tuple):
        return [None if isinstance(item, Mapping) else _sent(item) for item in value]
    if isinstance(value, Fraction):
        # Quantities have a finite expansion.
        return str(Decimal(value.numerator) / value.denominator)
    return str(value) if value is not None and not isinstance(value, bool | str) else value
