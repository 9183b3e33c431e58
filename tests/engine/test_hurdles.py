"""What stood in the way of a rule is said exactly: which day or place, which part of the condition, which figure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from tests.engine.programmes import programme_of
from treue.domain.events import CustomEvent, DayChosen, Joined, Purchase
from treue.domain.orders import Line, Order
from treue.domain.reasons import Reason
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.state import State
from treue.engine.tracing import retrace
from treue.engine.tracing.traced import (
    CodeUsed,
    EarnTrace,
    Exhausted,
    Hurdle,
    NotChosen,
    OtherLevel,
    Paused,
    Stopped,
    Unmet,
    WrongAudience,
    WrongDay,
)
from treue.programme import Programme
from treue.rules.tree import Comparison

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)


def bought(*cents: int, at: datetime = NOON, **order: Any) -> Purchase:
    return Purchase(at, Order("EUR", tuple(Line("article", paid) for paid in cents), **order))


def rule_of(document: str) -> Programme:
    return programme_of("units: {points: {name: {en: [point, points]}}}\n" + document)


def traced(programme: Programme, event: Purchase | CustomEvent, state: State | None = None) -> EarnTrace:
    state = state or joined(programme, event.occurred_at)
    return retrace(programme, event, decide(programme, state, event).read_set)


def joined(programme: Programme, at: datetime) -> State:
    state = State(at, member=1)
    advance(state, decide(programme, state, Joined(at)))
    return state


def hurdles(programme: Programme, event: Purchase | CustomEvent, state: State | None = None) -> tuple[Hurdle, ...]:
    """Of the first rule."""
    return traced(programme, event, state).rules[0].hurdles


DAYS = rule_of("""\
calendars: {fairs: {days: [2026-05-04, 2026-05-12, 2026-05-16, 2026-05-30]}, gone: {days: [2025-01-01]}}
earn:
  - {id: may, event: purchase, give: {points: 1}, from: 2026-05-10, until: 2026-05-20}
  - {id: fair, event: purchase, give: {points: 1}, on: fairs}
  - {id: both, event: purchase, give: {points: 1}, on: fairs, from: 2026-05-10, until: 2026-05-20}
  - {id: never, event: purchase, give: {points: 1}, on: gone, from: 2026-01-01}
""")


@pytest.mark.parametrize(
    ("day", "may", "fair", "both"),
    [
        (9, date(2026, 5, 10), date(2026, 5, 12), date(2026, 5, 10)),
        (10, None, date(2026, 5, 12), date(2026, 5, 12)),
        (12, None, None, None),
        # As near as the 12th is the 16th; the first of them is told.
        (14, None, date(2026, 5, 12), date(2026, 5, 12)),
        (15, None, date(2026, 5, 16), date(2026, 5, 16)),
        (20, None, date(2026, 5, 16), date(2026, 5, 16)),
        (21, date(2026, 5, 20), date(2026, 5, 16), date(2026, 5, 20)),
    ],
)
def test_a_rule_of_other_days_names_the_nearest_of_them(
    day: int, may: date | None, fair: date | None, both: date | None
) -> None:
    found = traced(DAYS, bought(10_00, at=datetime(2026, 5, day, 10, tzinfo=UTC))).rules

    for rule, nearest in zip(found, (may, fair, both), strict=False):
        assert rule.hurdles == (() if nearest is None else (WrongDay(date(2026, 5, day), nearest),)), rule.rule.id
        assert rule.applied is (nearest is None)
    assert found[3].hurdles == (WrongDay(date(2026, 5, day), None),)


PLACES = rule_of("""\
metrics: {spend: {sum: order.paid, over: lifetime}}
segments: {regulars: {name: {en: Regulars}, when: metric.spend >= 50.00 EUR}}
partners: {north: {name: North}, south: {name: South}}
ladders:
  club: {by: spend, levels: [{id: basic, from: 0}, {id: gold, from: 50.00 EUR, multiply: {points: 2}}]}
