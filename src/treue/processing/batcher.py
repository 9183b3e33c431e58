"""Group commit: requests that wait while a batch is being written form the next one.

One batcher per programme and process. A request is a batch of one where nobody else waits, so nobody is delayed for the
sake of company.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Self

from treue.processing.clock import stopwatch
from treue.processing.commands import Outcome
from treue.processing.gathering import Item
from treue.processing.measures import Measures
from treue.processing.processor import Processor

COMMANDS_MAX = 256
COMMANDS_CUT_MIN = 8
"""The smallest batch that is learnt from the time limit."""
DECIDING_S_MAX = 0.015


class QueueFull(Exception):
    """More requests wait than the queue holds; ask again a little later with the same key."""


class Closed(Exception):
    """The process is stopping and takes no more requests."""


class Batcher:
    """Collects single requests into batches. Use as an asynchronous context; leaving it drains the queue."""

    def __init__(self, processor: Processor, *, waiting_max: int = 10_000) -> None:
        self.measures = Measures()
        self._processor = processor
        self._waiting_max = waiting_max
        self._waiting: deque[tuple[Item, asyncio.Future[Outcome]]] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._size = COMMANDS_MAX
        self._loop: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._arrived.set()
        if self._loop is not None:
            await self._loop

    @property
    def waiting(self) -> int:
        """How many commands wait for their batch."""
        return len(self._waiting)

    async def submit(self, item: Item) -> Outcome:
        """The outcome of one command, once it is on disk.

        A caller that goes away does not take its command back. Raises QueueFull, Closed, or Unavailable.
        """
        return await self.take(item)

    def take(self, item: Item) -> asyncio.Future[Outcome]:
        """The same for whoever goes on meanwhile; commands are decided in the order in which they were taken."""
        # Cancelling whoever waits cancels his answer and leaves the command in the queue.
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if self._closing:
            answer.set_exception(Closed("the service is stopping; ask again with the same key"))
        elif len(self._waiting) >= self._waiting_max:
            answer.set_exception(
                QueueFull(f"{self._waiting_max} requests are waiting; ask again in a moment with the same key")
            )
        else:
            self._waiting.append((item, answer))
            self._arrived.set()
        return answer

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._size))]
                await self._answer(taken)
            if self._closing:
                return

    async def _answer(self, taken: list[tuple[Item, asyncio.Future[Outcome]]]) -> None:
        begun = stopwatch()
        try:
            outcomes = await self._processor.run([item for item, _ in taken], deciding_s_max=DECIDING_S_MAX)
        except Exception as fault:  # noqa: BLE001 - whatever it is, every caller must be told
            self.measures.note_fault(len(taken))
            for _, answer in taken:
                if not answer.done():
                    answer.set_exception(fault)
            return
        self.measures.note(outcomes, stopwatch() - begun)
        self._learn_size(len(taken), len(outcomes))
        for (_, answer), outcome in zip(taken, outcomes, strict=False):
            if not answer.done():
                answer.set_result(outcome)
        # What the time limit cut off goes first in the next batch.
        self._waiting.extendleft(reversed(taken[len(outcomes) :]))

    def _learn_size(self, taken: int, decided: int) -> None:
        """What the time limit cuts off was locked and read in vain, so the next batch takes what there was time for.

        It grows again by quarters, by which little is cut when it has grown too far.
        """
        if decided < taken:
            # One slow command says little about the next ones.
            self._size = max(COMMANDS_CUT_MIN, decided, taken // 2)
        elif taken == self._size:
            self._size = min(COMMANDS_MAX, taken + taken // 4 + 1)
