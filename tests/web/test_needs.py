"""What needs a person: webhooks that do not arrive and keys that may be guessing, in both languages."""

from __future__ import annotations

import asyncio

import pytest

from tests.web.farm_shop import console
from treue.access.guessing import WRONG_OF_KEY, Guesses
from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.processing.clock import wall_now
from treue.usecases.webhooks.add import add
from treue.usecases.webhooks.change import disable, enable

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
URL = "https://crm.example/hooks/a-secret-of-the-receiver"


def test_a_webhook_that_is_disabled_waits_for_a_person_until_it_is_enabled(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as english, shop.reader("owner", "de") as german:
            hook = await add(shop.desk, URL, ["decision.made"], key=DeploymentKey(bytes(32)), actor="test")
            assert "webhook" not in (await english.get("/requests")).text.lower()
            await disable(shop.desk, hook.name, actor="test")

            page, overview = (await english.get("/requests")).text, (await english.get("/")).text
            seite, front = (await german.get("/requests")).text, (await german.get("/")).text

            assert "1 webhook does not arrive" in overview
            assert "1 Webhook kommt nicht an" in front
            assert "Webhooks that do not arrive" in page
            assert f"treue webhook enable shop {hook.name}" in page
            assert "disabled by staff" in page
            assert "vom Personal ausgeschaltet" in seite
            assert "crm.example" in page
            assert "a-secret-of-the-receiver" not in page
            await enable(shop.desk, hook.name, actor="test")
            assert "does not arrive" not in (await english.get("/")).text

    asyncio.run(story())


def test_a_key_that_asks_for_many_wrong_codes_is_named(database: str) -> None:
    async def story() -> None:
        async with console(database) as shop, shop.reader("owner") as english, shop.reader("owner", "de") as german:
            guesses = Guesses()
            for _ in range(WRONG_OF_KEY.free):
                await guesses.note_wrong(shop.desk, "key:kiosk", "192.0.2.1", wall_now())

            page, overview = (await english.get("/requests")).text, (await english.get("/")).text

            assert "1 key may be guessing codes" in overview
            assert "key:kiosk" in page
            assert "Vielleicht errät jemand Codes oder Karten" in (await german.get("/requests")).text
            assert "Many wrong codes or cards" in (await english.get("/audit")).text

    asyncio.run(story())
