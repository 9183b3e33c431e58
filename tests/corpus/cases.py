"""Decisions worth keeping: for each a member as he is found, and what happens to him.

To keep another one, add it here and run `python -m tests.corpus.record`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from treue.domain.books import Lot
from treue.domain.events import Adjustment, CustomEvent, Event, Joined, Purchase, Spend
from treue.domain.money import Money
from treue.domain.orders import Line, LineKind, Order
from treue.engine.state import Scarce, State

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
SHOP = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}, expires: after 1 months}
  stars: {name: {en: [star, stars]}, decimals: 2, available: after 3 days}
events:
  visit: {place: string, minutes: int, tip: money, far: bool, km: decimal}
earn:
  - {id: welcome, event: joined, give: {points: 3, stars: 0.5}}
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: coffee, event: purchase, each: line, when: line.category == 'coffee', multiply: {points: 2}}
  - {id: sale, event: purchase, each: line, when: line.category == 'sale', multiply: {points: 0.5}}
  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 25}}
  - {id: each-tea, event: purchase, each: line, when: line.category == 'tea', give: {stars: 0.25}}
  - {id: web, event: purchase, when: order.channel == 'web' && order.paid >= 20.00 EUR, give: {stars: 1}}
  - {id: long-visit, event: visit, when: event.minutes >= 30 && event.tip >= 1.00 EUR, give: {stars: 1.5}}
rewards:
  - {id: mug, cost: {points: 20}, gives: {product: mug}, stock: limited}
  - {id: song, cost: {stars: 1.25}, gives: {effect: song}}
"""
PLAIN = SHOP.replace("  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 25}}\n", "")


@dataclass(frozen=True, slots=True)
class Case:
    """A decision: `event`, or (kind, unit, instant) of something due. `found` is the rest of the member's state."""

    name: str
    story: str
    event: Event | tuple[str, str, datetime]
    lots: tuple[Lot, ...] = ()
    debts: Mapping[str, int] = field(default_factory=dict)
    given: int = 0
    document: str = PLAIN

    def state(self) -> State:
        """The member as the event finds him; 25 of the opening budget are to be given, and 5 mugs are left."""
        scarce = Scarce({("opening", "points", ""): self.given} if self.document == SHOP else {}, {"mug": 5})
        seq = max([4, *(lot.seq for lot in self.lots)]) + 1
        return State(NOW, seq, debts=dict(self.debts), lots=list(self.lots), scarce=scarce)


def on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def lot(
    seq: int, remaining: int, ends: datetime | None = None, unit: str = "points", begins: datetime | None = None
) -> Lot:
    earned = on(6, seq)
    return Lot(seq, 0, unit, remaining, remaining, earned, begins or earned, ends)


def bought(*lines: Line, at: datetime = NOW, currency: str = "EUR", **order: Any) -> Purchase:
    return Purchase(at, Order(currency, lines, **order))


def goods(cents: int, category: str = "", **line: Any) -> Line:
    return Line("article", cents, category=category, **line)


def visit(**fields: Any) -> CustomEvent:
    told = {"place": "north", "minutes": 45, "tip": Money(150, "EUR"), "far": False, "km": Decimal("12.5"), **fields}
    return CustomEvent("visit", NOW, told)


