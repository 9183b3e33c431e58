"""What rules can look at: the member on the local day, levels, segments, metrics, and the parts of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from treue.domain.events import CustomEvent, Event, Joined, Purchase
from treue.domain.orders import Line, LineKind, Order
from treue.domain.values import FieldValue
from treue.engine.deciding import decide
from treue.engine.occasion import metric_value, occasion_of_fields, occasion_of_order
from treue.engine.state import Interval, Profile, State
from treue.engine.tallies import EVER, Count
from treue.programme import Programme, read_parts
from treue.rules.at import At
from treue.rules.facts import Facts
from treue.rules.types import Value

# Half past midnight of 2 May in Berlin, a Saturday.
NIGHT = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
DAY = date(2026, 5, 2)
HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}}
"""
MEMBER_RULES = """\
attributes: {member: {student: bool, city: string}, order: {gift: bool}, line: {pv: decimal}}
segments:
  students: {name: {en: Students}, when: member.student}
  old: {name: {en: Old}, when: member.age >= 60}
metrics:
  spend: {sum: order.paid, over: calendar month}
  orders: {count: purchase, over: lifetime}
  largest: {maximum: order.paid, over: calendar month}
  smallest: {minimum: order.paid, over: calendar month}
  brands: {distinct: line.brand, each: line, over: calendar month}
  quantity: {sum: order.quantity, over: calendar month}
  both: {add: [orders, quantity], over: lifetime}
  average: {ratio: [spend, orders], over: lifetime}
  lately: {count: purchase, over: last 7 days}
  year_of_member: {sum: order.paid, over: membership year}
ladders: {club: {by: spend, levels: [{id: green, from: 0}, {id: gold, from: 100.00 EUR}]}}
events: {flight: {legs: list<leg>, more: list<leg>}}
types: {leg: {cabin: string, miles: int}}
earn:
"""


