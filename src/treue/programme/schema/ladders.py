"""Levels: how they are reached, kept and lost, and what they give."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from treue.programme.schema.amounts import Amounts, Condition, Gives, Threshold, Whole, WholeOrZero, YesOrNo
from treue.programme.schema.marks import Link
from treue.programme.schema.part import BY_KIND, LIST, VALUE, Part, choice
from treue.programme.schema.references import EventId, LevelId, MetricId, OfferId, PerkId, PlanId, RewardId, UnitId
from treue.programme.schema.times import KeepsText, Length, WindowText
from treue.programme.schema.values import Amount, Id, LongTexts, Names

Counters = Annotated[dict[MetricId, Threshold], Field(min_length=1)]
"""Metric -> from where."""


class ForLife(Part):
    """When a level is kept for ever."""

    all: Counters | None = None
    """All of these are reached."""
    any: Counters | None = None
    """One of these is reached."""


class LevelPart(Part):
    """A step of a ladder."""

    id: Id
    """What it is called in this document; unique over all ladders."""
    name: Names | None = None
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members."""
    picture: Link | None = None
    """Its picture."""
    from_: Annotated[Threshold | None, Field(alias="from")] = None
    """What the ladder's metric has to reach; 0 is at joining."""
    all: Counters | None = None
    """Several counters that all have to be reached."""
    any: Counters | None = None
    """Several counters one of which has to be reached."""
    for_life: ForLife | None = None
    """When it is kept for ever."""
    invitation: YesOrNo = False
    """Whether it is reached by invitation only."""
    multiply: Annotated[dict[UnitId, Amount], Field(min_length=1)] | None = None
    """Multiplies what rules with `per` give of that unit."""
    give: Gives | None = None
    """Given when the level is reached."""
    rewards: list[RewardId] = Field(default_factory=list)
    """Granted when the level is reached."""
    offers: list[OfferId] = Field(default_factory=list)
    """Granted when the level is reached."""
    perks: list[PerkId] = Field(default_factory=list)
    """What members at this level enjoy."""


class Floor(Part):
    """A level below which a member does not fall for a while."""

    level: LevelId
    """The level."""
    by: Annotated[str, *choice("invitation", "status_match", "staff", "plan", "event")]
    """Who or what sets it."""
    plan: PlanId | None = None
    """The plan, with `by: plan`."""
    event: EventId | None = None
    """The event, with `by: event`."""
    when: Condition | None = None
    """Where this holds."""
    lasts: Length | None = None
    """How long; as long as the plan without it."""


class RateStep(Part):
    """A rate from a step of participation on."""

    from_: Annotated[Whole, Field(alias="from")]
    """The first period of this rate."""
    rate: Amount
    """The rate; a rule with `rate: LADDER` multiplies its amounts by it."""


class Participation(Part):
    """A ladder that is climbed period by period."""

    counts: WindowText
    """The period that counts one step, for instance `calendar month`."""
    advance: Condition
    """A period in which this holds is a step up."""
    hold: Condition | None = None
    """A period in which only this holds changes nothing."""
    otherwise: Annotated[str, *choice("reset", "one_step_down", "hold")] = "reset"
    """What a period does in which neither holds."""
    forfeit: list[UnitId] = Field(default_factory=list)
    """Units that are lost with a reset."""
    rates: Annotated[list[RateStep], Field(min_length=1)]
    """What each step gives."""


class LadderPart(Part):
    """A tier ladder."""

    name: Names | None = None
    """What members call it."""
    by: Annotated[Annotated[MetricId, VALUE] | Annotated[list[MetricId], Field(min_length=1), LIST], BY_KIND] | None = (
        None
    )
    """The metric, or the metrics, that decide."""
    levels: list[LevelPart] = Field(default_factory=list)
    """The steps, lowest first."""
    participation: Participation | None = None
    """For a ladder that is climbed period by period."""
    level: Annotated[str, *choice("after", "at_once")] = "after"
    """Whether a level reached with an order holds from the next one, or already for this one."""
    keeps: KeepsText | None = None
    """How long a level is kept, for instance `rest of year and next`."""
    grace: Length | None = None
    """How much longer it can still be saved."""
    falls: Annotated[str, *choice("one level", "to supported", "to the lowest")] = "one level"
    """Where a member falls who did not save it."""
    floors: list[Floor] = Field(default_factory=list)
    """Levels below which some members do not fall."""
    warn: Annotated[list[Length], Field(min_length=1)] | None = None
    """How long before a fall members are told."""
    places: dict[LevelId, WholeOrZero] = Field(default_factory=dict)
    """How many members a level has at most."""
    charges: Amounts | None = None
    """Units that are taken when a level is reached."""
