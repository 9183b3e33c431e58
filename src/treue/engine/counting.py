"""What an event adds to the metrics of a member, in the bucket of its local day (docs/rules.md R1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from treue.domain.orders import Line
from treue.engine.decision import Share
from treue.engine.occasion import Occasion
from treue.engine.tallies import EVER, Count
from treue.programme.records import EarnRule, Metric, Programme
from treue.rules.facts import Facts


def counts_of(programme: Programme, kind: str, occasion: Occasion) -> list[Count]:
    """What an event of the kind adds to the metrics that look at such events."""
    counts: list[Count] = []
    for metric in programme.metrics_by_event.get(kind, ()):
        day = day_of(metric, occasion.day)
        counts += _distinct_or_sum(metric, day, _values(metric, occasion))
    return counts


def units_earned(programme: Programme, rules: Iterable[EarnRule], shares: Sequence[Share], day: date) -> list[Count]:
    """What the shares add to the metrics over units earned; what `qualifying: false` gives does not count."""
    counting = [metric for metric in programme.metrics.values() if metric.counts == "earned"]
    if not counting or not shares:
        return []
    idle = {rule.id for rule in rules if not rule.is_qualifying}
    counts = []
    for metric in counting:
        earned = sum(share.given for share in shares if share.unit == metric.unit and share.rule not in idle)
        if earned:
            counts.append(Count(metric.key, day_of(metric, day), earned))
    return counts


def units_spent(programme: Programme, spent: dict[str, int], day: date) -> list[Count]:
    """What spending adds to the metrics over units spent."""
    return [
        Count(metric.key, day_of(metric, day), spent[metric.unit])
        for metric in programme.metrics.values()
        if metric.counts == "spent" and spent.get(metric.unit)
    ]


def day_of(metric: Metric, day: date) -> date:
    """The bucket: the day, or the one bucket of what is counted for ever."""
    return EVER if metric.window.kind == "lifetime" else day


def _values(metric: Metric, occasion: Occasion) -> list[Fraction | str]:
    """The value of the event, or of each line of it, where the metric's condition holds."""
    order, at, fields = occasion.order, occasion.at, occasion.fields
    places: list[tuple[Line | None, Facts]] = [(None, occasion.facts)]
    if metric.each == "line":
        places = [(line, occasion.facts_of_line(index)) for index, line in enumerate(occasion.lines)]
    values: list[Fraction | str] = []
    for line, facts in places:
        if metric.when is not None and not metric.when.holds(order, line, at, fields, facts):
            continue
        if metric.value is None:
            values.append(Fraction(1))
            continue
        try:
            found = metric.value(order, line, at, fields, facts)
        except (ZeroDivisionError, IndexError, KeyError):
            # A value that cannot be calculated counts for nothing (R5.3).
            continue
        values.append(found if isinstance(found, str) else Fraction(found))
    return values


def _distinct_or_sum(metric: Metric, day: date, values: list[Fraction | str]) -> list[Count]:
    if metric.counts == "distinct":
        return [Count(metric.key, day, 1, str(value)) for value in dict.fromkeys(values)]
    numbers = [value for value in values if isinstance(value, Fraction)]
    scale = 10**metric.decimals
    if metric.counts in ("maximum", "minimum"):
        return [Count(metric.key, day, 1, str(floor(number * scale))) for number in dict.fromkeys(numbers)]
    total = floor(sum(numbers, Fraction(0)) * scale)
    return [Count(metric.key, day, total)] if total else []