earn:
  - id: few
    event: purchase
    give: {points: 1}
    levels: [gold]
    segments: [regulars]
    stores: [harbour]
    channels: [till]
    partners: [north]
    countries: [DE]
""")


def test_every_place_that_is_wrong_is_named_in_one_order() -> None:
    state = joined(PLACES, NOON)
    few, gold = traced(PLACES, bought(60_00, store="station", channel="till", partner="south"), state).rules

    assert few.hurdles == (
        WrongAudience("levels", frozenset({"gold"})),
        WrongAudience("segments", frozenset({"regulars"})),
        WrongAudience("stores", frozenset({"harbour"})),
        WrongAudience("partners", frozenset({"north"})),
        WrongAudience("countries", frozenset({"DE"})),
    )
    assert gold.hurdles == (OtherLevel("gold"),)


def test_who_belongs_to_it_at_the_right_place_meets_no_hurdle() -> None:
    state = joined(PLACES, NOON)
    advance(state, decide(PLACES, state, bought(60_00)))
    there: dict[str, Any] = {"store": "harbour", "channel": "till", "partner": "north", "country": "DE"}

    few, gold = traced(PLACES, bought(10_00, **there), state).rules
    assert (few.hurdles, gold.hurdles) == ((), ())
    for key, name in (("store", "stores"), ("channel", "channels"), ("partner", "partners"), ("country", "countries")):
        (wrong,) = hurdles(PLACES, bought(10_00, **{**there, key: ""}), state)
        assert isinstance(wrong, WrongAudience)
        assert wrong.key == name


CONDITIONS = rule_of("""\
metrics: {orders: {count: purchase, over: lifetime}}
earn:
  - {id: large, event: purchase, when: order.paid >= 50.00 EUR, give: {points: 1}}
  - {id: web, event: purchase, when: "order.channel == 'web' && order.paid >= 50.00 EUR", give: {points: 1}}
  - {id: either, event: purchase, when: "order.channel == 'web' || order.paid >= 50.00 EUR", give: {points: 1}}
  - {id: mean, event: purchase, when: 10 / metric.orders > 1, give: {points: 1}}
  - {id: line, event: purchase, each: line, when: "line.sku != 'bag' && line.paid > 20.00 EUR", give: {points: 1}}
  - {id: not, event: purchase, when: "!(order.channel == 'shop')", give: {points: 1}}