def programme_of(rules: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": (HEAD + MEMBER_RULES + rules).encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


def given(when: str, state: State, event: Event, each: str = "") -> int:
    """What a rule of ten points gives that is for this condition."""
    kind = event.name if isinstance(event, CustomEvent) else "joined" if isinstance(event, Joined) else "purchase"
    rule = f'  - {{id: asking, event: {kind}, {each}when: "{when}", give: {{points: 10}}}}\n'
    decision = decide(programme_of(rule), state, event)
    assert decision.refused is None
    return sum(share.given for share in decision.shares)


def profile(joined: tuple[int, int, int] = (2025, 5, 2)) -> Profile:
    return Profile(
        joined=datetime(*joined, 10, tzinfo=UTC),
        birthday=(5, 2),
        birth_year=1966,
        language="de",
        attributes={"student": True, "city": "Ulm"},
    )


ORDER = Order("EUR", (Line("c", 1000, brand="A"), Line("d", 500, kind=LineKind.SHIPPING)))


@pytest.mark.parametrize(
    "when",
    [
        "member.joined == date('2025-05-02')",
        "member.days == 365",
        "member.months == 12",
        "member.age == 60",
        "member.birthday_month == 5",
        "member.language == 'de'",
        "member.city == 'Ulm'",
        "member.student",
        "'students' in member.segments && 'old' in member.segments",
        "size(member.segments) == 2",
        "at.date == date('2026-05-02') && at.hour == 0 && at.weekday == 'saturday'",
    ],
)
def test_a_member_is_known_as_of_the_local_day(when: str) -> None:
    assert given(when, State(NIGHT, profile=profile()), Purchase(NIGHT, ORDER)) == 10
    assert given(when, State(NIGHT, profile=profile()), Joined(NIGHT)) == 10


@pytest.mark.parametrize(
    ("joined", "months", "days"),
    [((2025, 5, 3), 11, 364), ((2025, 4, 2), 13, 395), ((2026, 4, 3), 0, 29), ((2026, 6, 1), 0, 0)],
)
def test_months_of_membership_are_full_ones_and_never_below_nought(
    joined: tuple[int, int, int], months: int, days: int
) -> None:
    state = State(NIGHT, profile=profile(joined))

    assert given(f"member.months == {months} && member.days == {days}", state, Purchase(NIGHT, ORDER)) == 10


def test_the_age_rises_on_the_birthday_and_not_the_day_before() -> None:
    state = State(NIGHT, profile=Profile(birthday=(5, 3), birth_year=1966))

    assert given("member.age == 59", state, Purchase(NIGHT, ORDER)) == 10


def test_of_who_told_nothing_nothing_is_known() -> None:
    when = "!(has(member.age) || has(member.birthday_month) || has(member.language) || has(member.city))"

    assert given(when, State(NIGHT), Purchase(NIGHT, ORDER)) == 10
    assert given("size(member.segments) == 0", State(NIGHT), Purchase(NIGHT, ORDER)) == 10


def test_a_decision_keeps_what_its_rules_can_read_and_no_more() -> None:
    programme = programme_of(
        '  - {id: asking, event: purchase, when: "member.days > 3 && has(level.club)", give: {points: 10}}\n'
    )
    state = State(NIGHT, profile=profile())
    state.levels["club"] = (Interval("green", NIGHT, None),)

    decision = decide(programme, state, Purchase(NIGHT, ORDER))

    assert decision.read_set.facts == Facts(member={"days": 365}, level={"club": "green"})


def test_the_level_is_the_one_in_force_at_the_instant() -> None:
    state = State(NIGHT)
    before, ends = datetime(2026, 1, 1, tzinfo=UTC), NIGHT
    state.levels["club"] = (Interval("green", before, ends), Interval("gold", ends, None))

    assert given("level.club == 'gold'", state, Purchase(NIGHT, ORDER)) == 10
    assert given("level.club == 'green'", state, Purchase(NIGHT.replace(minute=29), ORDER)) == 10
    assert given("!has(level.club)", State(NIGHT), Purchase(NIGHT, ORDER)) == 10


def test_attributes_of_the_order_and_of_its_lines_are_read() -> None:
    lines = (Line("c", 1000, attributes={"pv": Decimal("2.5")}), Line("d", 500))
    order = Order("EUR", lines, attributes={"gift": True})

    assert given("order.gift", State(NIGHT), Purchase(NIGHT, order)) == 10
    assert given("line.pv == 2.5", State(NIGHT), Purchase(NIGHT, order), each="each: line, ") == 10
    assert given("line.pv == 0 && order.gift", State(NIGHT), Purchase(NIGHT, order), each="each: line, ") == 10


def test_an_order_as_rules_see_it_holds_its_goods_and_its_local_day() -> None:
    programme = programme_of("  - {id: base, event: purchase, give: {points: 1}}\n")

    occasion = occasion_of_order(programme, State(NIGHT), "purchase", NIGHT, ORDER)

    assert (occasion.at, occasion.day) == (At("saturday", 2026, 5, 2, 0), DAY)
    assert occasion.order is ORDER
    assert occasion.lines == ORDER.lines[:1]
    assert (occasion.known, occasion.facts, occasion.held, occasion.line_facts) == (Facts(), Facts(), (), ())


def test_the_parts_of_an_event_are_looked_at_one_by_one_wherever_they_stand() -> None:
    programme = programme_of('  - {id: legs, event: flight, each: leg, when: "leg.miles > 5", give: {points: 10}}\n')
    told: Mapping[str, FieldValue] = {"legs": ({"cabin": "eco", "miles": 6}, {"miles": 5}), "more": ({"miles": 7},)}
    read: Mapping[str, Value] = {"legs": ({"cabin": "eco", "miles": 6}, {"miles": 5}), "more": ({"miles": 7},)}

    occasion = occasion_of_fields(programme, State(NIGHT), "flight", NIGHT, read)
    decision = decide(programme, State(NIGHT), CustomEvent("flight", NIGHT, told))

    assert [part["miles"] for part in occasion.parts["leg"]] == [6, 5, 7]
    assert (occasion.at, occasion.day, occasion.order) == (At("saturday", 2026, 5, 2, 0), DAY, None)
    assert [share.given for share in decision.shares] == [20]


def test_an_amount_of_each_part_can_be_calculated_with_the_day_of_the_event() -> None:
    programme = programme_of('  - {id: legs, event: flight, each: leg, give: {points: "at.month * leg.miles"}}\n')
    told: Mapping[str, FieldValue] = {"legs": ({"cabin": "eco", "miles": 6}, {"miles": 5})}

    decision = decide(programme, State(NIGHT), CustomEvent("flight", NIGHT, told))

    assert [share.given for share in decision.shares] == [5 * 6 + 5 * 5]


def counted(programme: Programme, state: State) -> None:
    keys = {name: metric.key for name, metric in programme.metrics.items()}
    state.tallies.add(
        [
            Count(keys["spend"], date(2026, 5, 1), 700),
            Count(keys["spend"], DAY, 300),
            Count(keys["spend"], date(2026, 4, 30), 9000),
            Count(keys["orders"], EVER, 3),
            Count(keys["largest"], DAY, 1, "300"),
            Count(keys["largest"], DAY, 1, "700"),
            Count(keys["smallest"], DAY, 1, "300"),
            Count(keys["smallest"], DAY, 1, "700"),
            Count(keys["brands"], DAY, 2, "A"),
            Count(keys["brands"], DAY, 1, "B"),
            Count(keys["quantity"], DAY, 15000),
            Count(keys["lately"], date(2026, 4, 26), 1),
            Count(keys["lately"], date(2026, 4, 25), 40),
            Count(keys["year_of_member"], date(2025, 5, 2), 40),
            Count(keys["year_of_member"], DAY, 5),
        ]
    )


def test_a_metric_is_the_figure_of_its_window() -> None:
    programme = programme_of("  - {id: base, event: purchase, give: {points: 1}}\n")
    state = State(NIGHT, profile=profile())
    counted(programme, state)

    told = {
        name: metric_value(programme, state, metric, DAY)
        for name, metric in programme.metrics.items()
        if name != "average"
    }

    assert told == {
        "spend": 1000,
        "orders": 3,
        "largest": 700,
        "smallest": 300,
        "brands": 2,
        "quantity": Decimal("1.5"),
        "both": Fraction(9, 2),
        "lately": 1,
        "year_of_member": 5,
    }
    assert metric_value(programme, state, programme.metrics["average"], DAY) == Fraction(1000, 3)


def test_without_anything_counted_a_sum_and_a_ratio_are_nought_and_so_is_a_year_that_has_not_begun() -> None:
    programme = programme_of("  - {id: base, event: purchase, give: {points: 1}}\n")
    state = State(NIGHT)
    state.tallies.add([Count(programme.metrics["year_of_member"].key, DAY, 5)])

    assert metric_value(programme, state, programme.metrics["both"], DAY) == 0
    assert metric_value(programme, state, programme.metrics["average"], DAY) == 0
    assert metric_value(programme, state, programme.metrics["year_of_member"], DAY) == 0
