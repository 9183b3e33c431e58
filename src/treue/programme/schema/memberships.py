"""Plans that are paid for or carry duties, and the partners of a coalition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Condition, MoneyOrExpression, Percent, Whole, WholeOrZero, YesOrNo
from treue.programme.schema.marks import Link, VatMark
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import EventId, LadderId, OfferId, PerkId, RewardId, UnitId
from treue.programme.schema.times import Day, Length, WindowText, YearDay
from treue.programme.schema.values import Amount, FieldName, Id, LongTexts, MoneyAmount, Names, Text


class PlanTerm(Part):
    """A length for which a plan is paid at once."""

    id: Id
    """What it is called in this document; unique in the plan."""
    name: Names | None = None
    """What members call it."""
    period: Length
    """How long one fee lasts."""
    fee: MoneyAmount | None = None
    """What it costs; nothing without it."""


class Reduction(Part):
    """A lower fee for some members."""

    name: Names | None = None
    """What members call it."""
    when: Condition
    """Who gets it."""
    percent: Percent
    """So many percent off."""
    lasts: Length | None = None
    """How long; as long as the condition holds without it."""


class Notice(Part):
    """How a plan ends."""

    period: Length | None = None
    """How long before; at any time without it."""
    to: Annotated[str, *choice("end of term", "end of year", "end of month", "at once")] = "end of term"
    """To which day."""


class Refund(Part):
    """What a member gets back who leaves early."""

    within: Length | None = None
    """Only so long after the start or renewal."""
    working_days: YesOrNo = False
    """Whether `within` counts working days."""
    when: Condition | None = None
    """Only where this holds."""
    unused: YesOrNo = False
    """Only while nothing of the plan was used in the period."""
    gives: Annotated[str, *choice("full", "full_less_value_used", "pro_rata", "none")]
    """What is paid back."""


class Dependant(Part):
    """Another person on the same plan."""

    role: Names
    """Who it is, for instance partner or child."""
    fee: MoneyAmount | None = None
    """What this person costs; free without it."""
    age_from: WholeOrZero | None = None
    """From which age."""
    age_to: WholeOrZero | None = None
    """Up to and with which age."""
    at_most: Whole | None = None
    """How many of them."""


class Default(Part):
    """What happens when a duty is not met."""

    product: Text | None = None
    """This is sent and charged."""
    price: MoneyAmount | None = None
    """What it costs."""
    announced: Length | None = None
    """How long before the member is told."""
    refuse_within: Length | None = None
    """How long the member can refuse it."""
    fee: MoneyAmount | None = None
    """A fee instead."""


class Duty(Part):
    """What members of a plan have to do."""

    id: Id
    """What it is called in this document; unique in the plan."""
    name: Names | None = None
    """What members call it."""
    every: WindowText
    """In each of these periods."""
    event: EventId
    """This has to happen."""
    count: Whole = 1
    """So often."""
    when: Condition | None = None
    """Only these events count."""
    otherwise: Default
    """What happens if not."""


class PlanPart(Part):
    """A membership that is paid for, or carries duties."""

    name: Names
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members."""
    terms: Annotated[list[PlanTerm], Field(min_length=1)]
    """The lengths one can choose from."""
    trial: Length | None = None
    """How long it is free at first."""
    renews: Annotated[str, *choice("indefinitely", "same_term", "no")] = "indefinitely"
    """What follows the first term."""
    notice: Notice | None = None
    """How it ends."""
    withdrawal: Length | None = None
    """How long after the start a member can withdraw; 14 days without it."""
    refunds: list[Refund] = Field(default_factory=list)
    """What a member gets back who leaves early; the first that fits."""
    reductions: list[Reduction] = Field(default_factory=list)
    """Lower fees for some members."""
    dependants: list[Dependant] = Field(default_factory=list)
    """Other persons on the same plan."""
    payers_max: Whole | None = None
    """After so many fees further persons are free."""
    duties: list[Duty] = Field(default_factory=list)
    """What members have to do."""
    perks: list[PerkId] = Field(default_factory=list)
    """What members enjoy."""
    offers: list[OfferId] = Field(default_factory=list)
    """Offers that come with it."""
    rewards: list[RewardId] = Field(default_factory=list)
    """Rewards that come with it."""
    pause: Length | None = None
    """How long members can pause it at most."""
    places: Whole | None = None
    """How many members it has at most."""
    when: Condition | None = None
    """Who can have it."""
    year_starts: YearDay | None = None
    """The first day of its year; the day of its start without it."""
    distance: YesOrNo = True
    """Whether it is also sold online or by telephone."""
    vat: VatMark | None = None
    """How it is treated for value added tax."""


class PartnerRate(Part):
    """What a partner's customers earn."""

    give: Annotated[dict[UnitId, Amount], Field(min_length=1)]
    """So many units."""
    per: MoneyAmount
    """For each such amount paid."""


class PartnerPart(Part):
    """A company that issues or accepts units."""

    name: Names
    """What members call it."""
    picture: Link | None = None
    """Its logo."""
    issues: YesOrNo = True
    """Whether members earn there."""
    accepts: YesOrNo = True
    """Whether members pay there."""
    rate: PartnerRate | None = None
    """What its customers earn, where a rule says nothing else."""
    issue_price: dict[UnitId, MoneyOrExpression] = Field(default_factory=dict)
    """What the partner pays for one unit it issues."""
    accept_price: dict[UnitId, MoneyOrExpression] = Field(default_factory=dict)
    """What the partner gets for one unit it accepts."""
    fee: MoneyAmount | None = None
    """What the partner pays each month."""
    settles: Annotated[str, *choice("month", "quarter")] = "month"
    """How often accounts are settled."""
    debt: Annotated[str, *choice("operator", "issuer")] = "operator"
    """Who bears what members owe."""
    breakage: Annotated[str, *choice("operator", "issuer")] = "operator"
    """Who keeps what expires."""
    revenue: Annotated[str, *choice("agent", "principal")] = "agent"
    """How the operator books the partner's units."""
    data: Annotated[str, *choice("joint_controller", "processor", "none")] = "processor"
    """What the partner is for the members' data."""
    prepaid: YesOrNo = False
    """Whether it can issue only what it paid before."""
    stores: list[Text] = Field(default_factory=list)
    """Its stores."""
    cards: list[Text] = Field(default_factory=list)
    """Beginnings of payment cards that it issues."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day."""
    until: Day | None = None
    """The last day."""


class PerkPart(Part):
    """Something members enjoy without spending units."""

    name: Names
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members and staff."""
    early_access: Length | None = None
    """How much earlier members may buy."""


class CardPart(Part):
    """The numbers of membership cards."""

    name: Names | None = None
    """What staff calls it."""
    prefix: Text
    """How its numbers begin."""
    digits: Whole
    """How long its numbers are."""
    ladder: LadderId | None = None
    """The ladder whose level the card shows."""
    fields: list[FieldName] = Field(default_factory=list)
    """Attributes of the member that the card shows."""
