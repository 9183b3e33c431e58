"""Metrics: what is counted, of which events, and how finely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.parts import in_each
from treue.programme.locating import Keys
from treue.programme.records import Metric, Unit
from treue.programme.records.counting import NUMBER_DECIMALS, Counting, key_of
from treue.programme.schema.declarations import MetricPart
from treue.rules.types import MONEY

_VALUES = ("sum", "distinct", "maximum", "minimum")


def metric_of(
    name: str, part: MetricPart, languages: tuple[str, ...], units: Mapping[str, Unit], expressions: Expressions
) -> Metric:
    """The metric as the engine knows it."""
    keys: Keys = ("metrics", name)
    written = next((kind for kind in _VALUES if getattr(part, kind) is not None), None)
    is_money = written is not None and expressions.tree((*keys, written)).type == MONEY
    counts, unit, parts = _counting(part, written)
    decimals = units[unit].decimals if unit else NUMBER_DECIMALS if written in ("sum", "maximum", "minimum") else 0
    event = "" if unit or parts else str(part.count or part.event or "purchase")
    texts = (part.when or "", str(getattr(part, written)) if written is not None else "", part.each or "")
    return Metric(
        id=name,
        counts=counts,
        window=part.over,
        event=event,
        each="line" if part.each == "line" else "event",
        when=expressions.condition((*keys, "when"), part.when),
        tree=None if written is None else expressions.tree((*keys, written)),
        value=None if written is None else expressions.value((*keys, written)),
        unit=unit,
        parts=parts,
        names={} if part.name is None else in_each(languages, part.name),
        is_money=is_money,
        decimals=0 if is_money else decimals,
        by_household=part.household,
        key=key_of(name, part.over, counts, event, unit, *texts),
    )


def composed(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics, with those that are made of others scaled like these: money stays money when it is added up, and
    when it is divided by a number.
    """
    return {name: _composed(metric, metrics) for name, metric in metrics.items()}


def _composed(metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    if not metric.parts:
        return metric
    parts = [_composed(metrics[part], metrics) for part in metric.parts]
    if metric.counts == "ratio":
        is_money = parts[0].is_money and not parts[1].is_money
    else:
        is_money = all(part.is_money for part in parts)
    return replace(metric, is_money=is_money, decimals=0 if is_money else NUMBER_DECIMALS)


def _counting(part: MetricPart, written: str | None) -> tuple[Counting, str, tuple[str, ...]]:
    """What is counted, the unit of it, and the metrics it is made of."""
    if part.earned is not None:
        return "earned", str(part.earned), ()
    if part.spent is not None:
        return "spent", str(part.spent), ()
    if part.add is not None:
        return "add", "", tuple(str(one) for one in part.add)
    if part.ratio is not None:
        return "ratio", "", tuple(str(one) for one in part.ratio)
    match written:
        case "sum" | "distinct" | "maximum" | "minimum":
            return written, "", ()
    return "events", "", ()
