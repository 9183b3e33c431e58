"""Whether somebody is still a member (docs/rules.md R9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A member who left has `left_at`; until `closes_at` his units stay usable, and without it they are forfeited."""

    left_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def has_left(self) -> bool:
        """Whether he left and did not come back."""
        return self.left_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether the time in which his units stayed usable is over too."""
        return self.left_at is not None and self.closes_at is None


MEMBER = Standing()
"""Somebody who never left, or came back."""
