"""Rules: what gives, multiplies or grants, how much, how often, and up to which limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from treue.domain.calendar import Limit
from treue.programme.schema.amounts import (
    AmountByLevel,
    AvailabilityByLevel,
    Condition,
    ExpiryByLevel,
    Gives,
    Limits,
    MoneyByPartner,
    UnitLimits,
    YesOrNo,
)
from treue.programme.schema.audience import Audience
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import (
    BadgeId,
    CauseId,
    EntitlementId,
    EventId,
    LadderId,
    OfferId,
    RaffleId,
    RewardId,
    TypeId,
    UnitId,
)
from treue.programme.schema.times import LimitText, WindowText, read_limit
from treue.programme.schema.values import NUMBER_MAX, Amount, Id, LongTexts, Names, Text, read_amount


def read_budget(value: object) -> Decimal | Limit:
    """A number for ever, or so many in a window."""
    return read_limit(value) if isinstance(value, str) and " per " in value else read_amount(value)


_BUDGET_FORM: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": NUMBER_MAX},
        {"type": "string", "pattern": "^[0-9]+(?:[.][0-9]+)? per (?:day|week|month|quarter|year)$"},
    ]
}
BudgetAmount = Annotated[Decimal | Limit, PlainValidator(read_budget), WithJsonSchema(_BUDGET_FORM)]
Budget = Annotated[dict[UnitId, BudgetAmount], Field(min_length=1)]


class Caps(Part):
    """What one member, one household or everyone together can get of a rule."""

    member: UnitLimits | None = None
    """Each member, for instance `{points: 500 per month}`."""
    household: UnitLimits | None = None
    """Each household."""
    programme: UnitLimits | None = None
    """Everyone together."""


class Grants(Part):
    """What a rule gives besides units."""

    reward: RewardId | None = None
    """A reward, free of cost."""
    offer: OfferId | None = None
    """A voucher for an offer."""
    badge: BadgeId | None = None
    """A badge."""
    tickets: Annotated[dict[RaffleId, Amount], Field(min_length=1)] | None = None
    """Tickets of a raffle."""
    entitlement: Annotated[dict[EntitlementId, Amount], Field(min_length=1)] | None = None
    """More uses of a counted right."""
    donation: Annotated[dict[CauseId, Amount], Field(min_length=1)] | None = None
    """So much of the programme's currency to a cause."""
    perk: Text | None = None
    """Something staff does, in words."""


class EarnPart(Audience):
    """A rule: when this happens and the condition holds, units are given or multiplied, or something is granted."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names | None = None
    """What members call it; explanations name it."""
    description: LongTexts | None = None
    """What it is, for members."""
    event: EventId
    """What has to happen."""
    each: TypeId | None = None
    """`line` looks at each line of a purchase by itself, the name of one of `types` at each of these in the event."""
    every: WindowText | None = None
    """For `period_end`: which period ends."""
    when: Condition | None = None
    """The rule applies only where this holds."""
    give: Gives | None = None
    """For each event or line, or for each `per` of money."""
    per: MoneyByPartner | None = None
    """`give` counts for each such amount paid; purchases only."""
    base: Annotated[str, *choice("paid", "list", "net")] = "paid"
    """Which price counts: what was paid, the list price, or what was paid without tax."""
    steps: Annotated[str, *choice("exact", "whole")] = "exact"
    """Whether only full `per` amounts count."""
    rounding: Annotated[str, *choice("down", "half_up", "up")] = "down"
    """How the sum of an order is rounded, once."""
    multiply: Annotated[dict[UnitId, AmountByLevel], Field(min_length=1)] | None = None
    """Multiplies what rules with `per` give of that unit."""
    multiply_fixed: YesOrNo = False
    """Whether fixed gives are multiplied too."""
    grant: Grants | None = None
    """What it gives besides units."""
    rate: LadderId | None = None
    """Multiplies what it gives by the member's rate on this ladder of participation."""
    group: Id | None = None
    """Rules of one group stand together; `pick` says which of them count."""
    pick: Annotated[str, *choice("best", "first", "sum")] | None = None
    """Which rules of the group count."""
    qualifying: YesOrNo = True
    """Whether what it gives counts towards levels."""
    once: YesOrNo = False
    """Whether a member gets it only once."""
    limit: Limits | None = None
    """How often one member gets it, for instance `1 per week`."""
    limit_by_code: LimitText | None = None
    """How often one printed code counts."""
    caps: Caps | None = None
    """How many units in which window."""
    budget: Budget | None = None
    """What this rule may give in all."""
    at_limit: Annotated[str, *choice("cut", "refuse", "pause_rule")] = "cut"
    """What happens at the end of the budget: the rest is given, nothing is given, or the rule stops."""
    entitlement: EntitlementId | None = None
    """The rule applies on days the member chose with this counted right."""
    available: AvailabilityByLevel | None = None
    """When these units can be spent, instead of what the unit says."""
    expires: ExpiryByLevel | None = None
    """When these units expire, instead of what the unit says."""
    cost: Annotated[str, *choice("operator", "partner", "supplier")] | None = None
    """Who pays for it."""
