"""What a member is told about a span of days: what he held before, every movement, what he held after, what ends when.

For each unit the opening balance and all changes add up to the closing balance. A balance is what a member has when
what he owes is taken off: available + pending - owed. All amounts are scaled units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Figures:
    """What a member has of one unit at an instant. Nothing is available while something is owed."""

    available: int = 0
    pending: int = 0
    owed: int = 0

    @property
    def balance(self) -> int:
        """What he has when what he owes is taken off; below zero where he owes more than he has."""
        return self.available + self.pending - self.owed


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer as its member sees it; `seq` and `no` name it in the books.

    `event` is the kind of the event that moved, decided by the version with the number `version`; `cause` and `source`
    are those of the transfer. `change` is what it adds to the balance, and `owed_change` what it adds to the debt:
    units that pay a debt change the debt alone.
    """

    seq: int
    no: int
    day: date
    event: str
    version: int
    cause: str
    source: str
    change: int
    owed_change: int


@dataclass(frozen=True, slots=True)
class Ending:
    """So many units expire on this day."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class UnitStatement:
    """The statement of one unit. `endings` lie after the span, soonest first; what never expires is not among them."""

    opening: Figures
    movements: tuple[Movement, ...]
    closing: Figures
    endings: tuple[Ending, ...]

    def running(self) -> Iterator[tuple[Movement, int]]:
        """Each movement with the balance after it."""
        balance = self.opening.balance
        for movement in self.movements:
            balance += movement.change
            yield movement, balance


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of one member, made at `now`. `identities` are (kind, value) of what he is known by."""

    now: datetime
    span: Span
    name: str | None
    identities: tuple[tuple[str, str], ...]
    units: Mapping[str, UnitStatement]
