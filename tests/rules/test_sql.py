"""SQL comes to the answer that decisions come to: compiled function = trace = PostgreSQL = DuckDB.

What DuckDB alone is asked, and how the SQL reads, is in test_sql_in_duckdb: it needs no server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from tests.rules import declared_expressions as declared
from tests.rules import written_expressions as written
from tests.rules.databases import Row, answered_in_duckdb, asked_of_duckdb, asked_of_postgres, row_of
from tests.rules.test_twins import sound
from treue.domain.instants import zone
from treue.domain.orders import Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.facts import Facts
from treue.rules.trace import trace_condition
from treue.rules.types import Value

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
    assert answered_in_duckdb(lake, condition, declared.PURCHASE, row) in (holds, None)


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
    assert answered_in_duckdb(lake, condition, declared.FLIGHT, row) in (holds, None)


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
