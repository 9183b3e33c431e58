"""What rules give together: groups, multipliers, calculated amounts, audiences and limits, to the last unit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from treue.domain.events import Purchase
from treue.domain.orders import Line, Order
from treue.domain.reasons import Reason
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.decision import Decision, Share
from treue.engine.state import Interval, State
from treue.programme import Programme, read_parts

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}}
  miles: {name: {en: [mile, miles]}, decimals: 1}
  cheap: {name: {en: [cheap, cheaps]}, worth: 0.01 EUR}
  dear: {name: {en: [dear, dears]}, worth: 0.20 EUR, decimals: 1}
metrics: {spend: {sum: order.paid, over: calendar year}}
ladders: {club: {by: spend, levels: [{id: silver, from: 0}, {id: gold, from: 350.00 EUR}]}}
earn:
"""


def programme_of(*rules: str) -> Programme:
    text = HEAD + "".join(f"  - {{{rule}}}\n" for rule in rules)
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


def decided(
    programme: Programme, *paid: int, state: State | None = None, store: str = "", channel: str = ""
) -> Decision:
    lines = tuple(Line(f"a{number}", amount, category=f"c{number}") for number, amount in enumerate(paid))
    return decide(programme, state or State(NOON), Purchase(NOON, Order("EUR", lines, store=store, channel=channel)))


def given(
    programme: Programme, *paid: int, state: State | None = None, store: str = "", channel: str = ""
) -> list[tuple[str, str, int]]:
    shares = decided(programme, *paid, state=state, store=store, channel=channel).shares
    return [(share.rule, share.unit, share.given) for share in shares]


def test_the_best_of_a_group_is_the_one_worth_most_where_all_units_have_a_worth() -> None:
    programme = programme_of(
        "id: many, event: purchase, group: g, pick: best, give: {cheap: 19}",
        "id: few, event: purchase, group: g, pick: best, give: {dear: 1}",
        "id: beside, event: purchase, give: {points: 3}",
    )

    assert given(programme, 100) == [("few", "dear", 10), ("beside", "points", 3)]


def test_of_a_group_without_worth_the_best_gives_the_largest_number_of_units_whatever_their_decimals() -> None:
    programme = programme_of(
        "id: points, event: purchase, group: g, pick: best, give: {points: 9}",
        "id: miles, event: purchase, group: g, pick: best, give: {miles: 8.9}",
    )
    both = programme_of(
        "id: points, event: purchase, group: g, pick: best, give: {points: 9}",
        "id: two, event: purchase, group: g, pick: best, give: {miles: 8.9, points: 1}",
    )

    assert given(programme, 100) == [("points", "points", 9)]
    assert sorted(given(both, 100)) == [("two", "miles", 89), ("two", "points", 1)]


def test_each_group_picks_for_itself_and_in_its_own_way() -> None:
    programme = programme_of(
        "id: a, event: purchase, group: g, pick: first, give: {points: 1}",
        "id: b, event: purchase, group: g, pick: first, give: {points: 20}",
        "id: c, event: purchase, group: h, pick: sum, give: {points: 300}",
        "id: d, event: purchase, group: h, pick: sum, give: {points: 4000}",
        "id: e, event: purchase, group: i, pick: best, give: {points: 50000}",
        "id: f, event: purchase, group: i, pick: best, give: {points: 600000}",
    )

    assert [share[0] for share in given(programme, 100)] == ["a", "c", "d", "f"]


def test_multipliers_of_one_group_do_not_add_up_and_of_two_groups_they_do() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR",
        "id: double, event: purchase, group: g, multiply: {points: 2}",
        "id: triple, event: purchase, group: g, multiply: {points: 3}",
        "id: again, event: purchase, group: g, multiply: {points: 3}",
        "id: other, event: purchase, group: h, multiply: {points: 1.5}",
    )

    assert given(programme, 1000) == [("base", "points", 10), ("triple", "points", 20), ("other", "points", 15)]


def test_of_a_group_of_multipliers_each_line_gets_its_highest() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR",
        "id: first, event: purchase, each: line, when: \"line.category != 'c2'\", group: g, multiply: {points: 2}",
        "id: second, event: purchase, each: line, when: \"line.category != 'c0'\", group: g, multiply: {points: 3.5}",
        "id: whole, event: purchase, group: g, multiply: {points: 2.5}",
    )

    # 10.00 EUR at 2.5, 20.00 EUR and 40.00 EUR at 3.5.
    assert given(programme, 1000, 2000, 4000) == [
        ("base", "points", 70),
        ("second", "points", 150),
        ("whole", "points", 15),
    ]


def test_factors_of_lines_and_of_the_order_are_multiplied_exactly() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 0.3, miles: 1}, per: 1.00 EUR",
        "id: half, event: purchase, each: line, when: \"line.category == 'c0'\", multiply: {points: 1.5}",
        "id: third, event: purchase, each: line, multiply: {points: 1.1}",
        "id: all, event: purchase, multiply: {points: 2, miles: 0.5}",
    )

    # Points: (10.00 * 1.5 + 20.00) * 1.1 * 0.3 = 11.55, and twice that is 23.1.
    assert given(programme, 1000, 2000) == [
        ("base", "points", 9),
        ("base", "miles", 300),
        ("half", "points", 1),
        ("third", "points", 1),
        ("all", "points", 12),
        ("all", "miles", -150),
    ]


