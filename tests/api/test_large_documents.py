"""While a large document is read, everybody else is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.conftest import SHOP, Caller, Service, told
from tests.api.test_programme import document

pytestmark = pytest.mark.postgres

CAMPAIGNS = 500
CAMPAIGN = """\
  - id: campaign-{number}
    name: Campaign {number}
    gives: {{percent: 10}}
    when: "order.value >= {value}.00 EUR && at.weekday in ['monday', 'tuesday']"
    lines: "line.category == 'c{number}' && !('bound' in line.tags)"
"""
ANSWERED_MIN = 3
"""Who is asked beside a document that holds everybody up is answered once before it, and once after it."""


def large(service: Service, least: int) -> dict[str, str]:
    """A document that takes a second to read, with conditions that nobody has read before."""
    campaigns = "".join(CAMPAIGN.format(number=number, value=least + number) for number in range(CAMPAIGNS))
    return {**document(service), "campaigns.yaml": f"offers:\n{campaigns}"}


async def wallets_during(caller: Caller, asking: asyncio.Task[Any]) -> int:
    """How many wallets were shown, one after another, before the other request was answered."""
    shown = 0
    while not asking.done():
        answer = await caller.get("/members/external:anna/wallet")
        assert answer.status_code == 200
        shown += 1
    return shown


def test_wallets_are_shown_while_a_large_document_is_checked_and_compared(shared_database: str) -> None:
    async def story(service: Service) -> None:
        editor, till = await service.caller(), await service.caller(name="till")
        for path, least in (("/programme/check", 30), ("/programme/diff", 2000)):
            asking = asyncio.create_task(editor.post(path, {"parts": large(service, least)}))

            shown = await wallets_during(till, asking)

            assert asking.result().status_code == 200, asking.result().text
            assert shown >= ANSWERED_MIN

    told(shared_database, story)


def test_a_programme_that_many_ask_for_at_once_is_compiled_once(shared_database: str) -> None:
    async def story(service: Service) -> None:
        editor = await service.caller()
        desk = await service.desk()
        before = await desk.versions()
        cheaper = document(service, SHOP.replace("cost: {points: 10}", "cost: {points: 8}"))
        await editor.ask("PUT", "/programme/document", {"parts": cheaper}, if_match="*")

        found = await asyncio.gather(*(desk.versions() for _ in range(4)))

        assert all(versions is found[0] for versions in found)
        assert found[0].latest == 2
        assert found[0].numbered(1) is before.numbered(1)

    told(shared_database, story)
