"""The checks of ladders: thresholds that rise, counters of the right kind, and units that pause over known history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from treue.domain.money import Money
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.ladders import LadderPart, LevelPart
from treue.programme.vocabularies import declarations_of
from treue.rules.declarations import Attribute
from treue.rules.types import MONEY

_OF_LEVELS = ("levels", "keeps", "grace", "floors", "warn", "places", "charges")


def check_ladders(checker: MeaningChecker) -> None:
    """Notes the faults of all ladders."""
    metrics = declarations_of(checker.document).metrics if checker.document.ladders else {}
    for name, ladder in checker.document.ladders.items():
        keys: Keys = ("ladders", name)
        if not checker.form.is_whole(*keys):
            continue
        if not ladder.levels and ladder.participation is None:
            checker.report("levels_order", keys, "the ladder has no levels", "write 'levels', or 'participation'")
        for index, level in enumerate(ladder.levels):
            _check_level(checker, (*keys, "levels", index), ladder, level, metrics)
        _check_rising(checker, keys, ladder)
        _check_participation(checker, keys, ladder)


def _check_level(
    checker: MeaningChecker, keys: Keys, ladder: LadderPart, level: LevelPart, metrics: Mapping[str, Attribute]
) -> None:
    ways = [way for way in (level.from_, level.all, level.any) if way is not None]
    is_set_otherwise = (
        level.invitation or level.for_life is not None or any(floor.level == level.id for floor in ladder.floors)
    )
    if not ways and not is_set_otherwise and ladder.participation is None:
        problem = "nothing says how the level is reached"
        checker.report("levels_order", keys, problem, "write 'from', 'all', 'any', 'for_life' or 'invitation: true'")
    if level.from_ is not None and level.from_ != 0:
        if not isinstance(ladder.by, str):
            problem = "'from' needs one metric that the ladder goes by"
            checker.report("threshold_kind", (*keys, "from"), problem, "write 'by: METRIC', or 'all: {METRIC: ...}'")
        else:
            _check_threshold(checker, (*keys, "from"), ladder.by, level.from_, metrics)
    for key, counters in (("all", level.all), ("any", level.any)):
        for metric, threshold in (counters or {}).items():
            _check_threshold(checker, (*keys, key, metric), metric, threshold, metrics)
    for key, counters in (("all", level.for_life.all), ("any", level.for_life.any)) if level.for_life else ():
        for metric, threshold in (counters or {}).items():
            _check_threshold(checker, (*keys, "for_life", key, metric), metric, threshold, metrics)


def _check_threshold(
    checker: MeaningChecker, keys: Keys, metric: str, threshold: Decimal | Money, metrics: Mapping[str, Attribute]
) -> None:
    counted = metrics.get(metric)
    if counted is None or threshold == 0 or (counted.type == MONEY) == isinstance(threshold, Money):
        return
    what, other = ("money", "a number") if counted.type == MONEY else ("a number", "money")
    written = f"{threshold}" if isinstance(threshold, Money) else f"{threshold:f}"
    currency = checker.form.currency or "EUR"
    remedy = f"write it like {written} {currency}" if what == "money" else "write a bare number"
    checker.report("threshold_kind", keys, f"'{metric}' counts {what}; {written} is {other}", remedy)


def _check_rising(checker: MeaningChecker, keys: Keys, ladder: LadderPart) -> None:
    before: Decimal | Money | None = None
    for index, level in enumerate(ladder.levels):
        now = level.from_
        if now is None:
            continue
        if before is not None and _size(now) <= _size(before):
            problem = f"'{level.id}' does not need more than the level before"
            checker.report("levels_order", (*keys, "levels", index, "from"), problem, "list levels from the lowest")
        before = now


def _check_participation(checker: MeaningChecker, keys: Keys, ladder: LadderPart) -> None:
    if ladder.participation is None:
        return
    steps = [step.from_ for step in ladder.participation.rates]
    for index, (before, now) in enumerate(pairwise(steps), start=1):
        if now <= before:
            problem = f"the step from {now} does not come after the step from {before}"
            place = (*keys, "participation", "rates", index, "from")
            checker.report("levels_order", place, problem, "list the rates from the first period")
    for key in _OF_LEVELS:
        if getattr(ladder, key):
            problem = f"a ladder that is climbed period by period has steps, not levels, so '{key}' means nothing"
            checker.report("participation", (*keys, key), problem, "write it at a ladder of its own", at_key=True)


def _size(threshold: Decimal | Money) -> Decimal:
    return Decimal(threshold.minor) if isinstance(threshold, Money) else threshold
