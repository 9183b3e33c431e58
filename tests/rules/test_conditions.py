"""What conditions mean, value by value, and what keeps a text from being one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treue.domain.instants import zone
from treue.domain.orders import Line, LineKind, Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.problems import Problem, ProblemCode
from treue.rules.trace import trace_condition
from treue.rules.tree import names_read
from treue.rules.types import BOOL, DECIMAL, INT, MONEY, STRING, Value
from treue.rules.vocabulary import for_event, for_purchase

TUESDAY_NOON = At("tuesday", 2027, 3, 2, 12)
COFFEE = Line("c-1", 800, Decimal("0.5"), 100, "Kaffee crème", "coffee", tags=("fair", "bio"))
DEPOSIT = Line("d-1", 25, kind=LineKind.DEPOSIT)
ORDER = Order("EUR", (COFFEE, DEPOSIT), channel="store", store="berlin-1")
FIELDS = {"km": DECIMAL, "laps": INT, "shoe": STRING, "club": BOOL, "fee": MONEY}


def read(text: str) -> Condition:
    condition = read_condition(text, for_purchase("EUR", each_line=True))
    assert isinstance(condition, Condition), condition
    return condition


def problems(text: str) -> tuple[Problem, ...]:
    found = read_condition(text, for_purchase("EUR", each_line=True))
    assert isinstance(found, tuple), text
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line.category == 'coffee' && at.weekday == 'tuesday'", True),
        ('line.category != "coffee"', False),
        ("order.paid == 7.00 EUR", True),
        ("order.paid >= 7.01 EUR", False),
        ("line.paid == line.amount - line.discount", True),
        ("line.amount * 0.5 == 4.00 EUR", True),
        ("line.amount / 3 > 2.66 EUR && line.amount / 3 < 2.67 EUR", True),
        ("line.amount / 3 * 3 == 8.00 EUR", True),
        ("line.discount / line.amount == 0.125", True),
        ("line.quantity * 2 == 1", True),
        ("line.quantity + 0.1 + 0.2 == 0.8", True),
        ("1 / 3 + 1 / 3 + 1 / 3 == 1", True),
        ("line.quantity in [0.25, 0.50]", True),
        ("-line.paid < 0.00 EUR", True),
        ("'bio' in line.tags && !('new' in line.tags)", True),
        ("line.tags[0] == 'fair'", True),
        ("size(line.tags) == 2 && line.sku.size() == 3", True),
        ("line.name.contains('crème')", True),
        ("line.name.contains('cre\\u0300me')", True),
        ("line.sku.startsWith('c-') && line.sku.endsWith('1')", True),
        ("has(order.store) && !has(order.till)", True),
        ("has(line.brand) ? line.brand == 'X' : line.kind == 'goods'", True),
        ("at.hour in [11, 12] && at.month == 3 && at.day <= 7 && at.year == 2027", True),
        ("false || false || true && true", True),
        ("!(true && false) == true", True),
        ("'a' + 'b' == 'ab'", True),
        ("'it\\'s' == \"it's\"", True),
        ("9223372036854775807 > 0", True),
        ("1 - 1 - 1 == -1", True),
        ("2 + 3 * 4 == 14", True),
        ("line.sku == 'c-1' ? false : true ? true : false", False),
    ],
)
def test_a_condition_holds_exactly_when_it_says_so(text: str, expected: bool) -> None:
    condition = read(text)

    assert condition.holds(ORDER, COFFEE, TUESDAY_NOON, {}) is expected
    assert trace_condition(condition.tree, ORDER, COFFEE, TUESDAY_NOON, {}).holds is expected


@pytest.mark.parametrize(
    "text",
    [
        "line.amount / (line.amount - line.amount) > 0 || true",
        "line.tags[2] == 'x' || true",
        "line.tags[-1] == 'bio'",
        "line.paid / 0 == 1.00 EUR",
    ],
)
def test_a_condition_without_a_value_is_false_and_the_trace_names_the_part(text: str) -> None:
    condition = read(text)

    traced = trace_condition(condition.tree, ORDER, COFFEE, TUESDAY_NOON, {})

    assert condition.holds(ORDER, COFFEE, TUESDAY_NOON, {}) is False
    assert traced.holds is False
    assert traced.undefined is not None


def test_what_decides_the_answer_early_keeps_the_rest_from_being_read() -> None:
    condition = read("true || line.amount / (line.amount - line.amount) > 0")

    assert condition.holds(ORDER, COFFEE, TUESDAY_NOON, {}) is True


def test_texts_compare_by_their_characters_not_by_how_an_editor_wrote_them() -> None:
    decomposed = "line.name == 'cre\u0300me'"

    assert read(decomposed).holds(ORDER, Line("s", 1, name="cr\u00e8me"), TUESDAY_NOON, {}) is True
    assert read("line.name == 'STRASSE'").holds(ORDER, Line("s", 1, name="Straße"), TUESDAY_NOON, {}) is False


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("event.km >= 42.195", {"km": Decimal("42.195")}, True),
        ("event.km == 0.0 && event.laps == 0 && event.shoe == '' && !event.club && event.fee == 0.00 EUR", {}, True),
        ("has(event.laps)", {"laps": 0}, True),
        ("has(event.laps)", {}, False),
        ("event.fee / event.laps > 0.01 EUR", {"fee": 500, "laps": 0}, False),
    ],
)
def test_a_custom_event_reads_its_fields_and_absent_ones_by_their_default(
    text: str, event: Mapping[str, Value], expected: bool
) -> None:
    condition = read_condition(text, for_event("EUR", FIELDS))
    assert isinstance(condition, Condition)

    assert condition.holds(None, None, TUESDAY_NOON, event) is expected


def test_the_clock_of_the_programme_decides_the_local_day() -> None:
    # 23:30 UTC on Monday is half past midnight on Tuesday in Berlin's winter.
    at = At.of(datetime(2027, 3, 1, 23, 30, tzinfo=UTC), zone("Europe/Berlin"))

    assert at == At("tuesday", 2027, 3, 2, 0)


def test_the_names_read_are_known_without_running_the_condition() -> None:
    condition = read("line.category == 'x' && (at.hour > 3 || has(line.brand)) && line.category != ''")

    assert names_read(condition.tree) == {"line.category", "at.hour", "line.brand"}


def test_all_problems_of_a_condition_are_found_at_once_each_at_its_place() -> None:
    text = "line.categry == 'a' && order.paid > 30 || at.weekday == 'moonday'"

    found = problems(text)

    assert [(problem.code, text[problem.span.start : problem.span.end]) for problem in found] == [
        (ProblemCode.NAME, "line.categry"),
        (ProblemCode.MONEY, "order.paid > 30"),
        (ProblemCode.VALUE, "'moonday'"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("order.paid > 30.5", ProblemCode.MONEY, "write '30.50 EUR'"),
        ("order.paid + 1 > 2.00 EUR", ProblemCode.MONEY, "add money to money; multiply or divide it by a number"),
        ("order.paid * order.paid > 2.00 EUR", ProblemCode.MONEY, "add money to money"),
        ("order.paid > 2.001 EUR", ProblemCode.CURRENCY, "decimals"),
        ("lines.sku == 'x'", ProblemCode.NAME, "did you mean 'line'?"),
        ("line == 'x'", ProblemCode.NAME, "for instance 'line.sku'"),
        ("line.sku.brand == 'x'", ProblemCode.TYPE, "leave them out"),
        ("event.km > 1", ProblemCode.SCOPE, "custom events"),
        ("true < false", ProblemCode.TYPE, "'==' or '!='"),
        ("1 < 2 < 3", ProblemCode.TYPE, "one kind"),
        ("line.sku && true", ProblemCode.TYPE, "compare it first"),
        ("!line.sku", ProblemCode.TYPE, "turns a condition round"),
        ("-line.sku == 'x'", ProblemCode.TYPE, "numbers and money"),
        ("line.sku - 'x' == ''", ProblemCode.TYPE, "calculate with numbers"),
        ("line.sku == 5", ProblemCode.TYPE, "quotes"),
        ("line.sku in 'abc'", ProblemCode.TYPE, "write a list"),
        ("5 in line.tags", ProblemCode.TYPE, "what the list holds"),
        ("line.sku in ['a', 1]", ProblemCode.TYPE, "values of one kind"),
        ("line.sku in []", ProblemCode.TYPE, "at least one value"),
        ("line.sku[0] == 'x'", ProblemCode.TYPE, "line.tags[0]"),
        ("true ? 1 : 'a'", ProblemCode.TYPE, "one kind"),
        ("1 ? true : false", ProblemCode.TYPE, "before '?'"),
        ("line.tags.contains('x')", ProblemCode.TYPE, "'x' in line.tags"),
        ("size(5) == 1", ProblemCode.TYPE, "size(line.tags)"),
        ("line.sku.startsWith()", ProblemCode.FUNCTION, "startsWith('X')"),
        ("matches(line.sku, 'x')", ProblemCode.FUNCTION, "the functions are"),
        ("has('x')", ProblemCode.HAS, "has(line.brand)"),
        ("has(at.hour)", ProblemCode.HAS, "leave the has"),
        ("", ProblemCode.SYNTAX, "an expression looks like"),
        ("line.sku == null", ProblemCode.NAME, "has(...)"),
        ("line.sku == 'x' or true", ProblemCode.SYNTAX, "'||'"),
        ("line.sku == 'x' & true", ProblemCode.SYNTAX, "'&&'"),
        ("line.sku == 'x", ProblemCode.SYNTAX, "quote"),
        ("line.sku == '\\q'", ProblemCode.SYNTAX, "backslash"),
        ("line.sku == '\\ud800'", ProblemCode.SYNTAX, "the character itself"),
        ("9223372036854775808 > 1", ProblemCode.LIMIT, "9223372036854775807"),
        ("0." + "1" * 40 + " > 1", ProblemCode.LIMIT, "digits"),
        ("x" * 4001, ProblemCode.LIMIT, "split"),
        ("!" * 50 + "true", ProblemCode.LIMIT, "split"),
    ],
)
def test_a_problem_says_what_to_do(text: str, code: ProblemCode, remedy: str) -> None:
    found = problems(text)

    assert code in {problem.code for problem in found}
    assert any(remedy in problem.remedy for problem in found), found


def test_an_order_is_known_in_purchases_only_and_a_line_with_each_line_only() -> None:
    whole_order = read_condition("line.sku == 'x'", for_purchase("EUR", each_line=False))
    joined = read_condition("order.paid > 1.00 EUR", for_event("EUR", {}))

    assert isinstance(whole_order, tuple)
    assert isinstance(joined, tuple)
    assert [problem.code for problem in (*whole_order, *joined)] == [ProblemCode.SCOPE, ProblemCode.SCOPE]


@given(st.text(alphabet="line.skuorpad at'\"&|!=<>()[]?:+-*/0123 EUR,in\\\n", max_size=60) | st.text(max_size=40))
def test_any_text_is_a_condition_or_has_problems(text: str) -> None:
    found = read_condition(text, for_purchase("EUR", each_line=True))

    if isinstance(found, Condition):
        assert found.holds(ORDER, COFFEE, TUESDAY_NOON, {}) in (True, False)
    else:
        assert found
        assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in found)