CASES = (
    Case("purchase", "25.50 EUR give 25 points", bought(goods(2550))),
    Case("purchase_of_nothing", "An order of 0.00 EUR gives nothing", bought(goods(0))),
    Case("purchase_below_one_point", "0.99 EUR are not enough for a point", bought(goods(99))),
    Case("rounded_once", "Three lines of 0.50 EUR give one point, not none", bought(*[goods(50)] * 3)),
    Case("line_doubled", "Coffee counts twice, the rest once", bought(goods(1050, "coffee"), goods(775))),
    Case("line_halved", "A factor below one takes from what was given", bought(goods(1000, "sale"), goods(500))),
    Case("negative_line", "A returned bottle lowers the base", bought(goods(2000), goods(-550))),
    Case("negative_line_doubled", "A returned coffee counts twice as well", bought(goods(2000), goods(-500, "coffee"))),
    Case("more_returned_than_bought", "The base is never below zero", bought(goods(500), goods(-900))),
    Case("line_discount", "What was taken off earns nothing", bought(goods(2000, discount=450))),
    Case(
        "only_goods_earn",
        "Shipping, deposit and a gift card earn nothing",
        bought(
            goods(1500),
            goods(490, kind=LineKind.SHIPPING),
            goods(300, kind=LineKind.DEPOSIT),
            goods(5000, kind=LineKind.GIFT_CARD),
        ),
    ),
    Case("each_line_gives", "Two teas give a quarter star each", bought(goods(300, "tea"), goods(400, "tea"))),
    Case("condition_on_the_order", "From 20.00 EUR in the web a star", bought(goods(2000), channel="web")),
    Case("condition_just_missed", "With 19.99 EUR in the web no star", bought(goods(1999), channel="web")),
    Case("budget_whole", "The opening gift comes with the points", bought(goods(500)), document=SHOP),
    Case("budget_cut", "Of ten points of the opening four are left", bought(goods(500)), given=21, document=SHOP),
    Case("budget_empty", "Nothing is left of the opening", bought(goods(500)), given=25, document=SHOP),
    Case("debt_paid", "Earned points pay what was owed first", bought(goods(3000)), debts={"points": 12}),
    Case("debt_paid_in_part", "Everything that was earned is owed", bought(goods(800)), debts={"points": 12}),
    Case(
        "debt_waits_for_pending_units",
        "Stars become available later, so they pay nothing yet",
        bought(goods(300, "tea")),
        debts={"stars": 10},
    ),
    Case("late_purchase", "A purchase of the 1st, reported on the 15th", bought(goods(1000), at=on(6, 1))),
    Case(
        "late_purchase_pays_debt",
        "Debt is paid now, though it was earned before",
        bought(goods(1000), at=on(6, 1)),
        debts={"points": 4},
    ),
    Case("month_too_short", "31 May and a month is 30 June", bought(goods(1000), at=on(5, 31))),
    Case(
        "after_midnight",
        "22:30 in UTC is the next day in Berlin",
        bought(goods(1000), at=on(6, 10, 22).replace(minute=30)),
    ),
    Case("too_late", "Refused after more than 30 days", bought(goods(1000), at=on(5, 15))),
    Case("too_early", "Refused more than 5 minutes before its time", bought(goods(1000), at=on(6, 15, 11))),
    Case("other_currency", "Refused in another currency", bought(goods(1000), currency="USD")),
    Case("joined", "Two units on joining", Joined()),
    Case("joined_before", "Joined some days ago", Joined(on(6, 10))),
    Case("event_with_fields", "A long visit with a tip gives 1.5 stars", visit()),
    Case("event_just_missed", "A visit of 29 minutes gives nothing", visit(minutes=29)),
    Case("event_wrong_field", "Refused: minutes are no text", visit(minutes="long")),
    Case("event_unknown", "Refused: the programme has no such event", CustomEvent("run", NOW, {})),
    Case("spend", "A mug for 20 points", Spend("mug"), lots=(lot(1, 30, on(7, 1)),)),
    Case(
        "spend_across_lots",
        "Soonest end first, then oldest; what never ends comes last",
        Spend("mug"),
        lots=(lot(1, 9), lot(2, 8, on(7, 20)), lot(3, 7, on(7, 2))),
    ),
    Case("spend_to_the_last", "Exactly what is there", Spend("mug"), lots=(lot(1, 12, on(7, 1)), lot(2, 8, on(7, 2)))),
    Case("spend_decimals", "1.25 stars without stock", Spend("song"), lots=(lot(1, 130, unit="stars"),)),
    Case(
        "spend_leaves_pending_alone",
        "A lot that begins later is not touched",
        Spend("song"),
        lots=(lot(1, 200, unit="stars", begins=on(6, 18)), lot(2, 125, unit="stars")),
    ),
    Case("given_by_staff", "Staff gives 15 points", Adjustment("points", 15, "goodwill")),
    Case("given_by_staff_pays_debt", "And debt is paid", Adjustment("points", 15, "goodwill"), debts={"points": 6}),
    Case("taken_by_staff", "Staff takes 10", Adjustment("points", -10, "mistake"), lots=(lot(1, 30, on(7, 1)),)),
    Case(
        "taken_by_staff_into_debt",
        "Ten are missing and become debt",
        Adjustment("points", -40, "mistake", allow_debt=True),
        lots=(lot(1, 18, on(7, 1)), lot(2, 12)),
    ),
    Case("debt_from_nothing", "Everything becomes debt", Adjustment("points", -5, "mistake", allow_debt=True)),
    Case(
        "expiry",
        "Two lots end together",
        ("expiry", "points", on(6, 14)),
        lots=(lot(1, 5, on(6, 14)), lot(2, 6, on(6, 14))),
    ),
    Case(
        "expiry_of_one",
        "Only the lot that ends",
        ("expiry", "points", on(6, 14)),
        lots=(lot(1, 5, on(6, 14)), lot(2, 6, on(6, 16))),
    ),
    Case(
        "availability_pays_debt",
        "Stars become available while some are owed",
        ("availability", "stars", on(6, 14)),
        lots=(lot(1, 150, unit="stars", begins=on(6, 14)),),
        debts={"stars": 40},
    ),
)
