"""What can happen to a member: facts reported from outside, wishes of members and staff, and what time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from treue.domain.achieved import NOTHING_ACHIEVED, Achieved
from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.books import Lot, LotUse
from treue.domain.orders import Order, OrderReference
from treue.domain.values import FieldValue


@dataclass(frozen=True, slots=True)
class Purchase:
    """A paid order, as a fact."""

    occurred_at: datetime
    order: Order


@dataclass(frozen=True, slots=True)
class LineBack:
    """What comes back of one line (docs/rules.md R6.7).

    `line` is its position in the order, from 1, or its id, or its sku where one line alone has it. With a quantity the
    pieces come back, and with an amount the money, in minor units; with both, that money was refunded for these pieces.
    With neither, what is left of the line comes back.
    """

    line: int | str
    quantity: Decimal | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Something of an order comes back, as a fact: lines, or an amount of the whole, or all that is left of it."""

    occurred_at: datetime
    order: OrderReference
    lines: tuple[LineBack, ...] = ()
    amount: int | None = None
    """Minor units refunded for the order as a whole."""

    @property
    def is_whole(self) -> bool:
        """Whether all that is left comes back; a cancelled order is returned like this."""
        return not self.lines and self.amount is None


@dataclass(frozen=True, slots=True)
class CustomEvent:
    """A fact of a kind the programme declares, for instance a visit."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Joined:
    """A person became a member. Without an instant: now."""

    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """A member's wish to buy a reward, now."""

    reward: str
    price: int = 0
    """Which of the ways to pay for it, the first being 0."""
    amount: int | None = None
    """Scaled units, where the member says how many."""
    store: str = ""
    channel: str = ""
    partner: str = ""
    country: str = ""
    """Where it is had; without it, in the country that is an attribute of the member."""
    cause: str = ""
    """What it is donated to, where the member chooses."""
    address: str = ""
    """Where it is sent to. It stands nowhere but in what is kept of this event, and goes with it."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A reward that comes by itself, now: because its units are there, or free of cost because a rule grants it.

    It follows from another decision; nobody reports it from outside.
    """

    reward: str
    rule: str = ""
    """The rule that grants it."""
    order: int = 0
    """The number of the order that it is granted for, where it is one."""


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """A reward is given back, now: by its member as long as he may, or by staff who say why.

    `redemption` is the number of the event that it was got by.
    """

    redemption: int
    wording: str = ""
    """Why staff cancels it; empty where the member does."""


@dataclass(frozen=True, slots=True)
class ReissueRedemption:
    """Staff gives a reward a new code, now, since the old one got lost."""

    redemption: int


@dataclass(frozen=True, slots=True)
class UseRedemption:
    """A reward is used, now. `issue` is the number of the event that issued the code that was shown.

    `order` and `line` name a line of an order that became free, in the shop's words, `reference` a payment of money.
    """

    redemption: int
    issue: int | None = None
    order: str = ""
    line: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class AwaitSeat:
    """A member's wish to wait for a seat of a reward that has none left, now."""

    reward: str


@dataclass(frozen=True, slots=True)
class GiveUpSeat:
    """A member does not wait for a seat any longer, from now on."""

    reward: str


@dataclass(frozen=True, slots=True)
class ReportDelivery:
    """A reward was sent, or it arrived, now."""

    redemption: int
    state: str
    """'sent' or 'arrived'."""


@dataclass(frozen=True, slots=True)
class VoidRedemption:
    """A reward that came by itself is void, now, because a return takes away what it was got for.

    It follows from the return; nobody reports it from outside. `owner` is the internal id of the member who got it,
    where he was merged into the one who returns.
    """

    redemption: int
    owner: int = 0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Staff gives (`amount` above zero) or takes (below zero) scaled units, now, and says why.

    Taking more than is available needs `allow_debt`; the missing part then becomes debt.
    """

    unit: str
    amount: int
    wording: str
    allow_debt: bool = False


@dataclass(frozen=True, slots=True)
class Gift:
    """A member's wish to give scaled units to another member, now. `to` is his internal id, once it is known."""

    unit: str
    amount: int
    to: int = 0


