"""What deciding an event answers: transfers, new lots, and the reasons, all of them plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from treue.domain.books import Lot, Transfer
from treue.domain.reasons import Reason
from treue.domain.standing import MEMBER, Standing


@dataclass(frozen=True, slots=True)
class Share:
    """What one rule gave of one unit: `given` scaled units of the `wanted` ones; `cut` says why less."""

    rule: str
    unit: str
    wanted: int
    given: int
    cut: Reason | None = None


@dataclass(frozen=True, slots=True)
class ReadSet:
    """Every value the decision was made from besides the event and the version (docs/rules.md R5.1).

    Only what was read: an amount of debt per unit, what a rule had already given of its budget, the lots that were used
    as they stood before, the stock that was left. `state_of` turns it back into a state that decides alike.
    """

    now: datetime
    debts: tuple[tuple[str, int], ...] = ()
    budgets: tuple[tuple[str, str, int], ...] = ()
    lots: tuple[Lot, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    standing: Standing = MEMBER


@dataclass(frozen=True, slots=True)
class Decision:
    """All effects of one event.

    `kind` is what the event is called in the member's history. With `refused` set there is no effect; `missing` then
    counts the scaled units that were lacking, where that is the reason.
    """

    kind: str
    occurred_at: datetime
    read_set: ReadSet
    refused: Reason | None = None
    missing: int = 0
    shares: tuple[Share, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    lots: tuple[Lot, ...] = ()
    reward: str | None = None
    gives: Mapping[str, str] | None = None
    standing: Standing | None = None
    """The member's standing from now on, where the event changes it."""
