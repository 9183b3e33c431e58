"""What events add to metrics, and what another version counts of events that were decided without it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from treue.domain.events import Adjustment, CustomEvent, Event, Joined, Purchase
from treue.domain.orders import Line, LineKind, Order
from treue.engine.counting import counts_anew, tally_names, units_spent
from treue.engine.deciding import decide
from treue.engine.decision import Share
from treue.engine.state import State
from treue.engine.tallies import EVER, Count
from treue.programme import Programme, read_parts

# Half past midnight of 2 May in Berlin.
NIGHT = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
DAY = date(2026, 5, 2)
DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}, miles: {name: {en: [mile, miles]}, decimals: 1}}
events: {run: {km: decimal}}
metrics:
  spend: {sum: order.paid, over: calendar month}
  orders: {count: purchase, over: lifetime}
  coffees: {sum: line.quantity, each: line, when: line.category == 'coffee', over: calendar year}
  brands: {distinct: line.brand, each: line, over: calendar year}
  largest: {maximum: order.paid, over: calendar year}
  odd: {sum: 100 / (order.paid / 1.00 EUR - 5), over: calendar year}
  km: {sum: event.km, event: run, over: calendar year}
  joins: {count: joined, over: calendar year}
  earned: {earned: points, over: calendar year}
  spent: {spent: points, over: lifetime}
  spent_miles: {spent: miles, over: calendar year}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, caps: {member: {points: 50 per month}}}
  - {id: once, event: purchase, give: {points: 5}, once: true}
  - {id: gift, event: purchase, give: {points: 3}, qualifying: false}
"""


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMME = programme_of(DOCUMENT)
ORDER = Order(
    "EUR",
    (
        Line("c", 1000, Decimal("0.25"), category="coffee", brand="A"),
        Line("d", 1550, Decimal("1.5"), category="coffee", brand="B"),
        Line("e", 200, Decimal(4), brand="A"),
        Line("f", 499, Decimal(1), category="coffee", brand="C", kind=LineKind.SHIPPING),
    ),
)


def plain(counts: list[Count] | tuple[Count, ...]) -> list[tuple[str, date, int, str]]:
    """Each count by the name of its metric or rule alone."""
    return [(".".join(count.name.split(".")[:2]), count.day, count.amount, count.value) for count in counts]


def anew(event: Event, *shares: Share, names: frozenset[str] | None = None) -> list[tuple[str, date, int, str]]:
    return plain(
        counts_anew(PROGRAMME, tally_names(PROGRAMME) if names is None else names, State(NIGHT), event, shares)
    )


OF_THE_ORDER = [
    ("metric.spend", DAY, 2750, ""),
    ("metric.orders", EVER, 1, ""),
    ("metric.coffees", DAY, 17500, ""),
    ("metric.brands", DAY, 1, "A"),
    ("metric.brands", DAY, 1, "B"),
    ("metric.largest", DAY, 1, "2750"),
    ("metric.odd", DAY, 44444, ""),
]


def test_an_order_is_counted_by_each_metric_on_its_local_day() -> None:
    decision = decide(PROGRAMME, State(NIGHT), Purchase(NIGHT, ORDER))

    assert plain(decision.counts) == [
        ("rule.once", EVER, 1, ""),
        ("rule.base", DAY, 27, ""),
        *OF_THE_ORDER,
        ("metric.earned", DAY, 32, ""),
    ]


def test_a_value_that_cannot_be_calculated_counts_for_nothing() -> None:
    five = Order("EUR", (Line("c", 500, brand="A"),))

    assert anew(Purchase(NIGHT, five)) == [
        ("metric.spend", DAY, 500, ""),
        ("metric.orders", EVER, 1, ""),
        ("metric.brands", DAY, 1, "A"),
        ("metric.largest", DAY, 1, "500"),
    ]


def test_another_version_counts_an_order_as_if_it_had_decided_it() -> None:
    shares = (Share("base", "points", 27, 27), Share("once", "points", 5, 5), Share("gift", "points", 3, 3))

    assert anew(Purchase(NIGHT, ORDER), *shares) == [
        *OF_THE_ORDER,
        ("metric.earned", DAY, 32, ""),
        ("rule.base", DAY, 27, ""),
        ("rule.once", EVER, 1, ""),
    ]


def test_what_gave_nothing_is_not_counted_as_given() -> None:
    shares = (Share("once", "points", 5, 0), Share("base", "points", 9, 1), Share("gift", "points", 3, 3))

    assert anew(Joined(NIGHT), *shares) == [
        ("metric.joins", DAY, 1, ""),
        ("metric.earned", DAY, 1, ""),
        ("rule.base", DAY, 1, ""),
    ]


def test_only_the_names_that_are_new_are_counted() -> None:
    spend = PROGRAMME.metrics["spend"].key

    assert anew(Purchase(NIGHT, ORDER), names=frozenset({spend})) == [("metric.spend", DAY, 2750, "")]


def test_events_of_other_kinds_are_counted_by_the_metrics_that_look_at_them() -> None:
    assert anew(CustomEvent("run", NIGHT, {"km": Decimal("42.19556")})) == [("metric.km", DAY, 421955, "")]
    assert anew(CustomEvent("run", NIGHT, {})) == []
    assert anew(CustomEvent("run", NIGHT, {"km": "far"})) == []
    assert anew(CustomEvent("swim", NIGHT, {})) == []
    assert anew(Joined(NIGHT)) == [("metric.joins", DAY, 1, "")]
    assert anew(Joined(None)) == []
    assert anew(Adjustment("points", 5, "goodwill")) == []


def test_spending_is_counted_unit_by_unit() -> None:
    assert plain(units_spent(PROGRAMME, {"points": 30}, DAY)) == [("metric.spent", EVER, 30, "")]
    assert plain(units_spent(PROGRAMME, {"points": 0, "miles": 15}, DAY)) == [("metric.spent_miles", DAY, 15, "")]
    assert units_spent(PROGRAMME, {}, DAY) == []


def test_every_tally_a_programme_keeps_has_a_name() -> None:
    names = {".".join(name.split(".")[:2]) for name in tally_names(PROGRAMME)}

    assert names == {*(f"metric.{name}" for name in PROGRAMME.metrics), "rule.base", "rule.once"}
    assert {"rule.base.points", "rule.once.ever"} <= tally_names(PROGRAMME)