@dataclass(frozen=True, slots=True)
class GiftReceived:
    """The other side of a gift: the lots as they left the member with the internal id `giver`."""

    giver: int
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two members turn out to be one person; this is the one who stays.

    As staff wishes it, it is empty. As it is decided and stored, it has what the member `other` held and owed, what he
    achieved, and his place in a household.
    """

    other: int = 0
    lots: tuple[Lot, ...] = ()
    debts: tuple[tuple[str, int], ...] = ()
    belonging: Belonging = NOWHERE
    achieved: Achieved = NOTHING_ACHIEVED


@dataclass(frozen=True, slots=True)
class MergedAway:
    """The other side of a merge: everything goes to the member with the internal id `into`."""

    into: int
    achieved: Achieved = NOTHING_ACHIEVED


@dataclass(frozen=True, slots=True)
class Left:
    """A member leaves the programme, now."""


@dataclass(frozen=True, slots=True)
class Rejoined:
    """Somebody who left is a member again, from now on."""


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """Scaled units that a member brings from another system, as one lot with its own dates.

    Without `expires_at` the unit's own period counts from `earned_at`.
    """

    unit: str
    amount: int
    earned_at: datetime
    expires_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FloorSet:
    """Staff sets a level below which the member does not fall, now, and says why.

    `by` is 'invitation', 'status_match' or 'staff'. `until` is the last day it holds; without it, it holds as long as
    the document says, or for ever.
    """

    ladder: str
    level: str
    by: str
    wording: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DayChosen:
    """A member's wish to use a counted right on a day: today without one."""

    right: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What time or another decision brings: a birthday, a level that is reached. Nobody reports it from outside."""

    name: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HouseholdFounded:
    """A member founds a household, now, and is its head. `household` is its number, once it has one."""

    household: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdEntered:
    """A member enters the household of another, now. As staff wishes it, it is empty."""

    household: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdLeft:
    """A member leaves his household, now, with the units he contributed."""


@dataclass(frozen=True, slots=True)
class HeadNamed:
    """A member becomes the head of his household, now. `place` is lower than all others, once it is known."""

    place: int = 0


@dataclass(frozen=True, slots=True)
class PurchasesShared:
    """A member agrees that his household sees what he buys, or takes that back, now."""

    shared: bool = True


@dataclass(frozen=True, slots=True)
class PoolGiven:
    """Units of the member, with the internal id `to`, are spent by him, or go back to him; they leave these lots.

    It follows from another decision; nobody reports it from outside.
    """

    to: int
    uses: tuple[LotUse, ...]


@dataclass(frozen=True, slots=True)
class PoolReceived:
    """The other side: the lots as they left the member with the internal id `giver`."""

    giver: int
    lots: tuple[Lot, ...]


RedemptionChange = CancelRedemption | ReissueRedemption | UseRedemption | ReportDelivery
HouseholdEvent = HouseholdFounded | HouseholdEntered | HouseholdLeft | HeadNamed | PurchasesShared
Event = (
    Brought
    | Purchase
    | Return
    | CustomEvent
    | Joined
    | Spend
    | Adjustment
    | Handout
    | RedemptionChange
    | VoidRedemption
    | AwaitSeat
    | GiveUpSeat
    | Gift
    | GiftReceived
    | Merge
    | MergedAway
    | Left
    | Rejoined
    | OpeningBalance
    | FloorSet
    | HouseholdEvent
    | PoolGiven
    | PoolReceived
    | DayChosen
)
WISHES = (
    Joined,
    Spend,
    CancelRedemption,
    ReissueRedemption,
    UseRedemption,
    ReportDelivery,
    AwaitSeat,
    GiveUpSeat,
    Adjustment,
    Gift,
    Merge,
    Left,
    Rejoined,
    OpeningBalance,
    FloorSet,
    HouseholdFounded,
    HouseholdEntered,
    HouseholdLeft,
    HeadNamed,
    PurchasesShared,
    DayChosen,
)
"""What somebody asks for; refused, it uses up no key and leaves no trace (docs/rules.md R3.1)."""
