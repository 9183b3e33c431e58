"""Answers: what the service tells, as records. Amounts of units are exact decimals, instants know their offset."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Amounts = dict[str, Decimal]
"""Units by their id."""
Money = tuple[int, str]
"""Minor units and currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member with who he is."""

    member: str
    external_ids: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    lost_cards: tuple[str, ...] = ()
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birthday: str | None = None
    language: str | None = None
    joined_at: datetime
    left_at: datetime | None = None
    closes_at: datetime | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    """What the programme declares of members; a decimal number is a text, like money and days."""
    etag: str = "*"
    """For changing him as he was read; `*` where it was not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one rule gave, and why less where it was cut."""

    rule: str
    unit: str
    given: Decimal
    wanted: Decimal
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """Money that a rule gave to a cause in the member's name."""

    rule: str
    cause: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Perk:
    """What staff does because of a rule."""

    rule: str
    perk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of what was asked for or reported; `sentence` tells it in the caller's language.

    `status` is `decided`; or `waiting` for a second person to agree to `request`; or `parked`, for its order.
    """

    status: str
    sentence: str
    reason: str | None = None
    member: str | None = None
    event: int | None = None
    given: Amounts = field(default_factory=dict)
    taken: Amounts = field(default_factory=dict)
    debt: Amounts = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    donations: tuple[Donation, ...] = ()
    perks: tuple[Perk, ...] = ()
    missing: Decimal | None = None
    reward: str | None = None
    gives: dict[str, Any] | None = None
    code: str | None = None
    usable_until: datetime | None = None
    to_pay: Money | None = None
    until: datetime | None = None
    given_twice: tuple[str, ...] = ()
    parked: str | None = None
    request: str | None = None
    replayed: bool = False
    """Whether it was done before, and this is the answer of then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Units that came together and end together."""

    left: Decimal
    amount: Decimal
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a member holds of one unit; `pool` is what the household has besides."""

    available: Decimal
    pending: Decimal
    debt: Decimal
    pool: Decimal = Decimal(0)
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Units that expire if nothing happens before."""

    expires_at: datetime
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStep:
    """A level and what is missing to reach or keep it: all of some metrics, or any of others."""

    level: str
    missing_all: Amounts
    missing_any: Amounts
    counted_from: date | None = None
    kept_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStanding:
    """Where a member stands on one ladder."""

    ladder: str
    level: str | None = None
    picture: str | None = None
    perks: tuple[str, ...] = ()
    since: datetime | None = None
    kept_until: datetime | None = None
    in_grace: bool = False
    next: LevelStep | None = None
    keep: LevelStep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A step of a ladder that is climbed period by period, and its rate."""

    step: int
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Where a member stands on a ladder that is climbed period by period."""

    ladder: str
    step: int
    rate: Decimal
    period_ends: datetime | None = None
    period: str | None = None
    next: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """What a member holds, with everything that time has brought until `now`."""

    now: datetime
    left_at: datetime | None = None
    closes_at: datetime | None = None
    household: tuple[str, ...] = ()
    given_twice: tuple[str, ...] = ()
    balances: dict[str, Balance]
    coming: tuple[Coming, ...] = ()
    levels: tuple[LevelStanding, ...] = ()
    steps: tuple[Participation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How units moved."""

    cause: str
    source: str
    unit: str
    change: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One event with what it did."""

    event: int
    kind: str
    occurred_at: datetime
    refused: str | None = None
    words: str
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Sentences that belong together."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One event told with every number of its decision."""

    event: int
    kind: str
    occurred_at: datetime
    refused: str | None = None
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One way to pay for a reward: units by their id, and money besides."""

    units: Amounts
    money: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyAmount:
    """The member says how many units; `each` is what one becomes."""

    unit: str
    minimum: Decimal
    step: Decimal
    each: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """Something units buy."""

    reward: str
    name: str
    prices: tuple[Price, ...]
    any_amount: AnyAmount | None = None
    gives: dict[str, Any]
    left: int | None = None
    is_stopped: bool = False
    is_automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something that somebody asked for and a second person has to agree to."""

    request: str
    kind: str
    member: str | None = None
    unit: str | None = None
    amount: Decimal | None = None
    reason: str | None = None
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A reward that a member got."""

    number: str
    reward: str
    redeemed_at: datetime
    gives: dict[str, Any]
    standing: str
    usable_until: datetime | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A reward that is sent; `state` is `open`, `sent` or `arrived`."""

    member: str | None = None
    number: str
    reward: str
    at: datetime
    state: str
    by: str
    adapter: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many pieces of a reward are left."""

    reward: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock of a sandbox as it stands, and for how many members something was due."""

    now: datetime
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a code stands for."""

    reward: str
    gives: dict[str, Any]
    standing: str
    usable_until: datetime | None = None
