"""What tills and shops report over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.conftest import serving

pytestmark = pytest.mark.postgres


def bought(cents: int, number: str, **more: Any) -> dict[str, Any]:
    return {
        "member": "external:anna",
        "source": "till",
        "external_id": number,
        "event": "purchase",
        "occurred_at": "2026-06-01T12:00:00Z",
        "order": {"currency": "EUR", "lines": [{"sku": "coffee", "amount": cents}]},
        **more,
    }


def test_a_purchase_is_answered_with_what_it_gave(database: str) -> None:
    async def story() -> None:
        async with serving(database) as service:
            till = await service.caller()

            answer = await till.post("/events", bought(1890, "1"))

            assert answer.status_code == 200, answer.text
            assert answer.json()["given"] == {"points": "18"}
            assert answer.json()["sentence"] == "18 points by rule base."

    asyncio.run(story())
