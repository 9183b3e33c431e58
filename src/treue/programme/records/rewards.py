"""A reward as the engine knows it: its prices, what it gives, its limits, and whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treue.domain.books import Account
from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.records.shared import Audience, Limit, Timing
from treue.rules.condition import Condition

COUNTRY = "country"
"""The attribute of a member that says where rewards are for him."""


@dataclass(frozen=True, slots=True)
class Price:
    """One way to pay: scaled units by unit, and money besides them."""

    units: Mapping[str, int]
    money: Money | None = None
    value: Money | None = None
    """What the reward is worth for this price, where that is not what it states."""


@dataclass(frozen=True, slots=True)
class AnyAmount:
    """The member says how many scaled units; each of them becomes money."""

    unit: str
    minimum: int
    step: int
    each: Money
    """What one whole unit becomes."""


@dataclass(frozen=True, slots=True)
class Reward:
    """Something units buy."""

    id: str
    names: Mapping[str, str]
    prices: tuple[Price, ...]
    """Ways to pay, the first one by default."""
    gives: Mapping[str, object]
    """The effect, for instance {'product': 'coffee'}; plain values only."""
    limited: bool
    """Whether it is taken from stock."""
    timing: Timing | None = None
    audience: Audience | None = None
    when: Condition | None = None
    per_member: tuple[Limit, ...] = ()
    """How often one member can have it, and the members of one household together."""
    in_all: tuple[Limit, ...] = ()
    any_amount: AnyAmount | None = None
    automatic: bool = False
    valid: Period | None = None
    """How long the member can use it."""
    cancel: Period | None = None
    """How long the member can give it back."""
    reissue: bool = False
    given_units: Mapping[str, int] = field(default_factory=dict)
    """Scaled units that it consists of."""
    lives: Period | None = None
    """How long a gift card can be used, counted from the end of the year."""
    prices_in: Mapping[str, Price] = field(default_factory=dict)
    """By country: the only way to pay there."""
    causes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of a donation: the causes it can go to, and their names by language."""
    seats: int | None = None
    has_waiting_list: bool = False
    """Whether members can wait for a seat."""
    is_delivered: bool = False
    needs_address: bool = False
    level: tuple[str, str] | None = None
    """(ladder, level) below which the member does not fall as long as it is valid."""

    @property
    def units_asked(self) -> frozenset[str]:
        """What it costs where it comes by itself, in whatever country."""
        return frozenset(unit for price in (self.prices[0], *self.prices_in.values()) for unit in price.units)

    @property
    def paid_to(self) -> Account:
        """The account that takes the units it costs."""
        if "donation" in self.gives:
            return Account.DONATED
        return Account.PAID_OUT if "money" in self.gives else Account.SPENT

    @property
    def unit(self) -> str:
        """The unit of the first price."""
        return next(iter(self.prices[0].units))

    @property
    def cost(self) -> int:
        """Scaled units of `unit` in the first price."""
        return self.prices[0].units[self.unit]
