"""Long thinking beside the loop: reading and compiling documents, which for a large one takes a second or more.

It is done in a thread, so that wallets and purchases are answered meanwhile, and one thing at a time in each process,
so that many who publish at once take no more of the machine from them than one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_USUAL_TURN_SECONDS = sys.getswitchinterval()
_ONE_AT_A_TIME = ThreadPoolExecutor(max_workers=1, thread_name_prefix="apart")
_TURN_SECONDS = 0.0005
"""How long the thread goes on while the loop wants to. A request takes several turns, and waits this long for each;
with Python's own 5 ms a wallet would take three times as long meanwhile."""


async def apart(think: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What the function answers or raises. It must touch nothing that anybody else changes meanwhile."""
    thinking = partial(think, *arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(_ONE_AT_A_TIME, _in_short_turns, thinking)


async def apart_at_once(think: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """The same for what everybody waits for: it does not wait for its turn."""
    return await asyncio.to_thread(_in_short_turns, partial(think, *arguments, **named))


def _in_short_turns(think: Callable[[], T]) -> T:
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        return think()
    finally:
        sys.setswitchinterval(_USUAL_TURN_SECONDS)
