"""What a process measures of its batches since it began: how large, how long, what became of the commands."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from treue.processing.commands import Outcome

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Histogram:
    """How many values were at most each bound; the last count is of those above all of them."""

    bounds: Sequence[float]
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def note(self, value: float) -> None:
        """One more value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


@dataclass(slots=True)
class Measures:
    """Of one programme in one process."""

    sizes: Histogram = field(default_factory=lambda: Histogram(SIZES))
    seconds: Histogram = field(default_factory=lambda: Histogram(SECONDS))
    outcomes: Counter[str] = field(default_factory=Counter)

    def note(self, outcomes: Sequence[Outcome], seconds: float) -> None:
        """A batch was written: what became of its commands, and how long that took."""
        self.sizes.note(len(outcomes))
        self.seconds.note(seconds)
        for outcome in outcomes:
            self.outcomes[outcome.status] += 1

    def note_fault(self, commands: int) -> None:
        """A batch could not be written; its callers were told to ask again."""
        self.outcomes["fault"] += commands
