"""Whatever is wrong with an expression, a person reads what it is, where it is, and what to write instead.

Given the faulty expressions below, then the listing is exactly `faulty_expressions.txt`. To renew it after a change of
words: TREUE_RENEW_LISTINGS=yes, then read it.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.rules.declared_expressions import FLIGHT, PURCHASE
from treue.rules.condition import Amount, Condition, read_amount, read_condition
from treue.rules.problems import Problem
from treue.rules.types import DECIMAL, MONEY
from treue.rules.vocabulary import for_event, for_members, for_purchase

LISTING = Path(__file__).parent / "faulty_expressions.txt"
CONDITIONS = """\
lines.sku == 'x'
line == 'x'
table == 'x'
sku == 'x'
skuu == 'x'
line.categry == 'x'
line.zzzzzzz == 'x'
metric.zzzzzzz > 1
plan.pots == 'trial'
event.km > 1
leg.cabin == 'x'
order.value > 1.00 EUR
line.sku == null
line.sku == none
line.sku.brand == 'x'
(line.sku + 'x').brand == 'x'
Line.sku.brand == 'x'
order.paid > 30
order.paid > 30.5
order.paid > order.quantity
order.paid + 1 > 2.00 EUR
order.paid * order.paid > 2.00 EUR
order.paid > 2.001 EUR
order.paid > 2.00 USD
true < false
line.tags < line.tags
1 < 2 < 3
line.sku && true
true || line.sku
!line.sku
-line.sku == 'x'
line.sku - 'x' == ''
line.sku == 5
line.sku == order.quantity
at.date == 'x'
line.sku in 'abc'
5 in line.tags
line.sku in ['a', 1]
line.sku in [1]
5 in ['a']
line.sku in []
[['a']] == [['a']]
line.sku[0] == 'x'
line.tags['a'] == 'x'
line.tags[0.5] == 'x'
true ? 1 : 'a'
1 ? true : false
line.tags.contains('x')
size(5) == 1
size() == 1
line.sku.startsWith()
line.sku.startsWith('a', 'b')
matches(line.sku, 'x')
min(1) == 1
min(1, 2, 3, 4, 5, 6, 7, 8, 9) == 1
min('a', 'b') == 'a'
min(1, 1.00 EUR) == 1
max(1, at.date) == 1
floor(1.00 EUR) == 1
days(1, at.date) > 1
date('2027-02-29') < at.date
date('20270301') < at.date
date(line.sku) < at.date
date('2027-03-01', 1) < at.date
has('x')
has()
has(at.hour)
has(line.brand, line.sku)
has(line.nothing)
has(table.fees[0].free)
member.renewed < at.date
has(member.renewed) || member.renewed < at.date
level.club >= 'silver'
'green' < level.club
level.club == 'golden'
level.club in ['gold', 'sliver']
level.club == ''
member.pass == 'x'
'yung' in member.segments
at.weekday == 'moonday'
table.point['a']['b'] > 1
table.points > 1
table.points['economy'] > 1
table.points['econmy']['near'] > 1
table.points['zzzzzzz']['near'] > 1
table.points[1]['near'] > 1
table.points['economy']['near'].miles > 1
table.fees[0].percentage > 1
table.fees[0].zzzzzzz > 1
table.fees[0] > 1
table.fees['web'].percent > 1
order.paid
line.sku
line.sku == 'x
line.sku == '\\q'
line.sku == '\\ud800'
line.sku == '\\u0000'
9223372036854775808 > 1
line.sku == 'x' or true
line.sku == 'x' and true
line.sku == 'x' & true
line.sku = 'x'
(line.sku == 'x'
line.sku == 'x' line.name == 'y'
line.categry == 'a' && order.paid > 30 || at.weekday == 'moonday'
'a very long text that nobody would want to see twice in one sentence' && true
"""


def listed(text: str, found: object) -> str:
    """The expression, and below it one line for each problem, with the place it is at."""
    assert isinstance(found, tuple), text
    lines = [text]
    for problem in found:
        assert isinstance(problem, Problem)
        place = text[problem.span.start : problem.span.end]
        lines.append(f"    {problem.code.value} at <{place}>: {problem.problem}; {problem.remedy}")
    return "\n".join(lines) + "\n"


def listing() -> str:
    parts = [listed(text, read_condition(text, PURCHASE)) for text in ("", *CONDITIONS.splitlines())]
    long = [" || ".join(["'a' in line.tags"] * 110), "!" * 50 + "true", "x" * 4001, "0." + "1" * 40 + " > 1"]
    for text in long:
        parts.append(listed(text, read_condition(text, PURCHASE)).replace(text, f"{text[:20]}..."))
    parts.append(listed("event.legs[0] == event.legs[1]", read_condition("event.legs[0] == event.legs[1]", FLIGHT)))
    parts.append(listed("line.sku == 'x'", read_condition("line.sku == 'x'", for_purchase("EUR", each_line=False))))
    parts.append(listed("order.paid > 1.00 EUR", read_condition("order.paid > 1.00 EUR", for_event("EUR", {}))))
    parts.append(listed("order.paid > 1.00 EUR", read_condition("order.paid > 1.00 EUR", for_members("EUR"))))
    parts += [listed(text, read_amount(text, PURCHASE)) for text in ("order.paid", "line.sku", "true", "line.tags")]
    parts.append(listed("order.quantity", read_amount("order.quantity", PURCHASE, expected=MONEY)))
    return "\n".join(parts)


def test_the_listing_of_faulty_expressions_is_what_a_person_should_read() -> None:
    found = listing()
    if os.environ.get("TREUE_RENEW_LISTINGS") == "yes":
        LISTING.write_text(found, "utf-8")

    assert found == LISTING.read_text("utf-8")


def test_what_is_asked_of_every_function_and_operator_right_is_no_problem() -> None:
    assert isinstance(read_condition("min(1, 2.5) == 1 && max(line.paid, 1.00 EUR) > 0.00 EUR", PURCHASE), Condition)
    assert isinstance(read_amount("min(line.quantity, 3)", PURCHASE, expected=DECIMAL), Amount)
