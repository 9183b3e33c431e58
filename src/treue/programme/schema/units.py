"""What members collect: worth, use, availability and every way to expire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import AvailabilityByLevel, Condition, ExpiryByLevel, Whole, YesOrNo
from treue.programme.schema.marks import VatMark
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import EventId
from treue.programme.schema.times import Length, YearDay
from treue.programme.schema.values import Decimals, Language, LongTexts, MoneyAmount, Text


class Inactivity(Part):
    """All units of a wallet fall together when nothing happened for a while."""

    after: Length
    """How long nothing has to happen."""
    reset_by: Annotated[list[EventId], Field(min_length=1)]
    """Events that begin the time anew."""
    when: Condition | None = None
    """Which of these events count."""


class Pause(Part):
    """The expiry stands still while something holds."""

    while_: Annotated[Condition, Field(alias="while")]
    """Over level, plan and entitlement only: facts whose history is known."""
    then: Annotated[str, *choice("resume", "restart")]
    """What follows: the paused time is added, or each lot gets the full period again."""


class Forfeit(Part):
    """An event that takes the units."""

    event: EventId
    """What happens."""
    when: Condition | None = None
    """Where this holds."""
    after: Length | None = None
    """How long after it; at once without it."""


class Extension(Part):
    """An event that moves the expiry."""

    event: EventId
    """What happens."""
    when: Condition | None = None
    """Where this holds."""
    by: Length
    """By how much the expiry moves."""
    once_per: Annotated[str, *choice("day", "week", "month", "quarter", "year")] | None = None
    """The expiry moves once in each, however often the event comes."""
    skips: Annotated[str, *choice("day", "week", "month", "quarter", "year")] | None = None
    """Events in the same span as the earning do not count."""


class TurnoverLock(Part):
    """Units that are free once their amount was turned over."""

    times: Whole
    """How often the amount has to be turned over."""
    within: Length
    """In which time; what is not free then lapses."""


class UnitPart(Part):
    """Something members collect."""

    name: Annotated[
        dict[Language, Annotated[list[Text], Field(min_length=2, max_length=2)]],
        Field(min_length=1, description="By language: one, and several."),
    ]
    description: LongTexts | None = None
    """What it is, for the terms."""
    decimals: Decimals = 0
    """How finely it is counted, 0 to 4."""
    money: YesOrNo = False
    """Whether it is money: one of the smallest decimal is the currency's smallest coin."""
    worth: MoneyAmount | None = None
    """What one is worth in the accounts."""
    pays: MoneyAmount | None = None
    """What one pays at the till."""
    available: AvailabilityByLevel | None = None
    """When it can be spent, from the instant it is earned; at once without it."""
    expires: ExpiryByLevel | None = None
    """When it expires, from the same instant; never without it."""
    from_: Annotated[Annotated[str, *choice("occurred", "available")], Field(alias="from")] = "occurred"
    """What the expiry counts from: what happened, or when it could first be spent."""
    inactivity: Inactivity | None = None
    """When a silent wallet loses it."""
    pause: Pause | None = None
    """While what the expiry stands still."""
    extend: list[Extension] = Field(default_factory=list)
    """Events that move the expiry."""
    forfeit: list[Forfeit] = Field(default_factory=list)
    """Events that take it away."""
    starts_again: YearDay | None = None
    """The day of the year on which what is left is set to nothing."""
    spendable: YesOrNo = True
    """Whether it buys anything; a counter for levels does not."""
    transferable: YesOrNo = False
    """Whether members can give it to others."""
    purchasable: YesOrNo = False
    """Whether members can buy it."""
    cash: YesOrNo = False
    """Whether it is paid out in money."""
    pay_out_from: MoneyAmount | None = None
    """The least that is paid out."""
    locked: TurnoverLock | None = None
    """What has to be turned over before it can be spent."""
    warn: Annotated[list[Length], Field(min_length=1)] | None = None
    """How long before the expiry members are told."""
    shown_ahead: Length | None = None
    """How far ahead members see what expires."""
    vat: VatMark | None = None
    """How it is treated for value added tax."""
    first_out: Annotated[str, *choice("soonest_expiry", "oldest")] = "soonest_expiry"
    """Which lots are spent first."""
