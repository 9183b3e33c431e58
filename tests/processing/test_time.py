"""Time needs no job to be true: a history that is swept often and one that is never swept end in the same books."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processing.shop import NOON, Shop, adjusting, days, new_key, opened, purchase, spending
from treue.usecases.programmes.settle_due import settle_due
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

WAITING = """\
units: {points: {name: {en: [point, points]}, available: after 3 days, expires: after 1 months}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""
NAMES = ("anna", "berta")
# Which column says when something was seen, and which number it then got, may differ; what happened may not.
SEEN = ("booked_at", "member_id", "recorded_at", "decided_at", "audit_id")

steps = st.tuples(
    st.sampled_from(["buy", "buy late", "owe", "take", "spend"]),
    st.sampled_from(NAMES),
    st.integers(1, 30),
    st.one_of(st.integers(0, 12 * 24 * 60), st.sampled_from([0, 3 * 24 * 60])),
)


async def live(shop: Shop, history: list[tuple[str, str, int, int]], start: datetime, *, swept: bool) -> None:
    """The history, with the job after each turn of the clock, or without it."""
    now = start
    for number, (what, name, amount, minutes) in enumerate(history):
        now += timedelta(minutes=minutes)
        if swept:
            await turn_clock(shop.desk, now, actor="test")
        else:
            await shop.rows("UPDATE programme SET sandbox_clock = %s WHERE key = %s", now, shop.desk.key)
        key = f"{shop.desk.key} {number}"
        match what:
            case "buy":
                await shop.run(purchase(name, amount * 100, key, at=now))
            case "buy late":
                await shop.run(purchase(name, amount * 100, key, at=max(start, now - days(amount))))
            case "owe":
                await shop.run(adjusting(name, -2 * amount, key, allow_debt=True))
            case "take":
                await shop.run(adjusting(name, -amount, key))
            case "spend":
                await shop.run(spending(name, key))
    await turn_clock(shop.desk, now + days(70), actor="test")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_job_changes_nothing_but_when_it_is_seen(shared_database: str) -> None:
    @settings(max_examples=max(10, settings().max_examples // 4))
    @given(
        st.lists(steps, min_size=1, max_size=12),
        st.sampled_from([NOON, datetime(2026, 10, 20, 0, 30, tzinfo=UTC), datetime(2028, 1, 28, 23, 30, tzinfo=UTC)]),
    )
    def twins(history: list[tuple[str, str, int, int]], start: datetime) -> None:
        async def story() -> None:
            told = []
            for swept in (True, False):
                async with opened(shared_database, WAITING, starts_at=start, key=new_key()) as shop:
                    await shop.join(*NAMES)
                    await live(shop, history, start, swept=swept)
                    assert await shop.verify() == []
                    told.append([await books(shop, name) for name in NAMES])
            assert told[0] == told[1]

        asyncio.run(story())

    twins()


async def books(shop: Shop, name: str) -> list[list[tuple[Any, ...]]]:
    """The member's transfers, lot uses and lots, without who he is and when they were seen."""
    member_id = await shop.id_of(name)
    return [
        await shop.rows(
            "SELECT member_seq, transfer_no, unit, debit, credit, amount, effective_at, cause, source, lot_no, "
            "available_at, expires_at FROM transfer WHERE member_id = %s ORDER BY 1, 2",
            member_id,
        ),
        await shop.rows(
            "SELECT member_seq, transfer_no, lot_seq, lot_no, amount FROM lot_use WHERE member_id = %s "
            "ORDER BY 1, 2, 3, 4",
            member_id,
        ),
        await shop.rows(
            "SELECT lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at FROM lot "
            "WHERE member_id = %s ORDER BY 1, 2",
            member_id,
        ),
    ]


def test_the_job_may_run_twice_or_late(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, WAITING, key=new_key()) as shop:
            await shop.join(*NAMES)
            await shop.run(purchase("anna", 1000, "p1"), purchase("berta", 2000, "p2"))
            await turn_clock(shop.desk, NOON + days(100), actor="test")
            after = await shop.table("transfer")

            assert await settle_due(shop.desk) == 0
            assert await shop.table("transfer") == after
            assert await shop.figures("anna") == (0, 0, 0)
            assert (
                await shop.rows(
                    "SELECT occurred_at, decided_at FROM event WHERE kind = 'expiry' AND programme_id = %s",
                    shop.desk.programme_id,
                )
                == [(datetime(2026, 7, 1, 12, tzinfo=UTC), NOON + days(100))] * 2
            )

    asyncio.run(story())


@pytest.mark.parametrize(
    ("bought", "ends"),
    [
        pytest.param("2026-02-28T01:30Z", "2026-03-28T01:30Z", id="the day before spring"),
        pytest.param("2026-03-01T01:30Z", "2026-04-01T00:30Z", id="over the change in spring"),
        pytest.param("2026-09-25T00:30Z", "2026-10-25T00:30Z", id="the first of two equal hours in autumn"),
        pytest.param("2026-10-01T22:30Z", "2026-11-01T23:30Z", id="over the change in autumn"),
        pytest.param("2028-01-30T11:00Z", "2028-02-29T11:00Z", id="the leap day"),
        pytest.param("2027-01-30T11:00Z", "2027-02-28T11:00Z", id="a year without one"),
    ],
)
def test_an_expiry_is_exact(bought: str, ends: str, shared_database: str) -> None:
    async def story() -> None:
        start, end = datetime.fromisoformat(bought), datetime.fromisoformat(ends)
        async with opened(shared_database, WAITING, starts_at=start, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, bought, at=start))
            await turn_clock(shop.desk, end - timedelta(microseconds=1), actor="test")
            assert await shop.figures("anna") == (10, 0, 0)
            await turn_clock(shop.desk, end, actor="test")
            assert await shop.figures("anna") == (0, 0, 0)

    asyncio.run(story())


def test_a_clock_that_was_set_back_does_not_run_back_for_a_member(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, WAITING, key=new_key()) as shop:
            await shop.join("anna")
            await turn_clock(shop.desk, NOON + days(10), actor="test")
            await shop.run(purchase("anna", 1000, "before", at=NOON + days(10)))
            # As after restoring an older clock: the machine's own can step back like this.
            await shop.rows("UPDATE programme SET sandbox_clock = %s WHERE key = %s", NOON, shop.desk.key)

            (late,) = await shop.run(purchase("anna", 500, "after", at=NOON + days(10)))

            assert late.accepted
            decided = await shop.rows(
                "SELECT decided_at FROM event WHERE member_id = %s ORDER BY member_seq", await shop.id_of("anna")
            )
            assert decided == [(NOON,), (NOON + days(10),), (NOON + days(10),)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_batch_that_follows_the_clock_decides_what_falls_due_within_it(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, WAITING, key=new_key()) as shop:
            await shop.join("anna")
            # Half a year in one batch, as an import of past purchases: each lot ends long before the batch does.
            batch = [purchase("anna", 1000, f"week {week}", at=NOON + days(7 * week)) for week in range(26)]

            outcomes = await shop.desk.run(batch, follow_clock=True)

            assert all(outcome.accepted for outcome in outcomes)
            assert await shop.figures("anna") == (40, 10, 0)
            assert await shop.rows(
                "SELECT count(*), sum(amount) FROM transfer WHERE cause = 'expired' AND programme_id = %s",
                shop.desk.programme_id,
            ) == [(21, 210)]
            assert await shop.verify() == []

    asyncio.run(story())
