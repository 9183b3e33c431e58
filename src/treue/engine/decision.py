"""What deciding an event answers: transfers, new lots, counts, levels, and the reasons, all of them plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from treue.domain.books import Lot, Transfer
from treue.domain.events import Event
from treue.domain.reasons import Reason
from treue.domain.standing import MEMBER, Standing
from treue.engine.returning.reckoned import Reckoning
from treue.engine.state import Interval, Node
from treue.engine.tallies import Asked, Count
from treue.rules.facts import NO_FACTS, Facts


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

    An amount of debt per unit, what a rule had already given of its budget, the lots that were used as they stood
    before, the stock that was left, which rules of this kind of event, or whether the reward, stood still, figures of
    tallies, and everything that expressions could read. `state_of` turns it back into a state that decides alike.
    """

    now: datetime
    debts: tuple[tuple[str, int], ...] = ()
    budgets: tuple[tuple[str, str, str, int], ...] = ()
    lots: tuple[Lot, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    stopped: tuple[Node, ...] = ()
    tallies: tuple[tuple[Asked, int], ...] = ()
    facts: Facts = NO_FACTS
    levels: tuple[tuple[str, tuple[Interval, ...]], ...] = ()
    """Time lines that were read as a whole, to be changed."""
    purchases: int | None = None
    """How many purchases there had been, where that was asked."""
    reckoning: Reckoning | None = None
    """What a return means for its order."""
    standing: Standing = MEMBER
    joined: datetime | None = None
    """Since when he is a member, where something counts from then."""
    subject: str = ""
    """Of what time brought something: a unit, a ladder, a window."""
    paid: int | None = None
    """What was paid for an order, where the decision says it; those of earlier releases do not."""


@dataclass(frozen=True, slots=True)
class Climb:
    """A new time line on a ladder: what was known from its first interval's start on is replaced by it."""

    ladder: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """All effects of one event.

    `kind` is what the event is called in the member's history. With `refused` set there is no effect; `missing` then
    counts the scaled units that were lacking, where that is the reason. `then` are events that follow from this one at
    once; each gets a decision of its own, in the same transaction.
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
    gives: Mapping[str, object] | None = None
    budget_uses: tuple[tuple[str, str, str, int], ...] = ()
    """(rule or reward, unit, window, amount) taken from a budget, below zero given back; what rules give on earning is
    not repeated here, it follows from the transfers."""
    counts: tuple[Count, ...] = ()
    climbs: tuple[Climb, ...] = ()
    then: tuple[Event, ...] = ()
    is_purchase: bool = False
    """Whether it counts as a purchase of the member."""
    paid: int | None = None
    """What was paid for the lines of an order, minor units; kept beside them, because they are retired some day."""
    returned: Reckoning | None = None
    """What a return means for its order."""
    expired: tuple[tuple[str, int], ...] = ()
    """(unit, amount) that had expired and counts as taken back."""
    forgiven: tuple[tuple[str, str, int], ...] = ()
    """(rule, unit, amount) that a return could not take and nobody owes; below zero once that is needed no more."""
    standing: Standing | None = None
    """The member's standing from now on, where the event changes it."""