""")


def found_unmet(event: Purchase) -> dict[str, tuple[int | None, str, bool, object, object, bool]]:
    """By rule: the line, the operator of the part that failed, whether the others held, both values, and the rest."""
    told: dict[str, tuple[int | None, str, bool, object, object, bool]] = {}
    for rule in traced(CONDITIONS, event).rules:
        for hurdle in rule.hurdles:
            assert isinstance(hurdle, Unmet)
            part = hurdle.part
            name = "" if part is None else part.operator if isinstance(part, Comparison) else type(part).__name__
            told[rule.rule.id] = (hurdle.line, name, hurdle.others_held, hurdle.left, hurdle.right, hurdle.is_undefined)
    return told


def test_a_condition_that_fails_in_one_part_names_it_with_its_values() -> None:
    event = Purchase(NOON, Order("EUR", (Line("bag", 30_00), Line("cup", 19_00)), channel="web"))

    assert found_unmet(event) == {
        "large": (None, ">=", False, 49_00, 50_00, False),
        "web": (None, ">=", True, 49_00, 50_00, False),
        "mean": (None, "", False, None, None, True),
        # The cup came closer than the bag: only its price was in the way.
        "line": (1, ">", True, 19_00, 20_00, False),
    }


def test_a_condition_that_fails_in_several_parts_names_none_and_one_of_several_names_the_amount() -> None:
    event = Purchase(NOON, Order("EUR", (Line("bag", 10_00), Line("bag", 20_00)), channel="shop"))

    assert found_unmet(event) == {
        "large": (None, ">=", False, 30_00, 50_00, False),
        "web": (None, "", False, None, None, False),
        "either": (None, ">=", False, 30_00, 50_00, False),
        "mean": (None, "", False, None, None, True),
        "line": (0, "", False, None, None, False),
        "not": (None, "Not", False, None, None, False),
    }


def test_a_text_that_is_another_is_named_too() -> None:
    event = Purchase(NOON, Order("EUR", (Line("cup", 60_00),), channel="till"))

    assert found_unmet(event) == {
        "web": (None, "==", True, "till", "web", False),
        "mean": (None, "", False, None, None, True),
    }


def test_where_nobody_is_told_nothing_is_looked_for() -> None:
    event = bought(10_00)
    read_set = decide(CONDITIONS, joined(CONDITIONS, NOON), event).read_set

    brief = retrace(CONDITIONS, event, read_set, tells_misses=False).rules[0]

    assert brief.hurdles == (Unmet(),)


def test_a_rule_that_looks_at_lines_says_which_ones_it_concerns() -> None:
    event = bought(10_00, 30_00, 20_01)

    by_id = {rule.rule.id: rule for rule in traced(CONDITIONS, event).rules}

    assert by_id["line"].indices == (1, 2)
    assert by_id["large"].indices == (0, 1, 2)


LEGS = programme_of("""\
units: {miles: {name: {en: [mile, miles]}}}
types: {leg: {cabin: string, distance: int}}
events: {flight: {legs: list<leg>}}
earn:
  - id: long
    event: flight
    each: leg
    when: "leg.cabin == 'business' && leg.distance >= 500"
    give: {miles: leg.distance}
  - {id: early, event: flight, give: {miles: 24 - at.hour}}
""")


def test_parts_of_an_event_are_looked_at_one_by_one() -> None:
    near: dict[str, Any] = {"cabin": "business", "distance": 400}
    plain: dict[str, Any] = {"cabin": "economy", "distance": 300}
    far: dict[str, Any] = {"cabin": "business", "distance": 800}

    missed, early = traced(LEGS, CustomEvent("flight", NOON, {"legs": (plain, near)})).rules
    met, _ = traced(LEGS, CustomEvent("flight", NOON, {"legs": (plain, near, far, far)})).rules
    empty, _ = traced(LEGS, CustomEvent("flight", NOON, {"legs": ()})).rules

    (hurdle,) = missed.hurdles
    assert isinstance(hurdle, Unmet)
    assert (hurdle.line, hurdle.left, hurdle.right, hurdle.others_held) == (1, 400, 500, True)
    assert (met.indices, met.given[0].values, met.given[0].amount) == ((2, 3), (Fraction(800), Fraction(800)), 1600)
    assert empty.hurdles == (Unmet(),)
    # Noon in Berlin.
    assert (early.given[0].values, early.given[0].rate, early.given[0].amount) == ((Fraction(1),), Fraction(12), 12)


LIMITS = rule_of("""\
entitlements: {own_days: {name: Own days, count: 2 per year}}
events: {scanned: {code: string}}
earn:
  - {id: twice, event: purchase, give: {points: 1}, limit: 2 per month}
  - {id: day, event: purchase, give: {points: 1}, entitlement: own_days}
  - {id: capped, event: purchase, give: {points: 7}, caps: {member: {points: [10 per month, 100]}}}
  - {id: shared, event: purchase, give: {points: 7}, caps: {programme: {points: [11 per month, 100]}}}
  - {id: cut, event: purchase, give: {points: 7}, budget: {points: 12 per month}}
  - {id: refuse, event: purchase, give: {points: 7}, budget: {points: 13 per month}, at_limit: refuse}
  - {id: rest, event: purchase, give: {points: 7}, budget: {points: 7 per month}, at_limit: pause_rule}
  - {id: pack, event: scanned, give: {points: 5}, limit_by_code: 2}
