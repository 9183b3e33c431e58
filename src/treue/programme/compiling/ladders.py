"""Ladders: thresholds scaled as their metrics are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from treue.domain.money import Money
from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.participation import participation_of
from treue.programme.compiling.parts import in_each
from treue.programme.locating import Keys
from treue.programme.records import Floor, Ladder, Level, Metric, Perk, Reached, Unit
from treue.programme.schema.ladders import LadderPart, LevelPart
from treue.programme.schema.memberships import PerkPart

Metrics = Mapping[str, Metric]


def ladder_of(
    name: str,
    part: LadderPart,
    languages: tuple[str, ...],
    metrics: Metrics,
    expressions: Expressions,
    perks: Mapping[str, Perk],
    units: Mapping[str, Unit],
) -> Ladder:
    """The ladder as the engine knows it."""
    keys: Keys = ("ladders", name)
    levels = tuple(_level(level, part, languages, metrics, perks) for level in part.levels)
    asked = [
        one for level in levels for reached in (level.reached, level.for_life) if reached for one in _asked(reached)
    ]
    falls: Any = part.falls
    return Ladder(
        id=name,
        names={} if part.name is None else in_each(languages, part.name),
        levels=levels,
        at_once=part.level == "at_once",
        keeps=part.keeps,
        grace=part.grace,
        falls=falls,
        floors=tuple(
            Floor(
                str(floor.level),
                _word(floor.by),
                "" if floor.event is None else str(floor.event),
                expressions.condition((*keys, "floors", index, "when"), floor.when),
                floor.lasts,
            )
            for index, floor in enumerate(part.floors)
        ),
        places={str(level): int(count) for level, count in part.places.items()},
        charges={str(unit): int(amount * units[unit].scale) for unit, amount in (part.charges or {}).items()},
        warn=tuple(part.warn or ()),
        metrics=tuple(dict.fromkeys(asked)),
        tallies=frozenset(_tallies(asked, metrics)),
        participation=None
        if part.participation is None
        else participation_of((*keys, "participation"), part.participation, metrics, expressions),
    )


def _tallies(names: Iterable[str], metrics: Metrics) -> Iterator[str]:
    for name in names:
        metric = metrics[name]
        if metric.parts:
            yield from _tallies(metric.parts, metrics)
        else:
            yield metric.key


def perks_of(parts: Mapping[Any, PerkPart], languages: tuple[str, ...]) -> dict[str, Perk]:
    """The perks that the document lists; where it lists none, a perk is called by its id."""
    return {str(name): Perk(str(name), in_each(languages, part.name)) for name, part in parts.items()}


def _level(
    part: LevelPart, ladder: LadderPart, languages: tuple[str, ...], metrics: Metrics, perks: Mapping[str, Perk]
) -> Level:
    id_ = str(part.id)
    return Level(
        id=id_,
        names=dict.fromkeys(languages, id_) if part.name is None else in_each(languages, part.name),
        reached=_reached(part, ladder, metrics),
        at_joining=part.from_ is not None and _is_zero(part.from_) and not part.invitation,
        by_invitation=part.invitation,
        for_life=None
        if part.for_life is None
        else Reached(_counters(part.for_life.all, metrics), _counters(part.for_life.any, metrics)),
        perks=tuple(
            perks.get(str(perk)) or Perk(str(perk), dict.fromkeys(languages, str(perk))) for perk in part.perks
        ),
        picture=None if part.picture is None else str(part.picture),
    )


def _reached(part: LevelPart, ladder: LadderPart, metrics: Metrics) -> Reached | None:
    if part.invitation:
        return None
    if part.all is not None or part.any is not None:
        return Reached(_counters(part.all, metrics), _counters(part.any, metrics))
    if part.from_ is None or _is_zero(part.from_) or not isinstance(ladder.by, str):
        return None
    return Reached(all=_counters({ladder.by: part.from_}, metrics))


def _counters(counters: Mapping[Any, Decimal | Money] | None, metrics: Metrics) -> tuple[tuple[str, int], ...]:
    return tuple(
        (
            str(metric),
            threshold.minor if isinstance(threshold, Money) else int(threshold.scaleb(metrics[metric].decimals)),
        )
        for metric, threshold in (counters or {}).items()
    )


def _asked(reached: Reached) -> tuple[str, ...]:
    return tuple(metric for metric, _ in (*reached.all, *reached.any))


def _is_zero(threshold: Decimal | Money) -> bool:
    return threshold.minor == 0 if isinstance(threshold, Money) else threshold == 0


def _word(value: Any) -> Any:
    return value
