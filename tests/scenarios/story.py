"""A scenario as it is told: commands with what is said of their answers, and what happens between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from treue.engine.state import Node
from treue.processing.commands import Command
from treue.programme import Programme


def instant(written: object, zone: ZoneInfo) -> datetime:
    read = datetime.fromisoformat(str(written))
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone.key))).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what the scenario says of its answer; `inherited` names a reward of a merged member."""

    command: Command
    expected: Mapping[str, Any]
    inherited: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The clock is turned."""

    to: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """Pieces of a reward arrive."""

    reward: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """A member is erased."""

    name: str


@dataclass(frozen=True, slots=True)
class Retirement:
    """What a fact told, and what it was decided from, are not kept any longer."""

    key: str


@dataclass(frozen=True, slots=True)
class Closing:
    """The books are closed up to and including a day."""

    until: date


@dataclass(frozen=True, slots=True)
class Decline:
    """A request that waits, known by its key, is declined."""

    key: str


@dataclass(frozen=True, slots=True)
class Switching:
    """A rule or reward is stopped or resumed, now or from an instant on."""

    node: Node
    stops: bool
    starts_at: datetime | None


Step = Sequence[Asked] | Turn | Delivery | Erasure | Retirement | Closing | Decline | Switching


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story."""

    name: str
    guards: str
    document: str
    programme: Programme
    clock: datetime
    steps: tuple[Step, ...]
    then: Mapping[str, Any]

    def scaled(self, unit: str, amount: Any) -> int:
        """An amount as it is written, in scaled units."""
        scaled = Decimal(str(amount)) * 10 ** self.programme.units[unit].decimals
        assert scaled == int(scaled), f"{amount} {unit} has too many decimals"
        return int(scaled)

    def instant(self, written: object) -> datetime:
        return instant(written, self.programme.zone)
