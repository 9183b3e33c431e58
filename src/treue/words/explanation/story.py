"""What an explanation is made of, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from treue.domain.events import Event
from treue.engine.decision import ReadSet


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer of the event: `change` is that of what the member holds, `uses` are (event, lot, amount)."""

    cause: str
    source: str
    unit: str
    amount: int
    change: int
    uses: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The event at the other member that the same command decided."""

    member: str
    """What the other one is known by in public; empty where nobody knows him any more."""
    seq: int


@dataclass(frozen=True, slots=True)
class Story:
    """One stored event: its figures for ever, and what was kept of the event and of what it was decided from."""

    seq: int
    kind: str
    occurred_at: datetime
    decided_at: datetime
    refused: str | None
    figures: Mapping[str, Any]
    movements: tuple[Movement, ...]
    event: Event | None = None
    """None where it is no longer kept, and of what time brought, which has none."""
    read_set: ReadSet | None = None
    """None where it is no longer kept."""
    other: Counterpart | None = None
    lenders: Mapping[int, str] = field(default_factory=dict)
    """By the number of an event whose lots were used: who of the household had handed them over, as known in public."""


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under one heading."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One event, told."""

    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """Lines for a screen; a sentence is one line."""
        lines = [self.title]
        for section in self.sections:
            lines += ["", section.heading, *(f"- {sentence}" for sentence in section.sentences)]
        return "\n".join(lines)
