"""Levels on a real database: reviews that are long overdue, proven books, decisions made again, rebuilt rows."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.processing.replayed import differences
from tests.processing.shop import Shop, fact, joining, new_key, opened
from treue.domain.events import Event, FloorSet, Purchase
from treue.domain.orders import Line, Order
from treue.processing.commands import Command, MemberReference
from treue.usecases.programmes.settle_due import settle_due

pytestmark = pytest.mark.postgres

START = datetime(2026, 2, 27, 9, 30, tzinfo=UTC)
DOCUMENT = """\
units:
  points: {name: {en: [point, points]}, expires: after 5 months}
  stars: {name: {en: [star, stars]}, available: day 15 of next month}
earn:
  - {id: pace, event: purchase, give: {stars: 1}, per: 1.00 EUR, rate: pace}
  - {id: stride, event: purchase, give: {stars: 2}, rate: stride}
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, limit: 30 per membership year}
  - {id: comfort, event: level_lost, give: {points: 10}}
  - {id: warning, event: level_warning, when: event.days < 31, give: {points: 1}}
metrics:
  year: {sum: order.paid, over: calendar year}
  moving: {sum: order.paid, over: last 6 months}
  since: {sum: order.paid, over: membership year}
  ever: {sum: order.paid, over: lifetime}
  shops: {distinct: order.store, over: calendar quarter}
  largest: {maximum: order.paid, over: last 3 months}
  points: {earned: points, over: last 12 months}
  month: {sum: order.paid, over: calendar month}
ladders:
  yearly:
    by: year
    levels: [{id: basic, from: 0}, {id: silver, from: 100.00 EUR}, {id: gold, from: 300.00 EUR}]
    keeps: rest of year and next
    grace: 3 months
    warn: [6 months, 30 days]
  moving:
    by: moving
    levels: [{id: second, from: 100.00 EUR}, {id: first, from: 300.00 EUR}]
    keeps: 6 months
    falls: to supported
    floors: [{level: first, by: status_match, lasts: 20 months}]
    warn: [10 days]
  lasting:
    by: [since, ever]
    levels:
      - {id: friend, all: {since: 100.00 EUR}, for_life: {any: {ever: 700.00 EUR}}}
      - {id: partner, any: {since: 300.00 EUR, ever: 1000.00 EUR}}
    keeps: rest of membership year
    falls: to the lowest
  earning:
    by: points
    level: at_once
    levels:
      - {id: green, from: 0}
      - {id: blue, from: 100, give: {points: 30}, multiply: {points: 2}}
    keeps: 100 days
    charges: {points: 40, stars: 7}
  around:
    by: shops
    levels: [{id: visitor, from: 2}, {id: traveller, from: 3}]
    keeps: rest of month
    falls: to supported
  pace:
    participation:
      counts: calendar month
      advance: metric.month >= 60.00 EUR
      hold: metric.month > 0.00 EUR
      forfeit: [stars]
      rates: [{from: 1, rate: 0.5}, {from: 2, rate: 1}, {from: 4, rate: 2.5}]
  stride:
    participation:
      counts: membership quarter
      advance: metric.moving >= 100.00 EUR && member.months >= 3
      otherwise: one_step_down
      rates: [{from: 1, rate: 1}, {from: 3, rate: 2}]
  big:
    by: largest
    levels: [{id: big, from: 250.00 EUR}]
    keeps: rest of quarter
