"""What a decision may read: one member's holdings, what was counted of him, and what is left of scarce things.

Between decisions only `advance` changes what a state holds; the caller sets the instant and what is stopped at it.
Amounts are scaled units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing
from treue.domain.windows import Days
from treue.engine.rewards.redemption import Redemption
from treue.engine.tallies import Tallies
from treue.rules.facts import Facts
from treue.rules.types import Value

if TYPE_CHECKING:
    from treue.engine.returning.reckoned import Reckoning
    from treue.engine.returning.standing import OrderStanding

Node = tuple[str, str]
"""A part of the document that can be stopped on its own: RULE or REWARD, and its id."""

DueKey = tuple[str, str]
"""What is due: its kind, and of what: a unit, a ladder, a window."""

RULE = "rule"
REWARD = "reward"
NOTHING_STOPPED: frozenset[Node] = frozenset()

INACTIVITY = "inactivity"
FORFEIT = "forfeit"
FALLING = (INACTIVITY, FORFEIT)
"""What takes all lots of a unit together when it is due."""
SOONEST_EXPIRY = "soonest_expiry"

_FOREVER = datetime.max.replace(tzinfo=UTC)
BudgetKey = tuple[str, str, str]
"""(rule, reward or level, unit, window); the unit is empty where pieces are counted, and `PLACES` where members are;
see `windows.label` for the window."""
PLACES = ".places"
"""In place of a unit, which is never called so: how many members are at a level."""


@dataclass(slots=True)
class Scarce:
    """What many members compete for: what budgets have given so far, the stock left by reward, and who waits."""

    budgets: dict[BudgetKey, int] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)
    queues: dict[str, dict[int, int]] = field(default_factory=dict)
    """By reward: member -> his place among those who wait for a seat, the lowest first."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a member's time line on a ladder: at the level from `starts` up to, not including, `ends`."""

    level: str
    starts: datetime
    ends: datetime | None
    """None: for ever, as far as time alone goes."""
    standing: str = "kept"
    """'kept'; 'grace' where it only stays until it is saved or lost; 'floor' where something keeps him from falling."""


@dataclass(slots=True)
class Profile:
    """What rules may know of the person, besides what was counted."""

    joined: datetime | None = None
    birthday: tuple[int, int] | None = None
    """Month and day."""
    birth_year: int | None = None
    language: str | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    """What the shop told of the attributes its document declares."""
    purchases: int = 0
    """How many purchases were credited, ever."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """The lots of a unit that fell together at an instant, as they stood before (docs/rules.md R4.6)."""

    at: datetime
    lots: tuple[Lot, ...]


@dataclass(slots=True)
class State:
    """One member as an event finds him.

    `next_seq` numbers the event about to be decided. `lots` are the open ones; an event that takes units needs all of
    them, one that only gives needs none (`needs_lots`). `stopped` is what is stopped at the instant of that event.
    `recorded` stands in place of everything that expressions read
    when a decision is made again.
    """

    now: datetime
    next_seq: int = 1
    booked: dict[str, int] = field(default_factory=dict)
    debts: dict[str, int] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    scarce: Scarce = field(default_factory=Scarce)
    profile: Profile = field(default_factory=Profile)
    tallies: Tallies = field(default_factory=Tallies)
    levels: dict[str, tuple[Interval, ...]] = field(default_factory=dict)
    """By ladder: the time line, past, present and ahead, in order."""
    placed: dict[str, str] = field(default_factory=dict)
    """By ladder: the level at which the member takes up a place, as of what was decided last."""
    is_erased: bool = False
    """Nobody is there any more who could take up a place."""
    dues: dict[DueKey, datetime] = field(default_factory=dict)
    """What decisions said will be due; what follows from lots is not among it."""
    lapses: dict[str, Lapse] = field(default_factory=dict)
    """By unit: the last time a wallet fell for inactivity and nobody undid it, as far as a late fact can ask."""
    redemptions: dict[int, Redemption] = field(default_factory=dict)
    """By the number of the event: those that an event may change; an event that changes none needs none."""
    inherited: list[Redemption] = field(default_factory=list)
    """Unused ones of members who were merged into him, which a return may make void."""
    recorded: Facts | None = None
    term: Days | None = None
    """With `recorded`: the days since the level was reached, as they were found then."""
    rate: Decimal | None = None
    """With `recorded`: the rate at which the order was taken then."""
    stopped: frozenset[Node] = NOTHING_STOPPED
    returning: OrderStanding | Reckoning | None = None
    """The order of which something comes back, or what was found of it when that is decided again."""
    standing: Standing = MEMBER
    belonging: Belonging = NOWHERE
    member: int = 0
    """How he is called among members who wait for the same; nothing else depends on it."""
    mates: tuple[State, ...] = field(default=(), compare=False, repr=False)
    """The other members of his household, in order of their ids."""
    lenders: dict[int, int] = field(default_factory=dict)
    """By the number of an event: the member whose lots it brought, to be spent."""

    @property
    def household_tallies(self) -> Tallies:
        """What was counted of all members of his household."""
        return self.tallies.together([mate.tallies for mate in self.mates])

    def counted(self, *, by_household: bool) -> Tallies:
        """What was counted of him, or of his household together."""
        return self.household_tallies if by_household else self.tallies

    @property
    def is_head(self) -> bool:
        """Whether he is the head of his household; alone, everyone is."""
        return all(self.belonging.place < mate.belonging.place for mate in self.mates)

    def available_lots(self, unit: str, first_out: str = SOONEST_EXPIRY) -> list[Lot]:
        """The lots that can be used now, in spend order."""
        return sorted(self._usable(unit), key=order_of(first_out))

    def available(self, unit: str) -> int:
        """What the member can use now: available remainders less debt, at least 0 (R4.2)."""
        usable = sum(lot.remaining for lot in self._usable(unit))
        return max(0, usable - self.debts.get(unit, 0))

    def falls_at(self, unit: str) -> datetime | None:
        """The instant at which all that is held of the unit is lost together, if nothing happens before."""
        return min((at for kind in FALLING if (at := self.dues.get((kind, unit))) is not None), default=None)

    def _usable(self, unit: str) -> list[Lot]:
        falls_at = self.falls_at(unit)
        if falls_at is not None and falls_at <= self.now:
            return []
        return [lot for lot in self.lots if lot.unit == unit and lot.is_available(self.now)]

    def level(self, ladder: str, at: datetime) -> str | None:
        """The level in force at the instant, as far as it is known now (R1.4)."""
        for interval in self.levels.get(ladder, ()):
            if interval.starts <= at and (interval.ends is None or at < interval.ends):
                return interval.level
        return None


def spend_order(lot: Lot) -> tuple[datetime, datetime, int, int]:
    """Soonest expiry first, then oldest; what never expires comes last (R4.3)."""
    return (lot.expires_at or _FOREVER, lot.earned_at, lot.seq, lot.no)


def oldest_first(lot: Lot) -> tuple[datetime, datetime, int, int]:
    """What was earned first goes first, whenever it ends."""
    return (lot.earned_at, lot.expires_at or _FOREVER, lot.seq, lot.no)


def order_of(first_out: str) -> Callable[[Lot], tuple[datetime, datetime, int, int]]:
    """The order in which a unit's lots are spent."""
    return oldest_first if first_out == "oldest" else spend_order
