"""What a programme is called, where it applies, and the settings that hold for all of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from treue.programme.schema import values
from treue.programme.schema.amounts import Condition, Percent, Whole, YesOrNo
from treue.programme.schema.declarations import GoalPart
from treue.programme.schema.marks import Country
from treue.programme.schema.part import Part, choice
from treue.programme.schema.references import UnitId
from treue.programme.schema.times import Day, Length
from treue.programme.schema.values import (
    Amount,
    Currency,
    Duration,
    Id,
    Language,
    LongTexts,
    MoneyAmount,
    Names,
    Text,
    Zone,
)


class AcceptedDelays(Part):
    """How late or early a fact may come, against the programme's clock."""

    late: Duration = Field(
        default_factory=lambda: values.read_duration("30 days"), json_schema_extra={"default": "30 days"}
    )
    """How late."""
    early: Duration = Field(
        default_factory=lambda: values.read_duration("5 minutes"), json_schema_extra={"default": "5 minutes"}
    )
    """How early."""
    outside: Annotated[str, *choice("refuse", "review")] = "refuse"
    """What happens to a fact outside these bounds."""


class Operator(Part):
    """Who runs the programme; terms and mails name it."""

    name: Text
    """The company."""
    address: Text
    """Street, town and country."""
    email: Text
    """Where members write to."""
    imprint: Text | None = None
    """The address of the imprint page."""
    privacy: Text | None = None
    """The address of the privacy page."""


class ExchangeRate(Part):
    """What another currency is worth from a day on."""

    currency: Currency
    """The other currency."""
    rate: Amount
    """How much of the programme's currency one of it is."""
    from_: Annotated[Day, Field(alias="from")]
    """The first day of this rate."""


class Retention(Part):
    """How long data is kept."""

    lines: Length | None = None
    """Lines of orders; 36 months without it, and never less than goods can be returned."""
    payloads: Length | None = None
    """Other facts as they were received; as long as lines without it."""
    prospects: Length | None = None
    """Prospects who never joined."""
    inactive_members: Length | None = None
    """Members of whom nothing was heard; they are told before."""


class Clauses(Part):
    """Clauses of the member terms that only the operator can write."""

    changes: LongTexts | None = None
    """How the terms may be changed."""
    termination: LongTexts | None = None
    """How the programme or a membership ends."""
    liability: LongTexts | None = None
    """What the operator is liable for."""
    more: LongTexts | None = None
    """Anything else."""


class DataUse(Part):
    """On what ground personal data is used."""

    purpose: Names
    """What the data is used for."""
    basis: Annotated[str, *choice("contract", "consent", "legitimate_interest", "legal_duty")]
    """The legal ground."""
    keeps: Length | None = None
    """How long data is kept for it."""


class ProgrammeHead(Part):
    """What the programme is called and where it applies."""

    id: Id
    """What the programme is called in addresses and files; it never changes."""
    name: Names
    """What members call it."""
    description: LongTexts | None = None
    """What it is, in a few sentences."""
    currency: Currency
    """Every amount of money is in it."""
    time_zone: Zone
    """Decides days, months and hours, for instance Europe/Berlin."""
    languages: Annotated[list[Language], Field(min_length=1)]
    """Every text is written in each of them."""
    law: Annotated[Literal["DE", "EU", "none"] | None, *choice("DE", "EU", "none")] = None
    """Whose law it has to keep; without it DE for programmes in EUR with German texts, else EU."""
    countries: Annotated[list[Country], Field(min_length=1)] | None = None
    """Where members can live; everywhere without it."""
    minimum_age: Whole = 16
    """How old members have to be, as they say themselves."""
    accepts: AcceptedDelays = Field(default_factory=AcceptedDelays)
    """How late or early a fact may come."""
    operator: Operator | None = None
    """Who runs it."""
    clauses: Clauses | None = None
    """What the operator adds to the terms."""
    goals: list[GoalPart] = Field(default_factory=list)
    """What the owner wants to reach."""
    exchange: list[ExchangeRate] = Field(default_factory=list)
    """Other currencies in which orders are taken; refused without a rate."""
    retention: Retention | None = None
    """How long data is kept."""
    data_use: list[DataUse] = Field(default_factory=list)
    """On what grounds personal data is used."""
    close_grace: Length | None = None
    """How long units stay usable after a member left; 30 days without it."""
    notice: Length | None = None
    """How long before its start a version is published that makes worth less what members have; 6 weeks without it."""