"""
PLACED = DOCUMENT.replace("    grace: 3 months\n", "    grace: 3 months\n    places: {silver: 1, gold: 1}\n")
CROWDED = """\
units: {points: {name: {en: [point, points]}}}
metrics: {ever: {sum: order.paid, over: lifetime}}
ladders: {club: {by: ever, levels: [{id: silver, from: 100.00 EUR}, {id: gold, from: 300.00 EUR}], places: {gold: 3}}}
"""
NAMES = ("anna", "berta", "carl")
DERIVED = ("balance", "lot", "due", "member", "tally", "level_interval", "budget")
PER_DAY = "SELECT ladder, level, starts_at, ends_at, standing FROM level_interval WHERE member_id = %s ORDER BY 1, 3"


def bought(at: datetime, euros: int, store: str) -> Purchase:
    """A purchase of one article."""
    return Purchase(at, Order("EUR", (Line("article", euros * 100),), store=store))


def story(seed: int) -> list[tuple[timedelta, str, Event]]:
    """(time since the one before, who, what), the same for the same seed."""
    chance, now, found = random.Random(seed), START, []
    for number in range(25):
        wait = timedelta(days=chance.choice([0, 1, 5, 20, 90, 400]), minutes=chance.randrange(900))
        now += wait
        name = chance.choice(NAMES)
        if number % 9 == 4:
            until = None if chance.random() < 0.3 else date.fromordinal(now.toordinal() + chance.randrange(400))
            event: Event = FloorSet("moving", "first", "status_match", "as agreed", until)
        else:
            late = timedelta(days=chance.choice([0, 0, 0, 3, 29]))
            at = max(START, now - late)
            event = bought(at, chance.choice([1, 60, 100, 299, 300]), chance.choice(["mitte", "nord", "west"]))
        found.append((wait, name, event))
    return found


async def told(shop: Shop, seed: int, *, sweeps: bool) -> tuple[Any, ...]:
    """The time lines at the end of the story, proven, decided again and rebuilt."""
    await shop.run(*(joining(name) for name in NAMES))
    now = START
    for number, (wait, name, event) in enumerate(story(seed)):
        now += wait
        await turn(shop, now)
        if sweeps:
            await settle_due(shop.desk)
        if isinstance(event, FloorSet):
            await shop.run(Command(MemberReference("external", name), event, "test", f"request {number}"))
        else:
            await shop.run(fact(name, event, str(number)))
    await turn(shop, now + timedelta(days=3000))
    await settle_due(shop.desk)
    assert await shop.verify() == []
    assert await differences(shop) == []
    before = [await shop.table(table) for table in DERIVED]
    await shop.rebuild()
    assert [await shop.table(table) for table in DERIVED] == before
    members = [await shop.id_of(name) for name in NAMES]
    return tuple([await shop.rows(PER_DAY, member) for member in members])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_are_proven_made_again_and_rebuilt_and_no_job_is_needed(shared_database: str, seed: int) -> None:
    async def run() -> None:
        async with opened(shared_database, DOCUMENT, starts_at=START, key=new_key()) as shop:
            swept = await told(shop, seed, sweeps=True)
        async with opened(shared_database, DOCUMENT, starts_at=START, key=new_key()) as shop:
            unswept = await told(shop, seed, sweeps=False)
        assert swept == unswept
        assert any(swept)

    asyncio.run(run())


@pytest.mark.parametrize(("seed", "sweeps"), [(4, True), (5, False)])
def test_places_are_proven_and_rebuilt_like_the_lines(shared_database: str, seed: int, sweeps: bool) -> None:
    async def run() -> None:
        async with opened(shared_database, PLACED, starts_at=START, key=new_key()) as shop:
            assert any(await told(shop, seed, sweeps=sweeps))

    asyncio.run(run())


def test_who_comes_at_the_same_moment_finds_exactly_as_many_places_as_there_are(shared_database: str) -> None:
    async def run() -> None:
        names = [f"member {number}" for number in range(8)]
        async with opened(shared_database, CROWDED, starts_at=START, key=new_key()) as shop:
            await shop.run(*(joining(name) for name in names))
            await asyncio.gather(*(shop.run(fact(name, bought(START, 300, ""), name)) for name in names))

            counted = "SELECT level, count(*) FROM level_interval WHERE programme_id = %s GROUP BY 1 ORDER BY 1"
            assert await shop.rows(counted, shop.desk.programme_id) == [("gold", 3), ("silver", 5)]
            assert await shop.verify() == []
            assert await differences(shop) == []

    asyncio.run(run())


async def turn(shop: Shop, now: datetime) -> None:
    """Turn the clock and settle nothing."""
    turned = "UPDATE programme SET sandbox_clock = %s WHERE programme_id = %s"
    await shop.rows(turned, now, shop.desk.programme_id)
