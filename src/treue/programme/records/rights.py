"""A counted right as the engine knows it: how many days a member may choose, and who has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treue.programme.records.shared import ByLevel, Limit
from treue.rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Right:
    """So many days in each window, for members for whom the condition holds."""

    id: str
    names: Mapping[str, str]
    count: ByLevel[Limit]
    """None at a level is none."""
    when: Condition | None = None

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The numbers of days of all levels."""
        return (*self.count.levels.values(), *(() if self.count.otherwise is None else (self.count.otherwise,)))
