"""A batch takes as many commands as there was time for before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from treue.processing.batcher import COMMANDS_MAX, Batcher
from treue.processing.commands import Outcome, Settle
from treue.processing.gathering import Item


class Slow:
    """Stands in for a processor with time for so many commands; how long deciding takes hangs on the machine."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.sizes: list[int] = []

    async def run(self, items: Sequence[Item], **_: Any) -> list[Outcome]:
        self.sizes.append(len(items))
        await asyncio.sleep(0)
        return [Outcome("decided", item.member_id) for item in items[: self.at_once] if isinstance(item, Settle)]


async def sizes_of(slow: Slow, commands: int) -> list[int]:
    """How large the batches were in which so many waiting commands were decided, each by its own outcome."""
    async with Batcher(cast(Any, slow)) as batcher:
        outcomes = await asyncio.gather(*(batcher.submit(Settle(number)) for number in range(commands)))
    assert [outcome.member_id for outcome in outcomes] == list(range(commands))
    return slow.sizes


def test_what_was_cut_off_makes_the_next_batches_smaller() -> None:
    sizes = asyncio.run(sizes_of(Slow(at_once=40), 400))

    # Halved twice, then what there was time for and a quarter more, by turns.
    assert sizes[:6] == [256, 128, 64, 40, 51, 40]
    assert sum(sizes) < 400 + 256 + 128 + 10 * 11


def test_batches_grow_to_the_largest_again() -> None:
    slow = Slow(at_once=10)

    async def story() -> list[int]:
        async with Batcher(cast(Any, slow)) as batcher:
            await asyncio.gather(*(batcher.submit(Settle(number)) for number in range(300)))
            slow.at_once = COMMANDS_MAX
            slow.sizes.clear()
            await asyncio.gather(*(batcher.submit(Settle(number)) for number in range(3_000)))
        return slow.sizes

    sizes = asyncio.run(story())

    assert sizes[0] < 20
    assert sizes == sorted(sizes[:-1]) + sizes[-1:]
    assert max(sizes) == COMMANDS_MAX


def test_a_caller_who_goes_away_leaves_his_command_behind() -> None:
    slow = Slow(at_once=COMMANDS_MAX)

    async def story() -> None:
        async with Batcher(cast(Any, slow)) as batcher:
            waiting = [asyncio.create_task(batcher.submit(Settle(number))) for number in range(3)]
            await asyncio.sleep(0)
            waiting[1].cancel()
            answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [Outcome, asyncio.CancelledError, Outcome]

    asyncio.run(story())
    assert sum(slow.sizes) == 3