class Returns(Part):
    """What a return does."""

    window: Length | None = None
    """How long goods can be returned; a level won within it falls with the return. 60 days without it."""
    grace: Length | None = None
    """How long units that come back can be used although they expired; 30 days without it."""
    missing: Annotated[str, *choice("debt", "clamp")] = "debt"
    """What becomes of units that are to be taken back and are no longer there."""
    refund: Annotated[str, *choice("like_paid", "units_first", "money_first")] = "like_paid"
    """How a refund is shared between money and units."""
    on_return: Annotated[str, *choice("keep_discount", "recompute_discount")] = "keep_discount"
    """Whether discounts are computed anew for what is kept; German law refuses that for distance contracts."""


class PayWith(Part):
    """Paying at the till with units."""

    unit: UnitId
    """What is paid with."""
    worth: MoneyAmount | None = None
    """What one unit pays; the unit's `pays` without it."""
    step: Amount | None = None
    """Units are taken in multiples of this."""
    minimum: Amount | None = None
    """The fewest units of one payment."""
    maximum_share: Percent | None = None
    """How many percent of an order can be paid so."""
    minimum_balance: Amount | None = None
    """What a member has to have before."""
    whole_lines: YesOrNo = False
    """Whether an item is paid fully in units or not at all."""
    fee: MoneyAmount | None = None
    """What each such payment costs."""
    excluded: list[Text] = Field(default_factory=list)
    """Categories that cannot be paid so."""
    when: Condition | None = None
    """Where it can be done."""


class Checkout(Part):
    """Time-outs and limits of open orders and tills."""

    open_for: Duration | None = None
    """How long an open order holds its vouchers, units and stock; 30 minutes without it."""
    offline_limit: MoneyAmount | None = None
    """Up to which order a till without connection accepts personal vouchers."""
    parked_for: Duration | None = None
    """How long a return waits for its order before a person looks at it; 90 days without it."""
    price_bound: list[Text] = Field(default_factory=list)
    """Categories that no offer and no unit may make cheaper, for instance books."""
    floor: Percent | None = None
    """How many percent of its price every line keeps."""


class Households(Part):
    """Members who collect together."""

    pool: Annotated[list[UnitId], Field(min_length=1)]
    """Which units they share."""
    level: Annotated[str, *choice("own", "best", "pooled")] = "own"
    """Whether everyone has the own level, the best one of the household, or one from all counters together."""
    spends: Annotated[str, *choice("all", "head")] = "all"
    """Who may spend."""
    members: Whole | None = None
    """How many members one household has at most."""


class Transfers(Part):
    """Giving units to another member."""

    units: Annotated[list[UnitId], Field(min_length=1)]
    """Which units."""
    minimum: Amount | None = None
    """The fewest at a time."""
    maximum: Amount | None = None
    """The most at a time."""
    fee: MoneyAmount | None = None
    """What it costs."""


class Adjustments(Part):
    """What staff may give and take."""

    four_eyes_above: dict[UnitId, Amount] = Field(default_factory=dict)
    """Above this a second person has to agree."""
    reasons: list[Text] = Field(default_factory=list)
    """The reasons staff chooses from."""


class Fraud(Part):
    """What a person has to look at."""

    review_above: dict[UnitId, Amount] = Field(default_factory=dict)
    """A single gain or redemption above this."""
    orders_per_day: Whole | None = None
    """More orders of one member than this in a day."""
    second_proof_above: dict[UnitId, Amount] = Field(default_factory=dict)
    """A redemption above this needs a second proof of who asks."""
