"""What a member is told is missing for the next level, of every counter that is asked for (R8.1, R8.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.engine.programmes import programme_of
from tests.engine.stories import Story
from treue.domain.events import Purchase
from treue.domain.orders import Line, Order
from treue.engine.levels.progress import Lacking, Progress, Step, progress

PROGRAMME = programme_of("""\
units: {points: {name: {en: [point, points]}}}
metrics:
  spend: {sum: order.paid, over: calendar year}
  orders: {count: purchase, over: calendar year}
ladders:
  club:
    by: [spend, orders]
    levels:
      - {id: guest, any: {spend: 50.00 EUR, orders: 3}}
      - {id: friend, all: {spend: 60.00 EUR}, any: {orders: 4, spend: 200.00 EUR}}
      - {id: family, invitation: true}
    keeps: rest of year
    grace: 1 month
""")
CLUB = PROGRAMME.ladders["club"]
MAY = datetime(2026, 5, 1, 10, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, tzinfo=UTC)
NEXT = datetime(2027, 12, 31, 23, tzinfo=UTC)


def story(*cents: int) -> Story:
    found = Story(PROGRAMME, MAY)
    for paid in cents:
        found.happen(Purchase(MAY, Order("EUR", (Line("article", paid),))))
    return found


def test_without_a_level_one_of_several_counters_is_missing() -> None:
    found = progress(PROGRAMME, story(20_00).state, CLUB)

    step = Step("guest", (), (Lacking("spend", 30_00), Lacking("orders", 2)), None, NEW_YEAR)
    assert found == Progress("club", None, following=step)
    assert not step.is_reached


def test_with_a_level_the_next_one_that_is_climbed_is_told_and_what_keeps_this_one() -> None:
    found = progress(PROGRAMME, story(50_00).state, CLUB)

    assert found == Progress(
        "club",
        "guest",
        since=MAY,
        # In January it can still be saved; what keeps it beyond is looked at on the last day of the year.
        kept_until=NEXT,
        following=Step(
            "friend", (Lacking("spend", 10_00),), (Lacking("orders", 3), Lacking("spend", 150_00)), None, NEW_YEAR
        ),
        keeping=Step("guest", (), (Lacking("spend", 50_00), Lacking("orders", 3)), date(2027, 1, 1)),
    )


def test_what_is_reached_of_one_counter_is_not_missing_of_the_other() -> None:
    found = progress(PROGRAMME, story(30_00, 10_00, 10_00, 5_00).state, CLUB)

    assert found.level == "guest"
    # Four orders are enough; only the money is missing.
    assert found.following == Step("friend", (Lacking("spend", 5_00),), (), None, NEW_YEAR)


def test_at_the_highest_level_that_is_climbed_nothing_follows() -> None:
    found = progress(PROGRAMME, story(30_00, 10_00, 10_00, 10_00).state, CLUB)

    assert (found.level, found.following) == ("friend", None)


def test_in_grace_it_is_today_that_saves_the_level() -> None:
    found = story(50_00)
    found.look(datetime(2028, 1, 10, 10, tzinfo=UTC))

    told = progress(PROGRAMME, found.state, CLUB)

    assert (told.level, told.since, told.in_grace) == ("guest", MAY, True)
    assert told.kept_until == datetime(2028, 1, 31, 23, tzinfo=UTC)
    assert told.keeping == Step("guest", (), (Lacking("spend", 50_00), Lacking("orders", 3)))
