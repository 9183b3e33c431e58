"""Ladders of participation: rates that grow with the months, pauses, silence, late facts (R8.1, R1.4, R1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.programmes import programme_of
from tests.engine.stories import Story
from tests.engine.test_preset_levels import preset
from treue.domain.events import Adjustment, CustomEvent, Left, Purchase, Rejoined
from treue.domain.orders import Line, Order
from treue.engine.levels.participating import Step, standing
from treue.engine.state import State
from treue.programme import Programme

LADDER = preset("subscription-ladder")
JANUARY = datetime(2026, 1, 10, 20, tzinfo=UTC)


def month(number: int, day: int = 12) -> datetime:
    """Noon or so on a day of a month, counted from January 2026."""
    return datetime(2026 + (number - 1) // 12, (number - 1) % 12 + 1, day, 20, tzinfo=UTC)


def order(when: datetime, pv: str, kind: str = "subscription") -> Purchase:
    attributes = {"pv": Decimal(pv), "product_pv": Decimal(pv)}
    return Purchase(when, Order("USD", (Line("oil", 10000),), kind=kind, attributes=attributes))


def buy(story: Story, when: datetime, pv: str, kind: str = "subscription") -> int:
    """The points of the order, in hundredths."""
    story.look(when)
    decision = story.happen(order(when, pv, kind))
    return sum(share.given for share in decision.shares if share.unit == "points")


def rate(story: Story) -> str:
    (ladder,) = story.programme.participating
    return str(standing(story.programme, story.state, ladder).rate)


def held(story: Story) -> int:
    return sum(lot.remaining for lot in story.state.lots if lot.unit == "points")


def test_ten_percent_in_the_first_three_months_and_thirty_from_the_thirteenth() -> None:
    story = Story(LADDER, JANUARY)

    points = [buy(story, month(number), "100") for number in range(1, 16)]

    assert points == [1000] * 3 + [1500] * 3 + [2000] * 3 + [2500] * 3 + [3000] * 3


def test_month_one_is_the_month_of_the_first_order_of_fifty() -> None:
    story = Story(LADDER, JANUARY)
    buy(story, month(1), "49.99")
    buy(story, month(2), "100", kind="one-off")

    assert [buy(story, month(number), "50") for number in range(3, 7)] == [500, 500, 500, 750]


def test_several_small_orders_are_not_one_of_fifty() -> None:
    story = Story(LADDER, JANUARY)
    buy(story, month(1), "60")
    assert [buy(story, month(2, day), "30") for day in (3, 4, 5)] == [0, 0, 0]
    story.look(month(3, 2))

    # February held the rate and the points: March is the second month.
    assert (held(story), story.state.level("rate", story.state.now)) == (600, "2")


def test_a_month_without_orders_takes_the_points_and_the_rate() -> None:
    story = Story(LADDER, JANUARY)
    for number in range(1, 5):
        buy(story, month(number), "100")
    story.look(month(5, 2))
    assert (held(story), rate(story)) == (4500, "0.15")

    story.look(month(6, 2))

    assert (held(story), rate(story)) == (0, "0.10")
    assert buy(story, month(6), "100") == 1000


def test_the_month_ends_at_midnight_where_the_programme_is() -> None:
    story = Story(LADDER, JANUARY)
    # 23:30 of 31 January in Denver, 0:30 of 1 February there.
    buy(story, datetime(2026, 2, 1, 6, 30, tzinfo=UTC), "100")
    buy(story, datetime(2026, 2, 1, 7, 30, tzinfo=UTC), "100")
    story.look(datetime(2026, 3, 1, 7, tzinfo=UTC))

    assert [one.level for one in story.state.levels["rate"]] == ["2", "3"]


def test_who_leaves_begins_again_when_he_comes_back() -> None:
    story = Story(LADDER, JANUARY)
    for number in range(1, 5):
        buy(story, month(number), "100")
    story.look(month(5))
    story.happen(Left())
    assert held(story) == 0
    assert dict(story.state.dues) == {}
    story.look(month(5, 20))
    story.happen(Rejoined())

    assert buy(story, month(5, 21), "100") == 1000
    assert buy(story, month(6), "100") == 1000


def test_a_late_order_earns_at_the_rate_of_its_day_and_does_not_lift_the_month_that_is_over() -> None:
    story = Story(LADDER, JANUARY)
    for number in range(1, 4):
        buy(story, month(number), "100")
    story.look(month(4, 2))
    late = story.happen(order(month(3, 20), "100"))
    assert [share.given for share in late.shares if share.unit == "points"] == [1000]
    story.look(month(5, 10))
    # As far as was known, April was silent.
    assert (held(story), rate(story)) == (0, "0.10")

    # An order of April that is reported now earns what April's rate was, but saves nothing of what is over.
    late = story.happen(order(month(4, 20), "100"))
    assert [share.given for share in late.shares if share.unit == "points"] == [1500]
    assert (held(story), rate(story)) == (1500, "0.10")
    story.look(month(6, 2))

    assert held(story) == 0


def test_points_that_staff_give_to_someone_silent_fall_with_his_next_month_without_orders() -> None:
    story = Story(LADDER, JANUARY)
    story.look(month(3))
    assert dict(story.state.dues) == {}
    story.happen(Adjustment("points", 500, "goodwill"))
    story.look(month(3, 30))
    assert held(story) == 500

    story.look(month(4, 2))

    assert held(story) == 0
    assert dict(story.state.dues) == {}


def test_nothing_is_due_for_those_to_whom_silence_makes_no_difference() -> None:
    story = Story(LADDER, JANUARY)
    assert dict(story.state.dues) == {}
    buy(story, month(1), "100")
    story.look(month(36))

    # January advanced, February reset; after that nothing changes by waiting.
    assert [decision.kind for _, decision in story.decisions] == [
        *("joined", "purchase", "participation", "participation"),
    ]


def test_one_step_down_from_the_last_rate_is_felt() -> None:
    programme = monthly("otherwise: one_step_down", "[{from: 1, rate: 1}, {from: 2, rate: 2}, {from: 3, rate: 3}]")
    story = Story(programme, JANUARY)
    for number in range(1, 7):
        shop(story, month(number))
    assert rate(story) == "3"

    story.look(month(8, 2))
    assert rate(story) == "2"
    story.look(month(9, 2))
    assert rate(story) == "1"
    story.look(month(10, 2))
    assert (rate(story), dict(story.state.dues)) == ("1", {})


def test_what_stands_in_the_way_of_the_next_step_can_be_told() -> None:
    story = Story(LADDER, JANUARY)
    buy(story, month(1), "100")
    buy(story, month(2), "10")
    (ladder,) = LADDER.participating

    told = standing(LADDER, story.state, ladder)

    ends = datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert told == Step("rate", 2, told.rate, ends, (4, told.following[1] if told.following else told.rate), "hold")
    assert (str(told.rate), str(told.following[1]) if told.following else "") == ("0.10", "0.15")


def test_a_month_of_silence_advances_where_the_document_says_so() -> None:
    programme = programme_of("""
