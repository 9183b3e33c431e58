"""SQL comes to the answer that decisions come to: compiled function = trace = PostgreSQL = DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from sqlglot import exp

from tests.rules import declared_expressions as declared
from tests.rules import written_expressions as written
from tests.rules.databases import Row, asked_of_duckdb, asked_of_postgres, row_of, sql_of
from tests.rules.test_twins import sound
from treue.domain.instants import zone
from treue.domain.orders import Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.facts import Facts
from treue.rules.problems import Problem, ProblemCode
from treue.rules.sql import condition_in_sql
from treue.rules.sql_values import Column
from treue.rules.trace import trace_condition
from treue.rules.types import Value
from treue.rules.vocabulary import Vocabulary

pytestmark = pytest.mark.postgres
BERLIN = zone("Europe/Berlin")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def lake() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def books(empty_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


@SHARED
@given(declared.purchase_conditions, written.orders, written.instants, declared.facts)
def test_a_purchase_is_judged_alike_by_four_readers(
    books: psycopg.Connection[Any],
    lake: duckdb.DuckDBPyConnection,
    text: str,
    order: Order,
    instant: datetime,
    facts: Facts,
) -> None:
    condition = sound(text, declared.PURCHASE)
    if condition is None:
        return
    line, at = order.lines[0], At.of(instant, BERLIN)
    holds = condition.holds(order, line, at, {}, facts)

    assert trace_condition(condition.tree, order, line, at, {}, facts).holds is holds
    row = row_of(declared.PURCHASE, order, line, at, {}, facts)
    assert asked_of_postgres(books, condition, declared.PURCHASE, row) in (holds, None)
    assert in_duckdb(lake, condition, declared.PURCHASE, row) in (holds, None)


@SHARED
@given(declared.flight_conditions, declared.flights, declared.facts)
def test_a_part_of_an_event_is_judged_alike_by_four_readers(
    books: psycopg.Connection[Any],
    lake: duckdb.DuckDBPyConnection,
    text: str,
    flight: Mapping[str, Value],
    facts: Facts,
) -> None:
    condition = sound(text, declared.FLIGHT)
    if condition is None:
        return
    holds = condition.holds(None, None, written.noon, flight, facts)

    assert trace_condition(condition.tree, None, None, written.noon, flight, facts).holds is holds
    row = row_of(declared.FLIGHT, None, None, written.noon, flight, facts)
    assert asked_of_postgres(books, condition, declared.FLIGHT, row) in (holds, None)
    assert in_duckdb(lake, condition, declared.FLIGHT, row) in (holds, None)


def in_duckdb(lake: duckdb.DuckDBPyConnection, condition: Condition, vocabulary: Vocabulary, row: Row) -> bool | None:
    """The answer; None where the numbers have more than the 38 digits that DuckDB calculates with."""
    try:
        return asked_of_duckdb(lake, condition, vocabulary, row)
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        event("DuckDB: more than 38 digits")
        if "verflow" in str(error) or "out of range" in str(error):
            return None
        raise


@pytest.mark.parametrize(
    ("text", "postgres", "in_duckdb"),
    [
        (
            "line.category == 'coffee' && order.paid >= 30.00 EUR",
            """COALESCE("line.category", '') = 'coffee' AND "order.paid" >= 3000""",
            """COALESCE("line.category", '') = 'coffee' AND "order.paid" >= 3000""",
        ),
        (
            "level.club in ['green', 'gold'] || 'fair' in line.tags",
            """COALESCE("level.club", '') IN ('green', 'gold') OR 'fair' = ANY(COALESCE("line.tags", '{}'))""",
            """COALESCE("level.club", '') IN ('green', 'gold') OR LIST_CONTAINS(COALESCE("line.tags", []), 'fair')""",
        ),
        (
            "line.quantity > 1.5",
            '"line.quantity" > 1.5',
            '(CAST("line.quantity" * 1000000 AS INT128) * CAST(2 AS INT128)) > '
            "(CAST(3 AS INT128) * CAST(1000000 AS INT128))",
        ),
        (
            "line.sku < line.name",
            """("line.sku" COLLATE "C") < COALESCE("line.name", '')""",
            """"line.sku" < COALESCE("line.name", '')""",
        ),
    ],
)
def test_plain_conditions_become_plain_sql(text: str, postgres: str, in_duckdb: str) -> None:
    condition = read_condition(text, declared.PURCHASE)
    assert isinstance(condition, Condition)

    assert sql_of(condition, "postgres") == postgres
    assert sql_of(condition, "duckdb") == in_duckdb


def test_a_division_by_zero_is_false_and_not_absorbed_by_what_stands_beside_it(
    books: psycopg.Connection[Any], lake: duckdb.DuckDBPyConnection
) -> None:
    row: Row = {"line.paid": 0}
    for text in (
        "1.00 EUR / line.paid > 1 || true",
        "!(1.00 EUR / line.paid > 1)",
        "min(1.00 EUR / line.paid, 1) <= 1",
    ):
        condition = read_condition(text, declared.PURCHASE)
        assert isinstance(condition, Condition)

        assert asked_of_postgres(books, condition, declared.PURCHASE, row) is False
        assert asked_of_duckdb(lake, condition, declared.PURCHASE, row) is False


def test_sql_that_would_explode_is_a_problem_with_a_remedy() -> None:
    text = "(line.paid / 1.00 EUR)"
    for _ in range(9):
        text = f"max(1 / {text}, order.paid / line.paid)"
    condition = read_condition(f"{text} > 1", declared.PURCHASE)
    assert isinstance(condition, Condition)

    found = condition_in_sql(condition.tree, lambda path: Column(exp.column(path)), "postgres")

    assert isinstance(found, Problem)
    assert found.code is ProblemCode.LIMIT
