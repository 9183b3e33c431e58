"""Past purchases as an import receives them, whatever kind of file they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from treue.domain.orders import Order, Receipt


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
    """The bad rows, at most ten. In CSV the header is row 1; in Parquet the first line is row 1."""
    external_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive orders. Reading can go on later with `start_after=reached`."""

    purchases: tuple[PastPurchase, ...]
    rejects: tuple[Reject, ...]
    reached: int
    """The position of the last order in this chunk."""


class PurchaseSource(Protocol):
    """Something that hands out past purchases in order of time, from any position on, always the same."""

    @property
    def source(self) -> str:
        """What makes the external ids unique (docs/rules.md R3.1)."""

    @property
    def total_orders(self) -> int:
        """How many orders there are, rejected ones included."""

    def chunks(self, size: int, start_after: int = 0) -> Iterator[Chunk]:
        """The orders after a position, `size` at a time."""
