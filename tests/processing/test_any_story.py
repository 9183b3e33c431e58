"""Whatever happens to members, in whichever order: every proof holds, every decision is made again alike, every trace
comes to what was booked, every explanation has all numbers of its decision, and what is derived can be put together
again from the facts.

`STORIES=1:200 pytest tests/processing/test_any_story.py` tells more of them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from random import Random

import pytest

from tests.processing.any_story import DOCUMENT, Story
from tests.processing.explained import untold
from tests.processing.replayed import differences
from tests.processing.shop import new_key, opened
from treue.processing.retracing import trace_all

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

STEPS = 30
DERIVED = ("member", "balance", "lot", "due", "budget", "stock", "tally", "redemption", "level_interval")
FIRST, LAST = (int(number) for number in os.environ.get("STORIES", "1:5").split(":"))


@pytest.mark.parametrize("number", range(FIRST, LAST))
def test_every_story_can_be_proven_made_again_traced_and_rebuilt(number: int, shared_database: str) -> None:
    async def told() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            story = Story(shop, Random(number))
            await story.begin()
            for step in range(STEPS):
                await story.go_on()
                if step % 5 == 4:
                    _nothing_in(await shop.verify(), story)

            _nothing_in(await differences(shop), story)
            _nothing_in((await trace_all(shop.desk)).differences, story)
            _nothing_in(await untold(shop), story)
            before = {table: await shop.table(table) for table in DERIVED}
            await shop.rebuild()
            for table in DERIVED:
                _nothing_in(sorted({*before[table]} ^ {*await shop.table(table)}), story)

    asyncio.run(told())


def _nothing_in(found: Sequence[object], story: Story) -> None:
    """Fails with what was found, and with the story so far."""
    if found:
        pytest.fail("\n".join([*map(str, found), *story.told]), pytrace=False)
