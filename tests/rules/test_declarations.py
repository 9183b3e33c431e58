"""What a document declares can be read, and only where it makes sense; amounts can be calculated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from treue.domain.orders import Line, LineKind, Order
from treue.rules.at import At
from treue.rules.condition import Amount, Condition, read_amount, read_condition
from treue.rules.declarations import Attribute, Declarations, Ladder
from treue.rules.facts import Facts
from treue.rules.problems import ProblemCode
from treue.rules.tables import Table
from treue.rules.trace import trace_amount
from treue.rules.types import DATE, DECIMAL, MONEY, STRING, list_of, read_type, struct_of
from treue.rules.vocabulary import Vocabulary, for_event, for_members, for_offer, for_purchase

POINTS = Table(
    "points",
    (STRING, STRING),
    (("", DECIMAL),),
    ((("economy", "near"), (Decimal(20),)), (("business", "far"), (Decimal(200),))),
)
FEES = Table(
    "fees", (STRING,), (("percent", DECIMAL), ("least", MONEY)), ((("web",), (Decimal(2), 100)),), (Decimal(0), 0)
)
DECLARED = Declarations(
    order={"pv": Attribute(DECIMAL)},
    line={"pv": Attribute(DECIMAL, default=Decimal("0.5"))},
    member={"renewed": Attribute(DATE)},
    structs={"leg": {"cabin": Attribute(STRING), "region": Attribute(STRING)}},
    metrics={"spend": Attribute(MONEY)},
    ladders={"club": Ladder({"silver": {}, "gold": {}})},
    plans={"plus": {}},
    segments={"young": {}},
    partners={"bakery": {}},
    tables={"points": POINTS, "fees": FEES},
)
PURCHASE = for_purchase("EUR", each_line=True, declared=DECLARED)
FLIGHT = for_event("EUR", {"legs": list_of(struct_of("leg"))}, each="leg", declared=DECLARED)
NOON = At("tuesday", 2027, 3, 2, 12)
LINE = Line("tea", 1000, Decimal(2), tags=("bio",))
ORDER = Order("EUR", (LINE, Line("box", 399, kind=LineKind.SHIPPING)), channel="web")
FACTS = Facts(
    order={"pv": Decimal("50.25")},
    item={"cabin": "business", "region": "far"},
    member={"joined": date(2026, 3, 2), "months": 12, "segments": ("young",)},
    level={"club": "gold"},
    metric={"spend": 35_000},
)


def amount(text: str, vocabulary: Vocabulary = PURCHASE) -> Amount:
    read = read_amount(text, vocabulary)
    assert isinstance(read, Amount), read
    return read


@pytest.mark.parametrize(
    "text",
    [
        "member.months >= 12 && 'young' in member.segments",
        "days(member.joined, at.date) == 365",
        "level.club == 'gold' && !has(plan.plus)",
        "metric.spend >= 350.00 EUR",
        "order.pv >= 50 && line.pv == 0.5",
        "order.quantity == 2 && order.lines == 1 && order.shipping == 3.99 EUR && 'bio' in order.tags",
        "table.fees[order.channel].percent == 2 && table.fees['post'].least == 0.00 EUR",
        "min(order.paid, 3.00 EUR) == 3.00 EUR && max(1, 2.5, 2) == 2.5 && floor(-0.5) == -1",
        "!has(member.renewed) || days(member.renewed, at.date) < 30",
        "has(member.renewed) ? member.renewed < at.date : true",
        "!has(partner.id) && at.quarter == 1 && at.date >= date('2027-03-02')",
    ],
)
def test_a_condition_reads_what_the_document_declares(text: str) -> None:
    condition = read_condition(text, PURCHASE)
    assert isinstance(condition, Condition), condition

    assert condition.holds(ORDER, LINE, NOON, {}, FACTS) is True


def test_each_part_of_an_event_is_looked_at_by_itself() -> None:
    condition = read_condition("table.points[leg.cabin][leg.region] >= 200 && size(event.legs) == 2", FLIGHT)
    assert isinstance(condition, Condition)
    flight = {"legs": ({"cabin": "business"}, {"cabin": "economy"})}
    near = replace(FACTS, item={"cabin": "economy", "region": "near"})
    unknown = replace(FACTS, item={"cabin": "economy", "region": "moon"})

    assert condition.holds(None, None, NOON, flight, FACTS) is True
    assert condition.holds(None, None, NOON, flight, near) is False
    assert condition.holds(None, None, NOON, flight, unknown) is False


def test_an_amount_is_exact_and_not_rounded() -> None:
    assert amount("0.10 * order.pv").value(ORDER, LINE, NOON, {}, FACTS) == Fraction("5.025")
    assert amount("order.paid / 3.00 EUR").value(ORDER, LINE, NOON, {}, FACTS) == Fraction(10, 3)


def test_an_amount_that_divides_by_zero_is_zero_and_the_trace_names_the_part() -> None:
    divided = amount("order.pv / (line.quantity - 2)")

    assert divided.value(ORDER, LINE, NOON, {}, FACTS) == 0
    traced = trace_amount(divided.tree, ORDER, LINE, NOON, {}, FACTS)
    assert traced.value == 0
    assert traced.undefined is divided.tree


def test_an_amount_of_money_is_asked_for_and_given_as_money() -> None:
    money = read_amount("0.10 * order.paid", PURCHASE, expected=MONEY)
    bare = read_amount("order.paid", PURCHASE)

    assert isinstance(money, Amount)
    assert money.is_money
    assert money.value(ORDER, LINE, NOON, {}, FACTS) == 100
    assert isinstance(bare, tuple)
    assert [problem.code for problem in bare] == [ProblemCode.MONEY]


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("member.renewed < at.date", ProblemCode.HAS, "has(member.renewed) && ..."),
        ("has(member.renewed) || member.renewed < at.date", ProblemCode.HAS, "declare a default"),
        ("level.club >= 'silver'", ProblemCode.TYPE, "level.club in ['gold']"),
        ("level.club == 'golden'", ProblemCode.VALUE, "did you mean 'gold'?"),
        ("level.club == ''", ProblemCode.VALUE, "write !has(level.club)"),
        ("plan.plus == 'running' && plan.pus == 'trial'", ProblemCode.NAME, "did you mean 'plan.plus'?"),
        ("'yung' in member.segments", ProblemCode.VALUE, "did you mean 'young'?"),
        ("partner.id == 'baker'", ProblemCode.VALUE, "did you mean 'bakery'?"),
        ("leg.cabin == 'x'", ProblemCode.SCOPE, "each: leg"),
        ("order.value > 1.00 EUR", ProblemCode.SCOPE, "order.paid"),
        ("table.point['a']['b'] > 1", ProblemCode.NAME, "did you mean 'table.points'?"),
        ("table.points['economy'] > 1", ProblemCode.TYPE, "table.points['economy']['near']"),
        ("table.points['econmy']['near'] > 1", ProblemCode.VALUE, "did you mean 'economy'?"),
        ("table.points[1]['near'] > 1", ProblemCode.TYPE, "table.points['economy']['near']"),
        ("table.points > 1", ProblemCode.NAME, "table.points[leg.cabin]"),
        ("table.points['economy']['near'].miles > 1", ProblemCode.NAME, "table.points['economy']['near']"),
        ("table.fees['web'].percentage > 1", ProblemCode.NAME, "did you mean 'percent'?"),
        ("table.fees['web'] > 1", ProblemCode.NAME, "table.fees['web'].percent"),
        ("date('2027-02-29') < at.date", ProblemCode.VALUE, "date('2027-03-01')"),
        ("date(line.sku) < at.date", ProblemCode.FUNCTION, "date('2027-03-01')"),
        ("days(1, at.date) > 1", ProblemCode.TYPE, "days(member.joined, at.date)"),
        ("min(1, 1.00 EUR) == 1", ProblemCode.MONEY, "one kind"),
        ("min(1) == 1", ProblemCode.FUNCTION, "min(line.paid, 30.00 EUR)"),
        ("line.sku == '\\u0000'", ProblemCode.SYNTAX, "leave it out"),
        ("[['a']] == [['a']]", ProblemCode.TYPE, "single values"),
        (" || ".join(["'a' in line.tags"] * 110), ProblemCode.LIMIT, "split it into several rules"),
    ],
)
def test_a_faulty_use_is_refused_with_a_remedy(text: str, code: ProblemCode, remedy: str) -> None:
    found = read_condition(text, PURCHASE)

    assert isinstance(found, tuple), text
    assert code in {problem.code for problem in found}
    assert any(remedy in problem.remedy for problem in found), found


def test_the_parts_of_an_event_are_not_read_through_their_list() -> None:
    found = read_condition("event.legs[0] == event.legs[1]", FLIGHT)

    assert isinstance(found, tuple)
    assert {problem.remedy for problem in found} == {"look at each one with 'each: leg'"}


def test_offers_and_segments_read_what_they_can_know() -> None:
    offer = read_condition("order.value >= 30.00 EUR", for_offer("EUR", each_line=False, declared=DECLARED))
    segment = read_condition("metric.spend > 1.00 EUR && level.club == 'gold'", for_members("EUR", declared=DECLARED))
    order_of_a_segment = read_condition("order.paid > 1.00 EUR", for_members("EUR", declared=DECLARED))

    assert isinstance(offer, Condition)
    assert offer.holds(ORDER, None, NOON, {}, Facts(order={"value": 3000})) is True
    assert isinstance(segment, Condition)
    assert isinstance(order_of_a_segment, tuple)
    assert {problem.code for problem in order_of_a_segment} == {ProblemCode.SCOPE}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("decimal", DECIMAL), ("list<string>", list_of(STRING)), ("list<leg>", list_of(struct_of("leg"))), ("date", DATE)],
)
def test_a_type_is_read_as_the_document_writes_it(text: str, kind: object) -> None:
    assert read_type(text, structs=("leg",)) == kind


@pytest.mark.parametrize("text", ["leg", "list<list<string>>", "number", "list<lag>", ""])
def test_another_text_is_no_type(text: str) -> None:
    assert read_type(text, structs=("leg",)) is None
