"""Challenges, streaks, badges, leaderboards, raffles and prize wheels."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import (
    Amounts,
    Condition,
    Gives,
    Limits,
    Share,
    Threshold,
    Whole,
    WholeOrZero,
    YesOrNo,
)
from treue.programme.schema.audience import Audience, Timed
from treue.programme.schema.marks import Country, Link
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import BadgeId, EventId, MetricId, OfferId, PurposeId, RewardId, UnitId
from treue.programme.schema.times import Day, Length, WindowText
from treue.programme.schema.values import Amount, Id, LongTexts, MoneyAmount, Names, Text


class Prize(Part):
    """What is won."""

    give: Gives | None = None
    """Units."""
    reward: RewardId | None = None
    """A reward."""
    offer: OfferId | None = None
    """A voucher for an offer."""
    badge: BadgeId | None = None
    """A badge."""
    product: Text | None = None
    """A product."""


class Stage(Part):
    """A step on the way."""

    from_: Annotated[Whole, Field(alias="from")]
    """From so many on."""
    gives: Prize
    """What is won there."""


class ChallengePart(Audience):
    """Something to do within a time."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members."""
    event: EventId
    """What has to happen."""
    when: Condition | None = None
    """Which of these events count."""
    count: Whole | None = None
    """How often it has to happen."""
    metric: MetricId | None = None
    """A metric that has to be reached instead."""
    reaches: Threshold | None = None
    """What the metric has to reach."""
    within: Length | None = None
    """In which time, from the first one on."""
    different_days: YesOrNo = False
    """Whether each has to be on another day."""
    gives: Prize
    """What is won."""
    stages: list[Stage] = Field(default_factory=list)
    """Steps on the way."""
    repeats: Limits | None = None
    """How often a member can win; once without it."""
    opt_in: YesOrNo = False
    """Whether members have to say that they take part."""


class StreakPart(Timed):
    """Something done again and again without a gap."""

    name: Names
    """What members call it."""
    event: EventId
    """What has to happen."""
    when: Condition | None = None
    """Which of these events count."""
    every: WindowText
    """In each of these periods."""
    gaps: WholeOrZero = 0
    """How many periods can be missed."""
    stages: Annotated[list[Stage], Field(min_length=1)]
    """What is won after how many periods."""


class BadgePart(Part):
    """A badge."""

    name: Names
    """What members call it."""
    description: LongTexts | None = None
    """What it is for."""
    picture: Link | None = None
    """Its picture."""
    when: Condition | None = None
    """Who has earned it; only rules give it without one."""
    hidden: YesOrNo = False
    """Whether members see it only once they have it."""


class LeaderboardPart(Timed):
    """Who is ahead."""

    name: Names
    """What members call it."""
    metric: MetricId
    """What counts."""
    over: WindowText
    """In which time."""
    places: Whole
    """How many are shown."""
    consent: PurposeId | None = None
    """What members have to agree to."""
    gives: list[Stage] = Field(default_factory=list)
    """What the first ones win."""
    by: Annotated[str, *choice("programme", "store", "country", "household")] = "programme"
    """Who competes with whom."""


class Tickets(Part):
    """How tickets are got."""

    event: EventId | None = None
    """What has to happen."""
    when: Condition | None = None
    """Which of these events."""
    count: Whole = 1
    """How many tickets each gives."""
    per: MoneyAmount | None = None
    """For each such amount paid."""
    cost: Amounts | None = None
    """So many units; a free entry with equal chances is then needed."""
    money: MoneyAmount | None = None
    """So much money; the law refuses it."""
    free: YesOrNo = False
    """A free entry."""


class RafflePrize(Part):
    """A prize of a raffle."""

    id: Id
    """What it is called in this document; unique in the raffle."""
    name: Names
    """What it is."""
    count: Whole = 1
    """How many of it."""
    value: MoneyAmount | None = None
    """What one is worth."""
    gives: Prize | None = None
    """What Treue books for the winner."""


class RafflePart(Audience):
    """A draw of winners."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names
    """What members call it."""
    conditions: LongTexts | None = None
    """The conditions of entry, complete."""
    tickets: Annotated[list[Tickets], Field(min_length=1)]
    """How tickets are got."""
    per_member: Limits | None = None
    """How many tickets one member can have."""
    when: Condition | None = None
    """Who can take part."""
    minimum_age: Whole = 18
    """How old one has to be."""
    residence: list[Country] = Field(default_factory=list)
    """Where one has to live."""
    prizes: Annotated[list[RafflePrize], Field(min_length=1)]
    """What is won."""
    substitutes: WholeOrZero = 0
    """How many substitutes are drawn."""
    answer_within: Length | None = None
    """How long winners have to answer."""
    drawn: Day | None = None
    """The day of the draw."""
    beacon: Names | None = None
    """The public number that arises after sealing and takes part in the draw."""
    published: Annotated[str, *choice("never", "with_consent")] = "with_consent"
    """Whether winners are named."""
    excluded: list[Text] = Field(default_factory=list)
    """Who cannot take part, for instance staff."""


class WheelField(Part):
    """A field of a prize wheel."""

    id: Id
    """What it is called in this document; unique in the wheel."""
    name: Names | None = None
    """What stands on it."""
    chance: Share
    """How likely it is."""
    gives: Prize | None = None
    """What is won; nothing without it."""
    in_all: Limits | None = None
    """How often it is won altogether."""


class WheelPart(Audience):
    """A prize wheel with stated chances."""

    name: Names
    """What members call it."""
    spins: Limits
    """How often one member can turn it."""
    event: EventId | None = None
    """What gives a turn."""
    cost: Annotated[dict[UnitId, Amount], Field(min_length=1)] | None = None
    """So many units for a turn."""
    when: Condition | None = None
    """Who can turn it."""
    fields: Annotated[list[WheelField], Field(min_length=2)]
    """What can come; the chances add up to 1."""
    budget: MoneyAmount | None = None
    """What all prizes may cost."""
    minimum_age: Whole = 18
    """How old one has to be."""
