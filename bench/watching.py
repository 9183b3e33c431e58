"""Where the time of one busy event loop goes, exactly: every step counts only while it runs.

A step that waits (for PostgreSQL, for its batch) does not hold the loop, and others run meanwhile. So an awaited step
is driven by hand: its time is that between being resumed and giving way again, less the steps inside. What nobody's
step ran in is the loop itself and the server beneath it, and what the thread did not run at all it waited.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Generator
from typing import Any


class LoopWatch:
    """Adds up the own running time of nested steps, and beside it how long each took with its waiting."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was measured."""
        self.running: dict[str, float] = defaultdict(float)
        self.lasting: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._within: list[float] = []
        self.waited = 0.0
        self._began = (time.perf_counter(), time.thread_time(), time.process_time())

    def told(self) -> dict[str, Any]:
        """Everything measured since `begin`, in seconds; asked for by the thread of the loop."""
        wall, thread, process = (
            now - then
            for now, then in zip(
                (time.perf_counter(), time.thread_time(), time.process_time()), self._began, strict=True
            )
        )
        return {
            "running": self.running,
            "lasting": self.lasting,
            "calls": self.calls,
            "waited": self.waited,
            "wall": wall,
            "thread": thread,
            "process": process,
        }

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function with the watch around it. A generator is run to its end inside the step."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*arguments: Any, **options: Any) -> Any:
                return await _Driven(self, name, function(*arguments, **options))

            return awaited

        @functools.wraps(function)
        def called(*arguments: Any, **options: Any) -> Any:
            started = self.enter()
            try:
                answer = function(*arguments, **options)
                return list(answer) if inspect.isgenerator(answer) else answer
            finally:
                self.lasting[name] += self.leave(name, started)
                self.calls[name] += 1

        return called

    def watch_waiting(self, selector: Any) -> None:
        """Count what the loop of this selector waits."""
        select = selector.select

        def selected(*arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return select(*arguments)
            finally:
                self.waited += time.perf_counter() - started

        selector.select = selected

    def enter(self) -> float:
        """A step begins to run, or goes on."""
        self._within.append(0.0)
        return time.perf_counter()

    def leave(self, name: str, started: float) -> float:
        """The step gives way; the time since it began to run."""
        spent = time.perf_counter() - started
        # What was forgotten in the middle of a step leaves nothing to take from.
        self.running[name] += spent - (self._within.pop() if self._within else 0.0)
        if self._within:
            self._within[-1] += spent
        return spent


class _Driven:
    """A coroutine whose turns on the loop are counted for a step."""

    def __init__(self, watch: LoopWatch, name: str, coroutine: Awaitable[Any]) -> None:
        self._watch = watch
        self._name = name
        self._coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        watch, name = self._watch, self._name
        turns = self._coroutine.__await__()
        begun = time.perf_counter()
        value: Any = None
        fault: BaseException | None = None
        try:
            while True:
                started = watch.enter()
                try:
                    given = turns.send(value) if fault is None else turns.throw(fault)
                except StopIteration as done:
                    return done.value
                finally:
                    watch.leave(name, started)
                try:
                    value, fault = (yield given), None
                except BaseException as thrown:  # noqa: BLE001 - handed on to the step as it is
                    value, fault = None, thrown
        finally:
            watch.lasting[name] += time.perf_counter() - begun
            watch.calls[name] += 1
