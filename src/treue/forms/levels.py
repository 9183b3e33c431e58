"""Where a member stands on a ladder, as it is answered to programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from treue.domain.money import minor_digits
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
    since: datetime | None
    kept_until: datetime | None
    in_grace: bool
    next: StepShape | None
    keep: StepShape | None


def level_shape(progress: Progress, programme: Programme) -> LevelShape:
    """How the member stands on the ladder."""
    return LevelShape(
        ladder=progress.ladder,
        level=progress.level,
        since=progress.since,
        kept_until=progress.kept_until,
        in_grace=progress.in_grace,
        next=None if progress.following is None else _step_shape(progress.following, programme),
        keep=None if progress.keeping is None else _step_shape(progress.keeping, programme),
    )


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
