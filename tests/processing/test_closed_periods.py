"""A closed period keeps its figures; what is about it and comes later counts in the open one, marked (R4.8)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.processing.shop import Shop, days, joined_by, opened, publish_text, purchase, spending
from treue.usecases.books.close_period import CannotClose, close_period
from treue.usecases.books.report import BooksReport, CannotReport, PeriodFigures, report_books
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
units: {points: {name: {en: [point, points]}, available: after 14 days, expires: after 1 months}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


async def turn(shop: Shop, *day: int) -> datetime:
    """Turn the clock to noon of a day of 2026."""
    to = datetime(2026, day[0], day[1], 12, tzinfo=UTC)
    await turn_clock(shop.desk, to, actor="test")
    return to


async def months(shop: Shop, **asked: Any) -> list[tuple[date | None, dict[str, int], int, int]]:
    """(start, changes, held, late transfers) of each month."""
    report = await report_books(shop.desk, by="month", **asked)
    (figures,) = report.units
    return [(period.start, dict(period.changes), period.held, period.late) for period in figures.periods]


def test_what_comes_after_a_closing_counts_in_the_open_period(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 4000, "in time", at=START))
            await turn(shop, 7, 3)
            # 40 points of 1 June expired on 1 July at two o'clock in Berlin.
            before = await months(shop)
            assert before == [(JUNE, {"issued": 40}, 40, 0), (JULY, {"expired": -40}, 0, 0)]

            closed = await close_period(shop.desk, date(2026, 6, 30), actor="test")
            assert (closed.is_new, closed.closed_at) == (True, datetime(2026, 7, 3, 12, tzinfo=UTC))
            at = datetime(2026, 6, 28, 12, tzinfo=UTC)
            await shop.run(purchase("anna", 700, "late", at=at))

            assert await months(shop) == [
                (JUNE, {"issued": 40}, 40, 0),
                (JULY, {"issued": 7, "expired": -40}, 7, 1),
            ]
            # The lot follows the instant at which it happened.
            assert await shop.rows("SELECT effective_at, period_day, after_closing FROM transfer WHERE amount = 7") == [
                (at, JULY, True)
            ]
            assert (await shop.holding("anna")).lots[0].available_at == at + days(14)
            assert await shop.verify() == []
            await shop.rebuild()
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_report_that_was_final_stays_as_it_was_to_the_byte(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await shop.join("anna", "berta")
            await shop.run(purchase("anna", 4000, "a", at=START))
            known = await turn(shop, 6, 20)
            await shop.run(spending("anna", "w"))
            await turn(shop, 6, 21)

            async def ask() -> BooksReport:
                return await report_books(shop.desk, by="day", as_of=START + days(10), known_at=known)

            first = await ask()
            assert first.is_final

            # A late fact, an expiry, a closing, another version: none of it was known then.
            await shop.run(purchase("berta", 900, "late", at=START + days(5)))
            await turn(shop, 8, 15)
            await close_period(shop.desk, date(2026, 7, 31), actor="test")
            await publish_text(
                shop.desk.pool, DOCUMENT.replace("give: {points: 1}", "give: {points: 2}"), START + days(90)
            )

            assert repr(await ask()) == repr(first)
            later = await report_books(shop.desk, as_of=START + days(10), known_at=START + days(40))
            assert [unit.total.held for unit in first.units] == [40]
            assert [unit.total.held for unit in later.units] == [49]

    asyncio.run(story())


def test_pending_usable_and_expired_units_add_up_to_what_is_outstanding(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await shop.join("anna", "berta")
            await shop.run(purchase("anna", 4000, "a", at=START))
            await turn(shop, 6, 20)
            await shop.run(purchase("berta", 500, "b", at=START + days(19)), spending("anna", "w"))

            ((now,), (july,)) = [
                (await report_books(shop.desk, as_of=as_of)).units for as_of in (None, START + days(30))
            ]

            assert (now.total.held, now.usable, now.pending, now.lapsed) == (35, 30, 5, 0)
            # Nobody has booked the expiry of 1 July yet, and the report says so without settling anything.
            assert (july.total.held, july.usable, july.pending, july.lapsed) == (35, 0, 5, 30)
            assert now.total == PeriodFigures(None, {"issued": 45, "spent": -10}, 35, 0, 0)

    asyncio.run(story())


def test_a_period_is_closed_once_and_never_opened(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await turn(shop, 7, 3)
            with pytest.raises(CannotClose, match="2026-07-03 is not over"):
                await close_period(shop.desk, date(2026, 7, 3), actor="test")
            assert (await close_period(shop.desk, date(2026, 6, 30), actor="test")).is_new
            assert not (await close_period(shop.desk, date(2026, 6, 30), actor="test")).is_new
            with pytest.raises(CannotClose, match="closed up to 2026-06-30 already"):
                await close_period(shop.desk, date(2026, 6, 29), actor="test")
            assert (await close_period(shop.desk, date(2026, 7, 2), actor="test")).is_new

            assert await shop.rows("SELECT until_day FROM period_closing ORDER BY 1") == [
                (date(2026, 6, 30),),
                (date(2026, 7, 2),),
            ]
            actors = "SELECT actor, detail ->> 'until' FROM audit WHERE action = 'close_period' ORDER BY 2"
            assert await shop.rows(actors) == [("test", "2026-06-30"), ("test", "2026-07-02")]
            with pytest.raises(CannotReport, match="nobody knows yet"):
                await report_books(shop.desk, known_at=START + days(400))

    asyncio.run(story())


def test_nothing_is_booked_into_a_period_that_is_being_closed(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as one, joined_by(database) as other:
            await one.join("anna", "berta")
            await turn(one, 7, 3)
            late = START + days(20)
            async with one.desk.pool.connection() as somebody:
                # Another processor has read that June is open and is still deciding.
                await somebody.execute("SELECT pg_advisory_xact_lock_shared(1, %s)", (one.desk.programme_id,))
                closing = asyncio.create_task(close_period(one.desk, date(2026, 6, 30), actor="test"))
                await asyncio.wait([closing], timeout=0.4)
                assert not closing.done(), "it closed while a batch was being decided"
                booking = asyncio.create_task(other.run(purchase("anna", 300, "behind the closing", at=late)))
                await asyncio.wait([booking], timeout=0.4)
                assert not booking.done(), "it booked past a closing that waits"
                await somebody.commit()
            await closing
            (outcome,) = await booking

            assert outcome.accepted
            assert await one.rows("SELECT period_day, after_closing FROM transfer") == [(JULY, True)]
            assert await one.verify() == []

    asyncio.run(story())


def test_rows_of_the_release_before_count_in_their_own_day(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await shop.join("anna")
            # 30 June, 22:30 in UTC is the first half hour of July in Berlin.
            await turn_clock(shop.desk, datetime(2026, 6, 30, 22, 30, tzinfo=UTC), actor="test")
            await shop.run(purchase("anna", 100, "a", at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC)))
            expected = await months(shop)
            assert expected == [(JULY, {"issued": 1}, 1, 0)]

            await shop.rows("UPDATE transfer SET period_day = NULL, after_closing = NULL")

            assert await months(shop) == expected
            assert await shop.verify() == []

    asyncio.run(story())
