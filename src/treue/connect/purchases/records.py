"""What the reader hands out: purchases, rejects, and the one exception for files that cannot be read at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from treue.domain.orders import Order


class ImportFault(Exception):
    """The mapping or a file cannot be used. `sentences` names every fault found, each with place and remedy."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Receipt:
    """What identifies a receipt (docs/rules.md R3.1)."""

    store: str
    till: str
    number: str
    business_date: date


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """One order of the files. Positions count from 1 in order of time, rejects included."""

    position: int
    external_id: str
    member: str
    occurred_at: datetime
    """Aware, in UTC."""
    order: Order
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Reject:
    """An order that was not taken, or a line that names no order."""

    position: int
    file: str
    rows: tuple[int, ...]
    """The bad rows, at most ten. In CSV the header is row 1 and blank rows do not count; in Parquet the first
    line is row 1."""
    external_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive orders. Reading can go on later with `start_after=reached`."""

    purchases: tuple[PastPurchase, ...]
    rejects: tuple[Reject, ...]
    reached: int
    """The position of the last order in this chunk."""
