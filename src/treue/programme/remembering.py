"""What was read once is read again from memory, as long as its content is the same.

Files are remembered by name and hash, expressions by text and what they could read. Both are pure functions of these,
so that nothing can be out of date; memory is bounded, and what was used longest ago goes first.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from treue.programme.faults import Fault
from treue.programme.source import Mapping
from treue.programme.yaml_reading import read_yaml

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Memory(Generic[Key, Found]):
    """At most so many answers, the latest used."""

    def __init__(self, count_max: int) -> None:
        self._count_max = count_max
        self._answers: OrderedDict[Key, Found] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Key, find: Callable[[], Found]) -> Found:
        """The remembered answer, else the one found now."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        found = find()
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > self._count_max:
                self._answers.popitem(last=False)
        return found


_FILES: Memory[tuple[str, bytes], tuple[Mapping | None, tuple[Fault, ...]]] = Memory(4000)


def read_file(name: str, content: bytes) -> tuple[Mapping | None, tuple[Fault, ...]]:
    """What `read_yaml` answers."""

    def read() -> tuple[Mapping | None, tuple[Fault, ...]]:
        root, faults = read_yaml(name, content)
        return root, tuple(faults)

    return _FILES.answer((name, hashlib.sha256(content).digest()), read)