""")


def told(trace: EarnTrace) -> dict[str, list[tuple[object, ...]]]:
    """By rule: what kept it from applying, and what cut what it gave, where anything did."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for rule in trace.rules:
        lines: list[tuple[object, ...]] = []
        for hurdle in rule.hurdles:
            match hurdle:
                case Exhausted(limit=limit, used=used) | CodeUsed(limit=limit, used=used):
                    lines.append((type(hurdle).__name__, limit.amount, used))
                case NotChosen(right=right):
                    lines.append(("NotChosen", right))
                case Paused(unit=unit, limit=limit, used=used):
                    lines.append(("Paused", unit, limit.amount, used))
        lines += [(one.reason, one.unit, one.limit.amount, one.used, one.left, one.refuses) for one in rule.held]
        if lines:
            found[rule.rule.id] = lines
    return found


def test_what_a_limit_left_is_told_with_what_was_used() -> None:
    state = joined(LIMITS, NOON)
    traces: list[EarnTrace] = []
    for _ in range(3):
        decision = decide(LIMITS, state, bought(10_00))
        traces.append(retrace(LIMITS, bought(10_00), decision.read_set))
        advance(state, decision)

    assert [told(trace) for trace in traces] == [
        {"day": [("NotChosen", "own_days")]},
        {
            "day": [("NotChosen", "own_days")],
            "capped": [(Reason.CAP_CUT, "points", 10, 7, 3, False)],
            "shared": [(Reason.SHARED_CAP_CUT, "points", 11, 7, 4, False)],
            "cut": [(Reason.BUDGET_CUT, "points", 12, 7, 5, False)],
            "refuse": [(Reason.BUDGET_CUT, "points", 13, 7, 6, True)],
            "rest": [("Paused", "points", 7, 7)],
        },
        {
            "twice": [("Exhausted", 2, 2)],
            "day": [("NotChosen", "own_days")],
            "capped": [(Reason.CAP_CUT, "points", 10, 10, 0, False)],
            "shared": [(Reason.SHARED_CAP_CUT, "points", 11, 11, 0, False)],
            "cut": [(Reason.BUDGET_CUT, "points", 12, 12, 0, False)],
            "refuse": [(Reason.BUDGET_CUT, "points", 13, 7, 6, True)],
            "rest": [("Paused", "points", 7, 7)],
        },
    ]
    assert [(share.rule, share.wanted, share.given, share.cut) for share in traces[1].shares] == [
        ("twice", 1, 1, None),
        ("capped", 7, 3, Reason.CAP_CUT),
        ("shared", 7, 4, Reason.SHARED_CAP_CUT),
        ("cut", 7, 5, Reason.BUDGET_CUT),
        ("refuse", 7, 0, Reason.BUDGET_CUT),
    ]


def test_a_day_that_was_chosen_is_no_hurdle_and_a_code_counts_as_often_as_it_may() -> None:
    state = joined(LIMITS, NOON)
    advance(state, decide(LIMITS, state, DayChosen("own_days")))
    scanned = CustomEvent("scanned", NOON, {"code": "AB12"})

    assert "day" not in told(traced(LIMITS, bought(10_00), state))
    for used in range(4):
        decision = decide(LIMITS, state, scanned)
        found = told(retrace(LIMITS, scanned, decision.read_set))
        assert found == ({} if used < 2 else {"pack": [("CodeUsed", 2, 2)]})
        advance(state, decision)
    assert told(traced(LIMITS, CustomEvent("scanned", NOON, {}), state)) == {"pack": [("CodeUsed", 2, None)]}


def test_a_rule_that_stands_still_says_so() -> None:
    state = joined(DAYS, datetime(2026, 5, 12, 10, tzinfo=UTC))
    state.stopped = frozenset({("rule", "fair")})

    found = traced(DAYS, bought(10_00, at=state.now), state).rules

    assert [rule.hurdles for rule in found[:3]] == [(), (Stopped(),), ()]