def test_a_factor_is_calculated_from_the_order_and_the_member() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR",
        'id: more, event: purchase, multiply: {points: "order.lines / 2 + metric.spend / 100.00 EUR"}',
    )

    assert given(programme, 1000, 1000, 1000) == [("base", "points", 30), ("more", "points", 15)]


def test_amounts_are_calculated_for_the_order_its_money_and_its_lines() -> None:
    programme = programme_of(
        'id: event, event: purchase, give: {miles: "order.paid / 7.00 EUR"}',
        'id: rate, event: purchase, give: {miles: "order.lines / 3"}, per: 2.00 EUR',
        'id: line, event: purchase, each: line, give: {miles: "line.paid / 6.00 EUR + 1 / 7"}',
    )

    # 30.00 / 7 = 4.28; 2 / 3 * 15 = 10; 10 / 6 + 20 / 6 + 2 / 7 = 5.28.
    assert given(programme, 1000, 2000) == [("event", "miles", 42), ("rate", "miles", 100), ("line", "miles", 52)]


def test_what_a_level_gives_is_for_who_holds_it() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: {otherwise: 1, gold: 2}}, per: 1.00 EUR",
        "id: gold, event: purchase, levels: [gold], give: {points: 5}",
    )
    state = State(NOON, levels={"club": (Interval("gold", NOON, None),)})

    assert given(programme, 1000) == [("base", "points", 10)]
    assert given(programme, 1000, state=state) == [("base", "points", 20), ("gold", "points", 5)]


@pytest.mark.parametrize(
    ("store", "channel", "rules"),
    [
        ("outlet", "web", ["both", "web", "outlet"]),
        ("outlet", "till", ["outlet"]),
        ("harbour", "web", ["web"]),
        ("", "", []),
    ],
)
def test_a_rule_is_for_its_store_and_its_channel_at_once(store: str, channel: str, rules: list[str]) -> None:
    programme = programme_of(
        "id: both, event: purchase, stores: [outlet], channels: [web], give: {points: 1}",
        "id: web, event: purchase, channels: [web, app], give: {points: 1}",
        "id: outlet, event: purchase, stores: [outlet], give: {points: 1}",
    )

    assert [share[0] for share in given(programme, 100, store=store, channel=channel)] == rules


@pytest.mark.parametrize(("rounding", "units"), [("down", 2), ("up", 3), ("half_up", 3)])
def test_a_half_is_rounded_as_the_rule_says(rounding: str, units: int) -> None:
    programme = programme_of(
        f"id: base, event: purchase, give: {{points: 1}}, per: 1.00 EUR, rounding: {rounding}",
    )

    assert given(programme, 250) == [("base", "points", units)]
    assert given(programme, 300) == [("base", "points", 3)]


def test_what_costs_nothing_in_the_end_gives_nothing_for_money() -> None:
    programme = programme_of("id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, rounding: up")

    assert given(programme, 1000, -1000) == []
    assert given(programme, 1000, -1001) == []
    assert given(programme, 1000, -999) == [("base", "points", 1)]


def test_a_cap_cuts_to_the_unit_and_says_so() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, "
        "caps: {member: {points: [30 per month, 20 per day]}}"
    )
    state = State(NOON)

    first = decided(programme, 2000, state=state)
    advance(state, first)
    second = decided(programme, 100, state=state)

    assert first.shares == (Share("base", "points", 20, 20),)
    assert second.shares == (Share("base", "points", 1, 0, Reason.CAP_CUT),)
    assert decided(programme, 2001).shares == (Share("base", "points", 20, 20),)
    assert decided(programme, 2100).shares == (Share("base", "points", 21, 20, Reason.CAP_CUT),)


def test_a_budget_that_refuses_gives_all_or_nothing_and_one_that_cuts_gives_the_rest() -> None:
    refusing = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, budget: {points: 30}, at_limit: refuse"
    )
    cutting = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, budget: {points: 30 per month}"
    )

    assert decided(refusing, 3000).shares == (Share("base", "points", 30, 30),)
    assert decided(refusing, 3100).shares == (Share("base", "points", 31, 0, Reason.BUDGET_CUT),)
    assert decided(cutting, 3100).shares == (Share("base", "points", 31, 30, Reason.BUDGET_CUT),)
    assert decided(cutting, 3100).read_set.budgets == (("base", "points", "2026-05", 0),)


def test_a_limit_is_used_up_by_what_was_given_and_not_by_what_came_to_nothing() -> None:
    programme = programme_of(
        "id: base, event: purchase, give: {points: 1}, per: 10.00 EUR, limit: [2 per day, 3 per month]",
        "id: only, event: purchase, once: true, give: {miles: 0.5}",
    )
    state = State(NOON)
    answers = []
    for paid in (500, 1000, 1000, 1000):
        decision = decided(programme, paid, state=state)
        advance(state, decision)
        answers.append([(share.rule, share.given) for share in decision.shares])

    assert answers == [[("only", 5)], [("base", 1)], [("base", 1)], []]


def test_a_rule_with_decimals_gives_the_exact_tenth() -> None:
    programme = programme_of("id: base, event: purchase, give: {miles: 0.7}, per: 1.00 EUR")

    assert given(programme, 199) == [("base", "miles", 13)]