units: {points: {name: {en: [point, points]}}}
events: {complaint: {}}
metrics: {complaints: {count: complaint, over: calendar month}}
ladders: {calm: {participation: {counts: calendar month, advance: metric.complaints == 0,
  rates: [{from: 1, rate: 1}, {from: 4, rate: 2}]}}}
earn: [{id: base, event: purchase, give: {points: 10}, rate: calm}]
""")
    story = Story(programme, JANUARY)
    story.happen(CustomEvent("complaint", JANUARY, {}))
    story.look(month(5, 2))
    assert rate(story) == "2"

    story.look(month(40))
    # At the last rate silence changes nothing any more.
    assert (rate(story), dict(story.state.dues)) == ("2", {})


def monthly(otherwise: str, rates: str) -> Programme:
    return programme_of(f"""
units: {{points: {{name: {{en: [point, points]}}, expires: after 12 months}}}}
metrics: {{orders: {{count: purchase, over: calendar month}}, spend: {{sum: order.paid, over: calendar month}}}}
ladders: {{pace: {{participation: {{counts: calendar month, advance: metric.spend >= 50.00 EUR,
  hold: metric.orders >= 1, {otherwise}, rates: {rates}}}}}}}
earn: [{{id: base, event: purchase, give: {{points: 1}}, per: 1.00 EUR, rate: pace}}]
""")


def shop(story: Story, when: datetime, cents: int = 6000) -> int:
    story.look(when)
    decision = story.happen(Purchase(when, Order("EUR", (Line("article", cents),))))
    return sum(share.given for share in decision.shares)


@dataclass(frozen=True)
class Bought:
    """An order: days after the one before, how long it takes to be reported, and what it comes to."""

    days: int
    late_days: int
    cents: int


_HABITS = st.builds(Bought, st.integers(0, 70), st.integers(0, 29), st.sampled_from((1000, 4999, 5000, 9000)))
_ENDINGS = (
    "otherwise: reset, forfeit: [points]",
    "otherwise: reset",
    "otherwise: one_step_down",
    "otherwise: hold",
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_HABITS, max_size=8), st.sampled_from(_ENDINGS), st.lists(st.integers(1, 400), max_size=12))
def test_years_of_silence_come_to_the_same_however_the_clock_is_stepped(
    habits: list[Bought], otherwise: str, steps: list[int]
) -> None:
    programme = monthly(otherwise, "[{from: 1, rate: 0.5}, {from: 3, rate: 1}, {from: 5, rate: 1.5}]")
    at_once, stepwise = Story(programme, JANUARY), Story(programme, JANUARY)
    now = JANUARY
    for habit in habits:
        now += timedelta(days=habit.days)
        event = Purchase(max(JANUARY, now - timedelta(days=habit.late_days)), Order("EUR", (Line("a", habit.cents),)))
        for story in (at_once, stepwise):
            story.look(now)
            story.happen(event)
    end = now + timedelta(days=4000)
    at_once.look(end)
    for days in steps:
        now += timedelta(days=days)
        stepwise.look(min(now, end))
    stepwise.look(end)

    assert told(stepwise.state) == told(at_once.state)
    assert [one for _, one in stepwise.decisions] == [one for _, one in at_once.decisions]


def told(state: State) -> object:
    return state.levels, state.lots, state.booked, state.dues, state.next_seq
