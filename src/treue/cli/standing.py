"""Where a member stands on a ladder, for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from treue.domain.money import minor_digits
from treue.engine.levels.participating import Step as ParticipationStep
from treue.engine.levels.progress import Lacking, Progress, Step
from treue.programme.records import Programme
from treue.words.units import plain_amount


def level_shape(progress: Progress, programme: Programme) -> dict[str, Any]:
    """Level, keep and what is missing (docs/command-line.md)."""
    level = next((one for one in programme.ladders[progress.ladder].levels if one.id == progress.level), None)
    return {
        "ladder": progress.ladder,
        "level": progress.level,
        "picture": None if level is None else level.picture,
        "perks": [] if level is None else [perk.id for perk in level.perks],
        "since": progress.since,
        "kept_until": progress.kept_until,
        "in_grace": progress.in_grace,
        "next": None if progress.following is None else _step_shape(progress.following, programme),
        "keep": None if progress.keeping is None else _step_shape(progress.keeping, programme),
    }


def step_shape(told: ParticipationStep) -> dict[str, Any]:
    """Step, rate, the next rate, and how the period goes (docs/command-line.md)."""
    return {
        "ladder": told.ladder,
        "step": told.step,
        "rate": told.rate,
        "period_ends": told.ends,
        "period": told.outcome,
        "next": None if told.following is None else {"step": told.following[0], "rate": told.following[1]},
    }


def _step_shape(step: Step, programme: Programme) -> dict[str, Any]:
    return {
        "level": step.level,
        "missing_all": _amounts(step.all, programme),
        "missing_any": _amounts(step.any, programme),
        "counted_from": step.counted_from,
        "kept_until": step.kept_until,
    }


def _amounts(lacking: Sequence[Lacking], programme: Programme) -> dict[str, Decimal]:
    """By metric; money in whole units of the programme's currency."""
    found = {}
    for one in lacking:
        metric = programme.metrics[one.metric]
        decimals = minor_digits(programme.currency) if metric.is_money else metric.decimals
        found[one.metric] = plain_amount(one.amount, decimals)
    return found
