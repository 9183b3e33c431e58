"""Adding, trying, rotating and removing a webhook."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from standardwebhooks import WebhookVerificationError

from tests.delivery.scenes import KEY, scene, soon
from tests.processing.shop import adjusting, new_key, opened, purchase
from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.processing.news import Topic
from treue.usecases.webhooks.add import add
from treue.usecases.webhooks.change import remove, rotate
from treue.usecases.webhooks.deliveries import list_webhooks
from treue.usecases.webhooks.subscription import CannotDeliver, UnknownWebhook, WrongWebhook
from treue.usecases.webhooks.try_out import try_out

pytestmark = pytest.mark.postgres


def test_while_secrets_overlap_both_sign_and_then_the_new_one_alone(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            key = here.shop.desk.key
            rotated = await rotate(here.shop.desk, here.webhook.name, key=KEY, actor="test")
            await here.shop.run(purchase("anna", 1_00, f"{key} 1"))
            (during,) = await here.deliver()
            assert during.verified(here.webhook.secret) == during.verified(rotated.secret)

            here.now = rotated.former_until
            await here.shop.run(purchase("anna", 1_00, f"{key} 2"))
            here.receiver.received.clear()
            (after,) = await here.deliver()
            assert len(after.headers["webhook-signature"].split(" ")) == 1

            # The library compares the time of the attempt with the clock of this machine.
            here.now = soon()
            third = await rotate(here.shop.desk, here.webhook.name, key=KEY, actor="test", overlap=timedelta())
            await here.shop.run(purchase("anna", 1_00, f"{key} 3"))
            (last,) = await here.deliver()
            assert last.verified(third.secret)["type"] == "balance.changed"
            for former in (here.webhook.secret, rotated.secret):
                with pytest.raises(WebhookVerificationError):
                    last.verified(former)

    asyncio.run(story())


def test_a_worker_with_another_key_signs_and_sends_nothing(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            await here.shop.run(purchase("anna", 1_00, f"{here.shop.desk.key} 1"))

            assert await here.dispatcher(DeploymentKey(bytes(32))).turn() == 0
            assert await here.dispatcher(None).turn() == 0

            assert await here.standing() == [("waiting", 0)]
            with pytest.raises(CannotDeliver, match="was added with another deployment key"):
                await rotate(here.shop.desk, here.webhook.name, key=DeploymentKey(bytes(32)), actor="test")

    asyncio.run(story())


def test_a_webhook_can_be_tried_and_removed(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            answer = await try_out(here.shop.desk, here.webhook.name, key=KEY, sender=here.sender)
            assert (answer.status, answer.fault) == (204, None)
            (tried,) = here.receiver.received
            assert tried.verified(here.webhook.secret)["type"] == "webhook.test"

            await here.shop.run(adjusting("anna", 5, f"{here.shop.desk.key} 1"))
            assert await remove(here.shop.desk, here.webhook.name, actor="test") == 1
            assert await here.deliver() == []
            assert await list_webhooks(here.shop.desk) == []
            with pytest.raises(UnknownWebhook, match="has no webhook wh_"):
                await remove(here.shop.desk, here.webhook.name, actor="test")

    asyncio.run(story())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("shop.example/hooks", "is no URL that a message can be posted to"),
        ("ftp://shop.example/hooks", "is no URL that a message can be posted to"),
        ("https://", "is no URL that a message can be posted to"),
        ("https://shop.example:99999/", "is no URL that a message can be posted to"),
        ("https://shop.example/a b", "is no URL that a message can be posted to"),
        ("https://user:secret@shop.example/", "leave it out"),
        ("https://shop.example/#part", "a part behind # is never sent"),
    ],
)
def test_a_url_that_nothing_can_be_posted_to_is_refused(shared_database: str, url: str, said: str) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            with pytest.raises(WrongWebhook, match=said):
                await add(shop.desk, url, [Topic.BALANCE_CHANGED], key=KEY, actor="test")
            with pytest.raises(
                WrongWebhook, match=r"there is no topic 'all'; there are balance.changed, level.changed"
            ):
                await add(shop.desk, "https://shop.example/", ["all"], key=KEY, actor="test")
            with pytest.raises(WrongWebhook, match="1 to 366 days before they expire, not 0"):
                await add(shop.desk, "https://shop.example/", [Topic.EXPIRY_AHEAD], key=KEY, actor="test", ahead_days=0)

    asyncio.run(story())


def test_no_secret_is_anywhere_in_the_database(shared_database: str) -> None:
    async def story() -> None:
        async with scene(shared_database) as here:
            rows = await here.shop.rows(
                "SELECT row_to_json(s)::text FROM subscription s WHERE programme_id = %s", here.shop.desk.programme_id
            )
            audits = await here.shop.rows(
                "SELECT detail::text FROM audit WHERE programme_id = %s", here.shop.desk.programme_id
            )
            kept = json.dumps([*rows, *audits])
            assert here.webhook.secret not in kept
            assert here.webhook.secret.removeprefix("whsec_") not in kept
            assert here.webhook.name in kept

    asyncio.run(story())
