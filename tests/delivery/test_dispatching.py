"""Delivering at least once, by the schedule, by several workers: real database, real HTTP, and a clock to turn."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.delivery.receiver import answering, receiving, silence
from tests.delivery.scenes import KEY, scene
from tests.processing.shop import days, purchase
from treue.delivery.webhooks.dispatching import AT_ONCE_EACH_MAX, LEASE, Dispatcher
from treue.delivery.webhooks.schedule import wait_after
from treue.processing.news import Topic
from treue.usecases.webhooks.add import add
from treue.usecases.webhooks.change import enable
from treue.usecases.webhooks.deliveries import deliveries, replay
from treue.usecases.webhooks.subscription import CannotDeliver, UnknownWebhook

pytestmark = pytest.mark.postgres


def test_a_message_that_fails_comes_again_the_same_by_the_schedule(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, answering(500), answering(500), answering(204)) as here:
            await here.shop.run(purchase("anna", 5_00, f"{here.shop.desk.key} 1"))
            begun = here.now

            (first,) = await here.deliver()
            here.now = begun + timedelta(seconds=4.9)
            assert await here.deliver() == []
            here.now = begun + timedelta(seconds=5)
            (second,) = await here.deliver()
            here.now = begun + timedelta(seconds=5, minutes=4, microseconds=59)
            assert await here.deliver() == []
            here.now = begun + timedelta(seconds=5, minutes=5)
            (third,) = await here.deliver()

            assert first.webhook_id == second.webhook_id == third.webhook_id
            assert first.body == second.body == third.body
            stamps = [int(one.headers["webhook-timestamp"]) for one in (first, second, third)]
            assert [stamp - stamps[0] for stamp in stamps] == [0, 5, 305]
            assert await here.standing() == [("delivered", 3)]

    asyncio.run(story())


def test_after_ten_attempts_a_message_is_dead_and_can_be_replayed(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, answering(500)) as here:
            await here.shop.run(purchase("anna", 5_00, f"{here.shop.desk.key} 1"))
            for attempts in range(1, 11):
                assert len(await here.deliver()) == 1
                here.now += wait_after(attempts, 0.0) or days(1)
            assert await here.deliver() == []
            assert await here.standing() == [("dead", 10)]

            here.receiver.answers(answering(204))
            assert await replay(here.shop.desk, here.webhook.name, actor="test") == 1
            (again,) = await here.deliver()

            assert again.webhook_id == here.receiver.received[0].webhook_id
            assert await here.standing() == [("delivered", 1)]
            # Also one that was delivered, where somebody asks for it by name.
            assert await replay(here.shop.desk, here.webhook.name, message=again.webhook_id, actor="test") == 1
            assert len(await here.deliver()) == 1
            with pytest.raises(UnknownWebhook, match="has no message msg_0000000000001"):
                await replay(here.shop.desk, here.webhook.name, message="msg_0000000000001", actor="test")

    asyncio.run(story())


def test_a_receiver_that_is_gone_is_told_nothing_any_more(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, answering(410)) as here:
            key = here.shop.desk.key
            await here.shop.run(purchase("anna", 5_00, f"{key} 1"))

            assert len(await here.deliver()) == 1

            one = await here.listed()
            assert (one.disabled_because, one.dead, one.waiting) == ("gone", 1, 0)
            # What is decided while it is disabled is not kept for it.
            await here.shop.run(purchase("anna", 5_00, f"{key} 2"))
            here.now += days(1)
            assert await here.deliver() == []
            with pytest.raises(CannotDeliver, match="is disabled; enable it first"):
                await replay(here.shop.desk, here.webhook.name, actor="test")
            audits = await here.shop.rows(
                "SELECT actor, detail ->> 'because' FROM audit WHERE programme_id = %s AND action = 'webhook_disabled'",
                here.shop.desk.programme_id,
            )
            assert audits == [("system", "gone")]
            assert await here.shop.verify() == []

    asyncio.run(story())


def test_a_receiver_that_fails_for_five_days_is_disabled_and_enabled_by_hand(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, answering(500)) as here:
            key = here.shop.desk.key
            begun = here.now
            for day in range(6):
                await here.shop.run(purchase("anna", 5_00, f"{key} {day}"))
                assert (await here.listed()).disabled_at is None
                here.now = begun + days(day) + timedelta(seconds=1)
                await here.deliver()

            one = await here.listed()
            assert (one.disabled_because, one.disabled_at) == ("failing", here.now)
            assert one.failing_since == begun + timedelta(seconds=1)

            assert await enable(here.shop.desk, here.webhook.name, actor="test")
            assert not await enable(here.shop.desk, here.webhook.name, actor="test")
            here.receiver.answers(answering(204))
            await here.shop.run(purchase("anna", 5_00, f"{key} after"))
            assert len(await here.deliver()) == 1
            one = await here.listed()
            assert (one.disabled_at, one.failing_since) == (None, None)

    asyncio.run(story())


def test_a_busy_receiver_is_left_alone_for_as_long_as_it_asks(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, answering(429, retry_after="600"), answering(204)) as here:
            key = here.shop.desk.key
            await here.shop.run(purchase("anna", 5_00, f"{key} 1"))
            assert len(await here.deliver()) == 1

            # Another message waits too, though it was never tried.
            await here.shop.run(purchase("bert", 5_00, f"{key} 2"))
            begun = here.now
            here.now = begun + timedelta(seconds=599)
            assert await here.deliver() == []
            here.now = begun + timedelta(seconds=600)
            assert len(await here.deliver()) == 2
            assert await here.standing() == [("delivered", 2), ("delivered", 1)]

    asyncio.run(story())


def test_two_workers_at_once_deliver_each_message_once(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            key = here.shop.desk.key
            await here.shop.run(*(purchase("anna", 1_00, f"{key} {number}") for number in range(40)))
            workers = [here.dispatcher() for _ in range(2)]

            async def work(dispatcher: Dispatcher) -> int:
                started = 0
                while did := await dispatcher.turn():
                    started += did
                    await dispatcher.drain()
                return started

            started = await asyncio.gather(*(work(worker) for worker in workers))

            assert sum(started) == 40
            assert all(started)
            assert len({message.webhook_id for message in here.receiver.received}) == 40
            assert len(here.receiver.received) == 40
            assert here.receiver.open_most <= 2 * AT_ONCE_EACH_MAX

    asyncio.run(story())


def test_a_slow_receiver_delays_nobody_but_himself(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, silence) as here, receiving() as quick:
            await add(here.shop.desk, quick.url, [Topic.BALANCE_CHANGED], key=KEY, actor="test")
            key = here.shop.desk.key
            await here.shop.run(*(purchase("anna", 1_00, f"{key} {number}") for number in range(10)))
            dispatcher = here.dispatcher()

            for _ in range(500):
                if len(quick.received) == 10:
                    break
                await dispatcher.turn()
                await asyncio.sleep(0.01)

            assert len(quick.received) == 10
            assert here.receiver.open_most <= AT_ONCE_EACH_MAX
            assert await deliveries(here.shop.desk, here.webhook.name, standing="delivered") == []
            await dispatcher.drain()
            tried = [one.fault for one in await deliveries(here.shop.desk, here.webhook.name) if one.fault]
            assert set(tried) == {"timeout"}

    asyncio.run(story())


def test_what_a_killed_worker_had_is_delivered_when_its_lease_is_over(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, silence, answering(204)) as here:
            await here.shop.run(purchase("anna", 5_00, f"{here.shop.desk.key} 1"))
            killed = here.dispatcher()
            assert await killed.turn() == 1
            await here.receiver.arrived.wait()
            for task in killed._running:
                task.cancel()
            await asyncio.gather(*killed._running, return_exceptions=True)

            here.now += LEASE - timedelta(seconds=1)
            assert await here.deliver() == []
            here.now += timedelta(seconds=1)
            (again,) = await here.deliver()

            assert again.webhook_id == here.receiver.received[0].webhook_id
            assert await here.standing() == [("delivered", 2)]

    asyncio.run(story())
