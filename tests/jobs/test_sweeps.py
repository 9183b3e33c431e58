"""Sweeps make visible what time has brought and take away what has lapsed; whoever runs them, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.processing.shop import NOON, Shop, days, joining, opened, order, purchase, wish
from treue.delivery.webhooks.dispatching import Dispatcher
from treue.delivery.webhooks.sending import Sender
from treue.domain.events import Adjustment, Purchase
from treue.jobs.sweeps import SWEEPS, Sweep, lapse_keys, retain
from treue.jobs.worker import Worker
from treue.processing.commands import Command, MemberReference
from treue.processing.desk import Desk

pytestmark = pytest.mark.postgres

FADING = """\
units: {points: {name: {en: [point, points]}, expires: after 1 months}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""


async def work_once(shop: Shop, sweeps: Sequence[Sweep] = SWEEPS, now: datetime | None = None) -> int:
    """A worker does what is due; how many sweeps it ran."""
    clock = (lambda: now) if now is not None else (lambda: datetime.now(UTC))
    async with Sender() as sender:
        worker = Worker(shop.desk.pool, Dispatcher(shop.desk.pool, None, sender), sweeps, clock)
        _, swept = await worker.run_once()
        return swept


async def sweeps_of(shop: Shop) -> list[tuple[Any, ...]]:
    return await shop.rows("SELECT name, done, fault FROM sweep ORDER BY name")


def test_a_silent_member_s_expiry_is_booked_and_each_sweep_waits_for_its_time(database: str) -> None:
    async def story() -> None:
        async with opened(database, FADING) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 12_00, "1"))
            await shop.rows("UPDATE programme SET sandbox_clock = %s", NOON + days(40))
            begun = datetime.now(UTC)

            assert await work_once(shop, now=begun) == 4
            assert await shop.rows("SELECT kind FROM event WHERE kind = 'expiry'") == [("expiry",)]
            assert await sweeps_of(shop) == [
                ("expiry_ahead", 0, None),
                ("lapse_keys", 0, None),
                ("retain", 0, None),
                ("settle", 1, None),
            ]

            assert await work_once(shop, now=begun + timedelta(seconds=59)) == 0
            assert await work_once(shop, now=begun + timedelta(seconds=60)) == 1
            assert await work_once(shop, now=begun + timedelta(hours=24)) == 4
            assert await shop.verify() == []

    asyncio.run(story())


def test_two_workers_run_a_sweep_once(database: str) -> None:
    async def story() -> None:
        async with opened(database, FADING) as shop:
            ran: list[str] = []

            async def slow(desk: Desk) -> int:
                ran.append(desk.key)
                await asyncio.sleep(0.2)
                return 1

            sweeps = (Sweep("slow", timedelta(hours=1), slow),)

            swept = await asyncio.gather(*(work_once(shop, sweeps) for _ in range(3)))

            assert sorted(swept) == [0, 0, 1]
            assert ran == ["shop"]

    asyncio.run(story())


def test_one_sweep_that_fails_keeps_no_other_from_running_and_is_told(database: str) -> None:
    async def story() -> None:
        async with opened(database, FADING) as shop:

            async def fails(_: Desk) -> int:
                raise ValueError("anna@shop.example")

            async def works(_: Desk) -> int:
                return 3

            sweeps = (Sweep("fails", timedelta(hours=1), fails), Sweep("works", timedelta(hours=1), works))

            assert await work_once(shop, sweeps) == 2

            (failed, worked) = await sweeps_of(shop)
            assert worked == ("works", 3, None)
            assert failed[0] == "fails"
            # What a fault quotes may be somebody's; its kind and place are enough to find it.
            assert failed[2].startswith("ValueError in test_sweeps.py, line ")
            assert "anna" not in failed[2]

    asyncio.run(story())


def test_keys_that_lapsed_are_deleted_but_never_the_only_one_of_a_fact(database: str) -> None:
    async def story() -> None:
        async with opened(database, FADING) as shop:
            fact = Purchase(NOON, order(5_00))
            member = MemberReference("external", "anna")
            await shop.run(joining("anna"))
            await shop.run(
                Command(member, fact, "till", "only a request key"),
                Command(member, fact, "till", "beside another", source="tills", external_id="17"),
                wish("anna", Adjustment("points", 5, "goodwill"), "adjustment"),
            )
            assert await shop.rows("SELECT count(*) FROM claim") == [(5,)]
            assert await lapse_keys(shop.desk) == 0

            await shop.rows("UPDATE claim SET lapses_at = lapses_at - interval '31 days' WHERE kind = 'request'")
            await shop.rows("UPDATE event SET recorded_at = recorded_at - interval '31 days'")
            assert await lapse_keys(shop.desk) == 3

            kept = await shop.rows("SELECT c.kind, e.kind FROM claim c JOIN event e USING (member_id, member_seq)")
            assert sorted(kept) == [("fact", "purchase"), ("request", "purchase")]
            assert await shop.verify() == []

    asyncio.run(story())


def test_messages_are_kept_for_as_long_as_somebody_may_ask_for_them(database: str) -> None:
    async def story() -> None:
        async with opened(database, FADING) as shop:
            await shop.join("anna")
            anna, now = await shop.id_of("anna"), datetime.now(UTC)
            add = (
                "INSERT INTO outbox (programme_id, member_id, member_seq, subscription_id, message_id, standing, "
                "tried_at, topic, detail) VALUES (%s, %s, 1, 1, %s, %s, %s, %s, %s)"
            )
            ahead, over = ('{"expires_at": "2026-07-01T12:00:00+00:00"}', '{"expires_at": "2026-05-01T12:00:00+00:00"}')
            for number, (standing, age_days, topic, detail) in enumerate(
                [
                    ("delivered", 6, "balance.changed", None),
                    ("delivered", 8, "balance.changed", None),
                    ("dead", 29, "balance.changed", None),
                    ("dead", 31, "balance.changed", None),
                    ("waiting", 100, "balance.changed", None),
                    ("delivered", 8, "expiry.ahead", ahead),
                    ("delivered", 8, "expiry.ahead", over),
                ]
            ):
                row = (shop.desk.programme_id, anna, number, standing, now - days(age_days), topic, detail)
                await shop.rows(add.replace("1, 1,", f"1, {number},"), *row)

            assert await retain(shop.desk) == 3

            assert await shop.rows("SELECT message_id FROM outbox ORDER BY 1") == [(0,), (2,), (4,), (5,)]

    asyncio.run(story())
