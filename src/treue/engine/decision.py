"""What deciding an event answers: transfers, new lots, counts, levels, and the reasons, all of them plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.books import Lot, LotUse, Transfer
from treue.domain.events import Event
from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.domain.records import record
from treue.domain.standing import MEMBER, Standing
from treue.domain.windows import Days
from treue.engine.returning.reckoned import Reckoning
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import DueKey, Interval, Lapse, Node
from treue.engine.tallies import Asked, Count
from treue.rules.facts import NO_FACTS, Facts


@record(frozen=True, slots=True)
class Share:
    """What one rule gave of one unit: `given` scaled units of the `wanted` ones; `cut` says why less."""

    rule: str
    unit: str
    wanted: int
    given: int
    cut: Reason | None = None


@record(frozen=True, slots=True)
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
    dues: tuple[tuple[DueKey, datetime], ...] = ()
    """What had been said to be due, where that was asked."""
    lapses: tuple[tuple[str, Lapse], ...] = ()
    """By unit: what had fallen for inactivity and came back."""
    reckoning: Reckoning | None = None
    """What a return means for its order."""
    standing: Standing = MEMBER
    belonging: Belonging = NOWHERE
    """His place in a household, where the event changes it."""
    joined: datetime | None = None
    """Since when he is a member, where something counts from then."""
    subject: str = ""
    """Of what time brought something: a unit, a ladder, a window."""
    redemption: Redemption | None = None
    """The redemption that was to be changed, as it stood before."""
    paid: int | None = None
    """What was paid for an order, where the decision says it; those of earlier releases do not."""
    rate: Decimal | None = None
    """How much of the programme's currency one of the order's is, where it is another (docs/rules.md R2.5)."""
    term: Days | None = None
    """The days since the level was reached, where something counts in them."""
    queue: tuple[str, int, int, int] | None = None
    """Of a reward that members wait for: its id, how many are before him, his own place or 0, the last place."""
    vouchers: tuple[Redemption, ...] = ()
    """Unused rewards that had come by themselves and are void with a return."""


@record(frozen=True, slots=True)
class Climb:
    """A new time line on a ladder: what was known from its first interval's start on is replaced by it.

    One interval that ends where it starts says that nothing is left from there on.
    """

    ladder: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """The lot `no` of event `seq` ends at another instant from now on; None is never."""

    seq: int
    no: int
    expires_at: datetime | None


@record(frozen=True, slots=True)
class Decision:
    """All effects of one event.

    `kind` is what the event is called in the member's history. With `refused` set there is no effect; `missing` then
    counts the scaled units of `lacking` that were too few, where that is the reason, and `until` is the instant from
    which the reason is gone, where time alone ends it. `then` are events that follow from this one at
    once; each gets a decision of its own, in the same transaction.
    """

    kind: str
    occurred_at: datetime
    read_set: ReadSet
    refused: Reason | None = None
    missing: int = 0
    lacking: str = ""
    until: datetime | None = None
    shares: tuple[Share, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    lots: tuple[Lot, ...] = ()
    reopened: tuple[Lot, ...] = ()
    """Lots that were used up and get units back, as they stood: with nothing left."""
    redeemed: Redemption | None = None
    """The reward that the member got."""
    gives: Mapping[str, object] | None = None
    """What that reward consists of."""
    to_pay: Money | None = None
    """What it costs besides units, to be paid at the shop; below zero where it is given back there."""
    issues_code: bool = False
    """Whether the member gets a code; which one is chance, and not the decision's to say."""
    changed: Redemption | None = None
    """An earlier redemption as it stands from now on."""
    budget_uses: tuple[tuple[str, str, str, int], ...] = ()
    """(rule or reward, unit, window, amount) taken from a budget, below zero given back; what rules give on earning is
    not repeated here, it follows from the transfers."""
    queued: tuple[str, int] | None = None
    """(reward, place) among those who wait for a seat from now on; 0 is no longer."""
    places: tuple[tuple[str, int], ...] = ()
    """The same of every reward whose place comes from another member."""
    donations: tuple[tuple[str, str, Money], ...] = ()
    """(rule, cause, money) given in the member's name, below nothing where it is taken back; it is among the counts."""
    perks: tuple[tuple[str, str], ...] = ()
    """(rule, what staff does)"""
    counts: tuple[Count, ...] = ()
    climbs: tuple[Climb, ...] = ()
    extensions: tuple[Extension, ...] = ()
    """What was said last of a lot counts; also of lots of this decision, which otherwise end as they were issued."""
    dues: tuple[tuple[DueKey, datetime | None], ...] = ()
    """What will be due from now on besides what follows from lots; None: no longer."""
    then: tuple[Event, ...] = ()
    is_purchase: bool = False
    """Whether it counts as a purchase of the member."""
    paid: int | None = None
    """What was paid for the lines of an order, minor units of its currency; kept beside them, because they are retired
    some day."""
    exchange: tuple[str, Decimal] | None = None
    """(currency of the order, how much of the programme's currency one of it is), where it is another."""
    returned: Reckoning | None = None
    """What a return means for its order."""
    expired: tuple[tuple[str, int], ...] = ()
    """(unit, amount) that had expired and counts as taken back."""
    forgiven: tuple[tuple[str, str, int], ...] = ()
    """(rule, unit, amount) that a return could not take and nobody owes; below zero once that is needed no more."""
    purchases: int = 0
    """How many purchases come from another member, below zero where they go to him."""
    given_twice: tuple[str, ...] = ()
    """Rules that give once, and gave to both of two members who are one."""
    standing: Standing | None = None
    """The member's standing from now on, where the event changes it."""
    belonging: Belonging | None = None
    """His place in a household from now on, where the event changes it."""
    owed_back: tuple[tuple[int, tuple[LotUse, ...]], ...] = ()
    """(member, uses): what of the lots that a cancelled reward gave back is his who had lent it, and goes on to him."""
