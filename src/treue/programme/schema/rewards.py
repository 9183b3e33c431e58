"""Rewards: what they cost, what they give, how many there are, for whom, and how they are delivered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Condition, Limits, Percent, Whole, YesOrNo
from treue.programme.schema.audience import Audience
from treue.programme.schema.marks import Country, Link, VatMark
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import CauseId, LevelId, OfferId, PoolId, RaffleId, UnitId
from treue.programme.schema.times import Length
from treue.programme.schema.values import Amount, Id, LongTexts, MoneyAmount, Names, Text


class FreeLine(Part):
    """One line of a basket that becomes free."""

    when: Condition
    """Which lines can be chosen."""
    up_to: MoneyAmount | None = None
    """Up to which price."""
    picks: Annotated[str, *choice("dearest", "cheapest")] = "dearest"
    """Which of several."""


class Experience(Part):
    """Something that takes place."""

    place: Names | None = None
    """Where."""
    at: Text | None = None
    """When, in words."""
    seats: Whole | None = None
    """How many seats there are."""
    waiting_list: YesOrNo = False
    """Whether members can wait for a seat."""


class GiftCard(Part):
    """Stored value."""

    value: MoneyAmount
    """What it is worth."""
    lives: Length | None = None
    """How long it can be used, counted from the end of the year; without an end without it."""
    partners: YesOrNo = False
    """Whether several partners take it."""


class Donation(Part):
    """Money to a cause."""

    cause: CauseId | None = None
    """Which; the member's choice without it."""
    amount: MoneyAmount
    """How much."""


class RewardGives(Part):
    """What the member gets for the units."""

    product: Text | None = None
    """A product."""
    effect: Text | None = None
    """Something else, in words."""
    percent: Percent | None = None
    """So many percent off the order."""
    amount: MoneyAmount | None = None
    """So much off the order."""
    line: FreeLine | None = None
    """One line of the basket."""
    offer: OfferId | None = None
    """A voucher for an offer."""
    voucher: PoolId | None = None
    """A code from a pool."""
    gift_card: GiftCard | None = None
    """Stored value."""
    experience: Experience | None = None
    """Something that takes place."""
    donation: Donation | None = None
    """Money to a cause."""
    tickets: Annotated[dict[RaffleId, Amount], Field(min_length=1)] | None = None
    """Tickets of a raffle."""
    upgrade: LevelId | None = None
    """A level for a while; `valid` says how long."""
    units: Annotated[dict[UnitId, Amount], Field(min_length=1)] | None = None
    """Other units."""
    money: MoneyAmount | None = None
    """Money to the member's own verified account."""


class OtherCost(Part):
    """Another way to pay for a reward."""

    cost: Annotated[dict[UnitId, Amount], Field(min_length=1)] | None = None
    """So many units."""
    money: MoneyAmount | None = None
    """So much money."""


class AnyAmount(Part):
    """A reward of any size."""

    minimum: Amount
    """The fewest units."""
    step: Amount | None = None
    """Units are taken in multiples of this."""
    each: MoneyAmount
    """What one unit becomes."""


class Delivery(Part):
    """How a reward reaches the member."""

    address: YesOrNo = False
    """Whether it is sent to an address."""
    takes: Length | None = None
    """How long it takes."""
    by: Annotated[str, *choice("operator", "partner", "supplier")] = "operator"
    """Who sends it."""


class CountryPrice(Part):
    """What a reward costs in another country."""

    country: Country
    """The country."""
    cost: Annotated[dict[UnitId, Amount], Field(min_length=1)]
    """So many units there."""
    value: MoneyAmount | None = None
    """What it is worth there."""


class RewardPart(Audience):
    """Something units buy."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names | None = None
    """What members call it; the id without it."""
    description: LongTexts | None = None
    """What it is, for members."""
    pictures: list[Link] = Field(default_factory=list)
    """Its pictures."""
    category: Names | None = None
    """Where it stands in the catalogue."""
    cost: dict[UnitId, Amount]
    """Units: how many."""
    money: MoneyAmount | None = None
    """Money besides the units."""
    or_for: list[OtherCost] = Field(default_factory=list)
    """Other ways to pay for it."""
    any_amount: AnyAmount | None = None
    """The member says how many units; `cost` then names the unit and the fewest."""
    gives: RewardGives
    """What the member gets."""
    stock: Annotated[str | None, *choice("limited")] = None
    """There are only as many as stock was received."""
    when: Condition | None = None
    """Who can have it."""
    per_member: Limits | None = None
    """How often one member can have it, for instance `1 per week`."""
    per_household: Limits | None = None
    """How often one household can have it."""
    in_all: Limits | None = None
    """How often it is given altogether."""
    prices: list[CountryPrice] = Field(default_factory=list)
    """Other costs in other countries."""
    automatic: YesOrNo = False
    """Whether it is taken by itself as soon as the units are there, for instance for a full stamp card."""
    valid: Length | None = None
    """How long the member can use it."""
    delivery: Delivery | None = None
    """How it reaches the member."""
    cancel: Length | None = None
    """How long the member can give it back."""
    reissue: YesOrNo = False
    """Whether staff can issue it again when it got lost."""
    adapter: Id | None = None
    """The outside catalogue it comes from; whoever serves that one sends it."""
    vat: VatMark | None = None
    """How it is treated for value added tax."""
