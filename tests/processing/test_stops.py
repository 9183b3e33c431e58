"""Stopping and resuming: who sees it when, what is refused, what is kept, and that decisions can be made again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection

from tests.processing.replayed import differences
from tests.processing.shop import NOON, Shop, joined_by, opened, purchase, spending
from treue.domain.reasons import Reason
from treue.engine.state import REWARD, RULE
from treue.processing.batcher import Batcher
from treue.processing.clock import wall_now
from treue.processing.readset import restored
from treue.processing.stops import Stop, Stops, Switch
from treue.usecases.programmes.resume_node import resume_node
from treue.usecases.programmes.stop_node import stop_node
from treue.usecases.programmes.switching import UnknownNode

BASE, BONUS, COFFEE = (RULE, "base"), (RULE, "bonus"), (REWARD, "coffee")
SHOP = """\
units: {points: {name: {en: [point, points]}}}
events: {visit: {}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: bonus, event: purchase, give: {points: 50}}
  - {id: visit, event: visit, give: {points: 7}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 10}, gives: {product: mug}}
"""
WAITING = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 1 AND NOT granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
HOUR = timedelta(hours=1)


def stops(*switches: tuple[int, bool]) -> list[tuple[int, int | None]]:
    """The times in which a rule is stopped, as hours from noon, after switches of (hour, whether it stops)."""
    recorded = Stops([Switch(BASE, NOON + hour * HOUR, stops) for hour, stops in switches])
    return [
        ((stop.starts_at - NOON) // HOUR, (stop.ends_at - NOON) // HOUR if stop.ends_at else None)
        for stop in recorded.of(BASE)
    ]


def test_of_the_switches_effective_by_an_instant_the_one_recorded_last_counts() -> None:
    assert stops() == []
    assert stops((1, True)) == [(1, None)]
    assert stops((1, True), (3, False)) == [(1, 3)]
    assert stops((5, True), (3, False)) == []
    assert stops((1, True), (9, False), (2, True)) == [(1, None)]
    assert stops((4, True), (1, True)) == [(1, None)]
    assert stops((1, True), (3, False), (5, True), (7, False)) == [(1, 3), (5, 7)]
    assert stops((1, True), (1, False)) == []


def test_a_stop_concerns_its_own_node_from_its_start_on() -> None:
    recorded = Stops(
        [Switch(BASE, NOON, True), Switch(COFFEE, NOON + HOUR, True), Switch(BASE, NOON + 2 * HOUR, False)]
    )

    assert recorded.at(NOON - timedelta(microseconds=1)) == frozenset()
    assert recorded.at(NOON) == {BASE}
    assert recorded.at(NOON + HOUR) == {BASE, COFFEE}
    assert recorded.at(NOON + 2 * HOUR) == {COFFEE}
    assert recorded.not_over(NOON + 2 * HOUR) == [Stop(COFFEE, NOON + HOUR, None)]


@pytest.mark.postgres
def test_a_running_batcher_and_another_process_see_a_stop_at_once(database: str) -> None:
    async def story() -> None:
        async with (
            opened(database, SHOP) as one,
            joined_by(database) as other,
            Batcher(other.desk.processor) as batcher,
        ):
            await one.join("anna")
            before = await batcher.submit(purchase("anna", 100, "before"))

            await stop_node(one.desk, BONUS, actor="ann")
            stopped = await batcher.submit(purchase("anna", 100, "stopped"))
            await resume_node(one.desk, BONUS, actor="ann", starts_at=NOON + HOUR)
            still = await batcher.submit(purchase("anna", 100, "still stopped"))
            await resume_node(one.desk, BONUS, actor="ann")
            after = await batcher.submit(purchase("anna", 100, "after"))

            given = [outcome.figures["given"]["points"] for outcome in (before, stopped, still, after)]
            assert given == [51, 1, 1, 51]
            assert await differences(one) == []
            assert await one.verify() == []

    asyncio.run(story())


@pytest.mark.postgres
def test_a_stop_waits_for_the_batch_that_is_being_decided_and_the_next_one_sees_it(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as one, joined_by(database) as other:
            await one.join("anna")
            written, go_on = asyncio.Event(), asyncio.Event()

            async def hold(_: AsyncConnection[Any], *__: object) -> None:
                written.set()
                await go_on.wait()

            first = asyncio.create_task(one.desk.run([purchase("anna", 100, "first")], beside=hold))
            await written.wait()
            stop = asyncio.create_task(stop_node(other.desk, BONUS, actor="ann"))
            assert await _waits_for_the_programme(other)
            assert not stop.done()
            second = asyncio.create_task(one.desk.run([purchase("anna", 100, "second")]))

            go_on.set()
            (early,), switched, (late,) = await asyncio.gather(first, stop, second)

            assert switched.refused is None
            assert early.figures["given"] == {"points": 51}
            assert late.figures["given"] == {"points": 1}

    asyncio.run(story())


async def _waits_for_the_programme(shop: Shop) -> bool:
    """Whether somebody waits for the lock that publishing takes, within five seconds."""
    until = wall_now() + timedelta(seconds=5)
    while wall_now() < until:
        if await shop.rows(WAITING):
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.postgres
def test_what_stood_still_is_kept_with_the_decision_and_nothing_else(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as shop:
            await shop.join("anna")
            for node in (BONUS, (RULE, "visit"), COFFEE):
                await stop_node(shop.desk, node, actor="ann")
            await shop.run(purchase("anna", 2000, "p"))
            await shop.run(spending("anna", "w", "mug"))

            bodies = await shop.rows("SELECT body FROM event_readset ORDER BY member_seq")
            assert [restored(bytes(body)).stopped for (body,) in bodies] == [(), (BONUS,), ()]
            assert await differences(shop) == []

    asyncio.run(story())


@pytest.mark.postgres
def test_a_stopped_reward_is_refused_and_uses_up_no_key(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 100, "p"))
            await stop_node(shop.desk, COFFEE, actor="ann")
            (refused,) = await shop.run(spending("anna", "wish"))
            await resume_node(shop.desk, COFFEE, actor="ann")
            (bought,) = await shop.run(spending("anna", "wish"))

            assert refused.reason is Reason.REWARD_STOPPED
            assert bought.status == "decided"

    asyncio.run(story())


@pytest.mark.postgres
def test_what_changes_nothing_is_refused_and_leaves_no_trace(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as shop:
            desk = shop.desk
            assert (await resume_node(desk, BASE, actor="ann")).refused is Reason.NOT_STOPPED
            assert (
                await stop_node(desk, BASE, actor="ann", starts_at=NOON + HOUR, note="gives too much")
            ).refused is None
            assert (
                await stop_node(desk, BASE, actor="ann", starts_at=NOON + 2 * HOUR)
            ).refused is Reason.ALREADY_STOPPED
            assert (await stop_node(desk, BASE, actor="ben")).refused is None
            assert (await stop_node(desk, BASE, actor="ann")).refused is Reason.ALREADY_STOPPED
            assert (await resume_node(desk, BASE, actor="ben", starts_at=NOON + HOUR)).refused is None

            recorded = await shop.rows(
                "SELECT s.switch_no, s.kind, s.node, s.effective_at, s.stops, s.note, a.actor, a.action "
                "FROM stoppage s JOIN audit a USING (programme_id, audit_id) ORDER BY s.switch_no"
            )
            assert recorded == [
                (1, "rule", "base", NOON + HOUR, True, "gives too much", "ann", "stop_node"),
                (2, "rule", "base", NOON, True, "", "ben", "stop_node"),
                (3, "rule", "base", NOON + HOUR, False, "", "ben", "resume_node"),
            ]
            assert await shop.rows("SELECT count(*) FROM audit WHERE action IN ('stop_node', 'resume_node')") == [(3,)]

    asyncio.run(story())


@pytest.mark.postgres
def test_two_who_stop_the_same_at_once_leave_one_stop(database: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as one, joined_by(database) as other:
            runs = [stop_node(shop.desk, BASE, actor="ann") for shop in (one, other) * 5]

            answers = [switched.refused for switched in await asyncio.gather(*runs)]

            assert sorted(answers, key=str) == [None] + [Reason.ALREADY_STOPPED] * 9

    asyncio.run(story())


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("node", "told"),
    [
        ((RULE, "bonsu"), "'shop' has no rule 'bonsu'; did you mean 'bonus'? there are base, bonus, visit"),
        ((REWARD, "base"), "'shop' has no reward 'base'; there are coffee, mug"),
        (("unit", "points"), "'unit' cannot be stopped; write rule or reward"),
    ],
)
def test_what_no_version_has_cannot_be_stopped(database: str, node: tuple[str, str], told: str) -> None:
    async def story() -> None:
        async with opened(database, SHOP) as shop:
            with pytest.raises(UnknownNode) as refused:
                await stop_node(shop.desk, node, actor="ann")
            assert str(refused.value) == told

    asyncio.run(story())
