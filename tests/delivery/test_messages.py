"""What messages say, and of whom: signed, thin, and nothing about an erased member."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.delivery.scenes import scene
from tests.processing.shop import NOON, days, purchase, spending
from treue.processing.news import Topic
from treue.usecases.members.erase import erase
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.webhooks.announce_expiry import announce_expiry

pytestmark = pytest.mark.postgres


def test_a_purchase_is_told_once_signed_and_thin(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            await here.shop.run(purchase("anna", 12_00, f"{here.shop.desk.key} 1"))

            (message,) = await here.deliver()

            public = await here.shop.rows(
                "SELECT value FROM identity WHERE programme_id = %s AND kind = 'public' AND member_id = %s",
                here.shop.desk.programme_id,
                await here.shop.id_of("anna"),
            )
            assert message.verified(here.webhook.secret) == {
                "type": "balance.changed",
                "timestamp": "2026-06-01T12:00:00Z",
                "data": {
                    "programme": here.shop.desk.key,
                    "member": public[0][0],
                    "event": 3,
                    "kind": "purchase",
                    "given": {"points": "12", "stars": "6"},
                    "taken": {},
                    "debt": {},
                },
            }
            assert message.headers["content-type"] == "application/json"
            assert b"anna" not in message.body
            assert await here.standing() == [("delivered", 1)]
            assert await here.deliver() == []

    asyncio.run(story())


def test_every_topic_tells_its_part_of_a_decision(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, topics=list(Topic)) as here:
            key = here.shop.desk.key
            await here.shop.run(purchase("anna", 120_00, f"{key} 1"), spending("anna", f"{key} 2"))
            await here.shop.run(purchase("bert", 1_00, f"{key} 3", currency="USD"))

            told: dict[str, list[dict[str, Any]]] = {}
            for message in await here.deliver():
                said = message.verified(here.webhook.secret)
                told.setdefault(said["type"], []).append(said["data"])

            assert sorted(told) == ["balance.changed", "decision.made", "level.changed", "redemption.made"]
            assert [(one["change"], one["ladder"], one["level"]) for one in told["level.changed"]] == [
                ("reached", "club", "gold")
            ]
            (redemption,) = told["redemption.made"]
            assert (redemption["reward"], redemption["standing"]) == ("coffee", "open")
            assert redemption["redemption"] == redemption["event"]
            refused = [one for one in told["decision.made"] if one["refused"]]
            assert [(one["kind"], one["refused"], one["given"]) for one in refused] == [
                ("purchase", "currency_mismatch", {})
            ]
            bought = next(one for one in told["decision.made"] if one["given"].get("points") == "120")
            assert bought["shares"] == [
                {"rule": "base", "unit": "points", "given": "120"},
                {"rule": "base", "unit": "stars", "given": "60"},
            ]
            assert bought["version"] == 1
            # Order is not promised; the numbers of the member's events say it.
            assert [one["event"] for one in told["balance.changed"]]

    asyncio.run(story())


def test_what_waits_about_an_erased_member_is_not_told_and_receivers_are_asked_to_forget(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, topics=[Topic.BALANCE_CHANGED, Topic.MEMBER_ERASED]) as here:
            key = here.shop.desk.key
            await here.shop.run(purchase("anna", 1_00, f"{key} 1"), purchase("bert", 2_00, f"{key} 2"))
            anna = await here.shop.id_of("anna")
            ((public,),) = await here.shop.rows(
                "SELECT value FROM identity WHERE kind = 'public' AND member_id = %s", anna
            )
            assert await erase(here.shop.desk, anna, actor="test")
            # Asked for again, nothing of what waits is lost.
            assert not await erase(here.shop.desk, anna, actor="test")

            said = {message.said["type"]: message.said["data"] for message in await here.deliver()}

            assert said["member.erased"] == {"programme": key, "member": public}
            assert said["balance.changed"]["given"] == {"points": "2", "stars": "1"}
            assert len(here.receiver.received) == 2
            # Of the last message about her nothing is kept.
            rows = await here.shop.rows("SELECT count(*) FROM outbox WHERE member_id = %s", anna)
            assert rows == [(0,)]

    asyncio.run(story())


def test_units_that_will_expire_are_told_of_once_and_as_far_ahead_as_wanted(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database, topics=[Topic.EXPIRY_AHEAD], ahead_days=30) as here:
            key = here.shop.desk.key
            await here.shop.run(purchase("anna", 8_00, f"{key} 1"), purchase("anna", 4_00, f"{key} 2"))
            assert await announce_expiry(here.shop.desk) == 0

            await turn_clock(here.shop.desk, NOON + days(61), actor="test")
            assert await announce_expiry(here.shop.desk) == 0
            await turn_clock(here.shop.desk, NOON + days(62), actor="test")
            assert await announce_expiry(here.shop.desk) == 1
            assert await announce_expiry(here.shop.desk) == 0

            (message,) = await here.deliver()
            assert message.said["type"] == "expiry.ahead"
            data = message.said["data"]
            assert (data["unit"], data["amount"], data["expires_at"]) == ("points", "12", "2026-09-01T12:00:00Z")
            assert data["member"].startswith("m_")
            assert await announce_expiry(here.shop.desk) == 0

    asyncio.run(story())
