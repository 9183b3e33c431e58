"""Every decision in the database made again from its event, its read-set and its version, beside what was booked."""

from __future__ import annotations

from tests.processing.shop import Shop
from treue.processing.redeciding import redecide_all


async def differences(shop: Shop) -> list[str]:
    """What is decided otherwise now, one line each; and whether anything was decided at all."""
    answer = await redecide_all(shop.desk)
    assert answer.decisions, "there is nothing to decide again"
    return [str(one) for one in answer.differences]
