"""SQL that needs no server: DuckDB answers as a decision does, and what PostgreSQL is asked reads as it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from sqlglot import exp

from tests.rules import declared_expressions as declared
from tests.rules import written_expressions as written
from tests.rules.databases import answered_in_duckdb, asked_of_duckdb, row_of, sql_of
from tests.rules.test_twins import sound
from treue.domain.instants import zone
from treue.domain.orders import Line, LineKind, Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.facts import Facts
from treue.rules.problems import Problem, ProblemCode
from treue.rules.sql import condition_in_sql
from treue.rules.sql_values import Column
from treue.rules.types import Value

BERLIN = zone("Europe/Berlin")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
COFFEE = Line("c-1", 800, Decimal("0.5"), 100, "Kaffee crème", "coffee", tags=("fair", "bio"))
NAMELESS = Line("d-1", 0, kind=LineKind.DEPOSIT)
AT = At("tuesday", 2027, 3, 2, 12)
REGULAR = Facts(
    order={"pv": Decimal("2.5"), "gift": False},
    line={"pv": Decimal("0.333"), "made": date(2027, 2, 1)},
    member={
        "joined": date(2026, 3, 2),
        "days": 365,
        "months": 12,
        "age": 7,
        "pet": "dog",
        "renewed": date(2027, 2, 10),
        "sizes": (7, 0),
        "shares": (Decimal(7), Decimal(0)),
        "pass": "student",
        "segments": ("young",),
    },
    metric={"spend": 5000, "visits": -3},
    level={"club": "gold"},
    partner={"rate": Decimal("-2.5")},
)
NEWCOMER = Facts(member={"joined": date(2027, 3, 2), "days": 0, "months": 0})


@pytest.fixture(scope="module")
def lake() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@SHARED
@given(declared.purchase_conditions, written.orders, written.instants, declared.facts)
def test_a_purchase_is_judged_in_duckdb_as_by_a_decision(
    lake: duckdb.DuckDBPyConnection, text: str, order: Order, instant: datetime, facts: Facts
) -> None:
    condition = sound(text, declared.PURCHASE)
    if condition is None:
        return
    line, at = order.lines[0], At.of(instant, BERLIN)

    row = row_of(declared.PURCHASE, order, line, at, {}, facts)
    assert answered_in_duckdb(lake, condition, declared.PURCHASE, row) in (
        condition.holds(order, line, at, {}, facts),
        None,
    )


@SHARED
@given(declared.flight_conditions, declared.flights, declared.facts)
def test_a_part_of_an_event_is_judged_in_duckdb_as_by_a_decision(
    lake: duckdb.DuckDBPyConnection, text: str, flight: Mapping[str, Value], facts: Facts
) -> None:
    condition = sound(text, declared.FLIGHT)
    if condition is None:
        return

    row = row_of(declared.FLIGHT, None, None, written.noon, flight, facts)
    assert answered_in_duckdb(lake, condition, declared.FLIGHT, row) in (
        condition.holds(None, None, written.noon, flight, facts),
        None,
    )


@pytest.mark.parametrize(
    ("text", "regular", "newcomer"),
    [
        # Of the regular: half a coffee of 7.00 EUR, bought 365 days after joining. Of the newcomer: a nameless deposit.
        ("line.quantity + 0.25 == 0.75 && line.quantity - 0.25 == 0.25", True, False),
        ("line.quantity * 2.5 == 1.25", True, False),
        ("line.quantity * 2 - line.quantity * 3 == -0.5", True, False),
        ("line.quantity / 0.25 == 2 && line.quantity / 4 == 0.125", True, False),
        ("-line.quantity < -0.4 && -line.quantity > -0.6", True, False),
        ("1 / partner.rate == -0.4", True, False),
        ("1 / partner.rate < 0", True, False),
        ("1 / partner.rate > -0.5", True, False),
        ("1 / partner.rate <= 1 / member.age", True, False),
        ("(0.5 / partner.rate) * (1 / partner.rate) == 0.08", True, False),
        ("0.5 / partner.rate + 1 / partner.rate < -0.5", True, False),
        ("1 / (line.paid / 100.00 EUR) < 15 && 1 / (line.paid / 100.00 EUR) > 14", True, False),
        ("!(1 / (line.paid / 1.00 EUR) > 0)", False, False),
        ("floor(line.quantity) == 0 && floor(line.quantity * 5) == 2", True, False),
        ("floor(partner.rate) == -3", True, False),
        ("floor(partner.rate * 2) == -5", True, False),
        ("floor(5 / partner.rate * 2 / 3) == -2", True, False),
        ("floor(-7 / partner.rate) == 2", True, False),
        ("floor(member.age) == 7 && floor(1 / member.age) == 0", True, False),
        ("min(line.quantity, 0.75) == 0.5 && min(0.75, line.quantity) == 0.5", True, False),
        ("max(line.quantity, 0.25, 0.75) == 0.75 && max(line.quantity, 0.25) == 0.5", True, False),
        ("min(at.date, member.joined) == date('2026-03-02')", True, False),
        ("max(at.date, member.joined) == date('2027-03-02')", True, True),
        ("days(member.joined, at.date) == 365", True, False),
        ("days(member.joined, at.date) == member.days", True, True),
        ("has(member.age) ? member.age == 7 : member.days == 0", True, True),
        ("(order.gift ? 0.5 : 1.5) == 1.5", True, False),
        ("(order.gift ? 1 : 0.5) == 1", False, True),
        ("(member.age > 3 ? 'coffee' : '') == line.category", True, True),
        ("(member.age > 3 ? 1 : 2) == 2", False, True),
        ("(member.age > 3 ? 0.1 : 2) == 0.1", True, False),
        ("size(line.tags) == 2", True, False),
        ("size(line.tags) == 0", False, True),
        ("size(line.name) == 12", True, False),
        ("line.name.size() == 0", False, True),
        ("size(['a', line.sku, 'c']) == 3", True, True),
        ("size(order.gift ? line.tags : ['x']) == 1", True, False),
        ("line.tags[0] == 'fair' && line.tags[1] == 'bio'", True, False),
        ("line.tags[2] == '' || line.tags[-1] == 'bio'", False, False),
        ("line.tags[size(line.tags) - 1] == 'bio'", True, False),
        ("member.sizes[0] == 7 && member.sizes[1] == 0", True, False),
        ("member.shares[0] == 7", True, False),
        ("member.shares[0] == 0.1 && member.shares[1] == 7", False, True),
        ("[0.5, 2, line.pv][0] == line.quantity && [0.5, 2, line.pv][1] == 2", True, False),
        ("[0.5, 2, line.pv][2] == 0.333", True, False),
        ("[3, 5][1] == 5 && [3, 5][0] == 3", True, True),
        ("[3, 5][2] == 5 || [3, 5][-1] == 5", False, False),
        ("['x', line.category][1] == 'coffee'", True, False),
        ("7 in member.sizes && !(8 in member.sizes)", True, False),
        ("7 in member.shares && !(0.5 in member.shares)", True, True),
        ("0.1 in member.shares", False, True),
        ("line.quantity in [0.25, 0.5] && !(line.quantity in [0.25, 2])", True, False),
        ("line.category in ['tea', 'coffee']", True, False),
        ("'bio' in line.tags", True, False),
        ("'bio' in (member.age > 3 ? line.tags : ['coffee'])", True, False),
        ("'x' in [line.tags[5], 'x']", False, False),
        ("line.tags[5] in ['x'] || true", False, False),
        ("line.tags == ['fair', 'bio'] && ['fair', 'bio'] == line.tags", True, False),
        ("line.tags == ['bio', 'fair'] || line.tags == ['fair']", False, False),
        ("line.tags != ['fair', 'bio']", False, True),
        ("member.sizes == [7, 0] && member.sizes == [7.0, 0]", True, False),
        ("member.shares == [7, 0.0] && member.shares == member.sizes", True, False),
        ("member.shares == [0.1, 7]", False, True),
        ("[1, 0.5] == [1, line.quantity] && [1, 2] != [1, 2, 3]", True, False),
        ("line.tags == line.tags", True, True),
        ("line.sku + line.category == 'c-1coffee'", True, False),
        ("line.name < 'Kb' && line.name > 'Ka'", True, False),
        ("line.name.startsWith('Kaffee') && !line.name.startsWith('affee')", True, False),
        ("line.name.endsWith('crème') && !line.name.endsWith('crèm')", True, False),
        ("line.name.contains('fee c') && !line.name.contains('tea')", True, False),
        ("line.name.contains('Kaf')", True, False),
        ("has(line.name) && has(line.tags) && has(member.age)", True, False),
        ("has(line.name) || has(line.tags) || has(member.age)", True, False),
        ("has(order.gift)", True, False),
        ("member.pet == 'cat'", False, True),
        ("table.fees[member.age].percent == 0", True, False),
        ("table.fees[0].percent == 1.25 && table.fees[8].percent == 0.1", True, True),
        ("table.fees[member.age].least == 3.01 EUR && table.fees[0].least == 0.00 EUR", True, False),
        ("table.fees[1].least == -0.01 EUR", True, True),
        ("table.fees[member.age].name == 'Straße' && table.fees[0].name == 'none'", True, False),
        ("table.fees[0].free && !table.fees[7].free", True, True),
        ("table.fees[member.age].since == date('2028-02-29')", True, False),
        ("table.fees[member.age + 1].since == date('1900-01-01')", True, True),
        ("table.points['economy']['near'] == 20 && table.points['']['far'] == -1.5", True, True),
        ("table.points['economy'][line.category] == 20 || true", False, False),
        ("table.points['Straße']['near'] < 0.3331 && table.points['Straße']['near'] > 0.3329", True, True),
        ("metric.spend == 50.00 EUR && metric.visits == -3", True, False),
        ("line.paid * 2 - 1.00 EUR == 13.00 EUR && line.paid / 1.00 EUR == 7", True, False),
        ("level.club == 'gold' && member.pass == 'student' && 'young' in member.segments", True, False),
        ("line.pv == 0.1234567", False, True),
        ("order.gift || member.age == 7", True, True),
        ("member.age == 7 || order.gift", True, True),
        ("!order.gift && member.age == 7 && line.quantity == 0.5", True, False),
        ("member.age == 8 && order.gift", False, False),
        ("!(member.age == 8 || order.gift)", True, False),
        ("!(member.age == 8)", True, True),
    ],
)
def test_every_shape_of_a_condition_is_answered_alike(
    lake: duckdb.DuckDBPyConnection, text: str, regular: bool, newcomer: bool
) -> None:
    condition = read_condition(text, declared.PURCHASE)
    assert isinstance(condition, Condition), condition

    for line, facts, expected in ((COFFEE, REGULAR, regular), (NAMELESS, NEWCOMER, newcomer)):
        order = Order("EUR", (line,), channel="store", store="berlin-1")
        assert condition.holds(order, line, AT, {}, facts) is expected
        row = row_of(declared.PURCHASE, order, line, AT, {}, facts)
        assert asked_of_duckdb(lake, condition, declared.PURCHASE, row) is expected


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


@pytest.mark.parametrize(
    ("text", "postgres"),
    [
        (
            "size(line.tags) == 2",
            """CARDINALITY(COALESCE("line.tags", '{}')) = 2""",
        ),
        (
            "line.tags[1] == 'bio'",
            """COALESCE(CASE WHEN 1 >= 0 AND 1 < CARDINALITY(COALESCE("line.tags", '{}')) THEN """
            """(COALESCE("line.tags", '{}'))[CAST(LEAST(1, CARDINALITY(COALESCE("line.tags", '{}'))) AS """
            """INT) + 1] END = 'bio', FALSE)""",
        ),
        (
            "7 in member.shares",
            """EXISTS(SELECT 1 FROM UNNEST(COALESCE("member.shares", ARRAY[0.1, 7])) AS item(value) """
            """WHERE 7 = value)""",
        ),
        (
            "line.quantity in [0.25, -1.5]",
            '"line.quantity" = 0.25 OR "line.quantity" = (-CAST(1.5 AS DECIMAL))',
        ),
        (
            "member.sizes == member.shares",
            """CAST(COALESCE("member.sizes", '{}') AS DECIMAL[]) = CAST(COALESCE("member.shares", """
            """ARRAY[0.1, 7]) AS DECIMAL[])""",
        ),
        (
            "floor(line.quantity) == 2",
            'FLOOR("line.quantity") = 2',
        ),
        (
            "floor(line.quantity / 3) == 2",
            """(DIV(CAST("line.quantity" AS DECIMAL), CAST(3 AS DECIMAL)) - CASE WHEN """
            """MOD(CAST("line.quantity" AS DECIMAL), CAST(3 AS DECIMAL)) <> 0 AND """
            """SIGN(CAST("line.quantity" AS DECIMAL)) <> SIGN(CAST(3 AS DECIMAL)) THEN 1 ELSE 0 END) = 2""",
        ),
        (
            "1 / member.age < 0.5",
            """COALESCE(((CAST(1 AS DECIMAL) - (CAST(0.5 AS DECIMAL) * """
            """NULLIF(CAST(COALESCE("member.age", 0) AS DECIMAL), 0))) * """
            """SIGN(NULLIF(CAST(COALESCE("member.age", 0) AS DECIMAL), 0))) < 0, FALSE)""",
        ),
        (
            "line.pv < 0.05",
            'COALESCE("line.pv", 0.1234567) < 0.05',
        ),
        (
            "line.tags == ['a', 'b']",
            """CARDINALITY(COALESCE("line.tags", '{}')) = 2 AND 'a' = (COALESCE("line.tags", '{}'))[1] """
            """AND 'b' = (COALESCE("line.tags", '{}'))[2]""",
        ),
        (
            "line.name.endsWith('me')",
            """RIGHT(COALESCE("line.name", ''), LENGTH('me')) = 'me'""",
        ),
    ],
)
def test_what_postgres_is_asked_of_lists_and_fractions(text: str, postgres: str) -> None:
    condition = read_condition(text, declared.PURCHASE)
    assert isinstance(condition, Condition)

    assert sql_of(condition, "postgres") == postgres


def test_sql_that_would_explode_is_a_problem_with_a_remedy() -> None:
    text = "(line.paid / 1.00 EUR)"
    for _ in range(9):
        text = f"max(1 / {text}, order.paid / line.paid)"
    condition = read_condition(f"{text} > 1", declared.PURCHASE)
    assert isinstance(condition, Condition)

    found = condition_in_sql(condition.tree, lambda path: Column(exp.column(path)), "postgres")

    assert isinstance(found, Problem)
    assert found.code is ProblemCode.LIMIT
