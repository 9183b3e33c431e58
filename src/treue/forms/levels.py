"""Where a member stands on a ladder, as it is answered to programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from treue.domain.money import minor_digits
from treue.engine.levels import participating
from treue.engine.levels.progress import Lacking, Progress, Step
from treue.programme.records import Programme
from treue.words.units import plain_amount

Missing = Annotated[dict[str, Decimal], msgspec.Meta(description="What is missing, by metric; money in whole units.")]


class StepShape(msgspec.Struct, frozen=True):
    """A level and what is missing to reach or keep it: all of some metrics, or any of others."""

    level: str
    missing_all: Missing
    missing_any: Missing
    counted_from: date | None
    kept_until: datetime | None


class LevelShape(msgspec.Struct, frozen=True):
    """Level, keep and what is missing on one ladder."""

    ladder: str
    level: str | None
    picture: str | None
    perks: Annotated[tuple[str, ...], msgspec.Meta(description="What the level brings besides, by id.")]
    since: datetime | None
    kept_until: datetime | None
    in_grace: bool
    next: StepShape | None
    keep: StepShape | None


class RateShape(msgspec.Struct, frozen=True):
    """A step of a ladder that is climbed period by period, and its rate."""

    step: int
    rate: Decimal


class ParticipationShape(msgspec.Struct, frozen=True):
    """Where a member stands on a ladder that is climbed period by period."""

    ladder: str
    step: int
    rate: Decimal
    period_ends: Annotated[datetime | None, msgspec.Meta(description="Null for who does not take part.")]
    period: Annotated[str | None, msgspec.Meta(description="What it would bring if it ended as it stands.")]
    next: Annotated[RateShape | None, msgspec.Meta(description="The first step of the next rate.")]


def level_shape(progress: Progress, programme: Programme) -> LevelShape:
    """How the member stands on the ladder."""
    level = next((one for one in programme.ladders[progress.ladder].levels if one.id == progress.level), None)
    return LevelShape(
        ladder=progress.ladder,
        level=progress.level,
        picture=None if level is None else level.picture,
        perks=() if level is None else tuple(perk.id for perk in level.perks),
        since=progress.since,
        kept_until=progress.kept_until,
        in_grace=progress.in_grace,
        next=None if progress.following is None else _step_shape(progress.following, programme),
        keep=None if progress.keeping is None else _step_shape(progress.keeping, programme),
    )


def participation_shape(told: participating.Step) -> ParticipationShape:
    """Step, rate, the next rate, and how the period goes."""
    following = None if told.following is None else RateShape(*told.following)
    return ParticipationShape(told.ladder, told.step, told.rate, told.ends, told.outcome, following)


def _step_shape(step: Step, programme: Programme) -> StepShape:
    return StepShape(
        level=step.level,
        missing_all=_amounts(step.all, programme),
        missing_any=_amounts(step.any, programme),
        counted_from=step.counted_from,
        kept_until=step.kept_until,
    )


def _amounts(lacking: Sequence[Lacking], programme: Programme) -> dict[str, Decimal]:
    found = {}
    for one in lacking:
        metric = programme.metrics[one.metric]
        decimals = minor_digits(programme.currency) if metric.is_money else metric.decimals
        found[one.metric] = plain_amount(one.amount, decimals)
    return found
