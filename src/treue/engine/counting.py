"""What an event adds to the metrics of a member, in the bucket of its local day (docs/rules.md R1.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from math import floor

from treue.domain.events import CustomEvent, Event, Joined, Purchase
from treue.domain.orders import Line, Order
from treue.engine.decision import Share
from treue.engine.earning.limiting import units_of, uses_of
from treue.engine.exchange import rate_at
from treue.engine.fields import read_fields
from treue.engine.occasion import Occasion, occasion_of_fields, occasion_of_order
from treue.engine.state import State
from treue.engine.tallies import EVER, Count
from treue.programme.records import JOINED, PURCHASE, EarnRule, Metric, Programme
from treue.rules.facts import Facts

COUNTED = "counted"
"""The kind of the event that says what a new version counted anew."""


def counts_of(programme: Programme, kind: str, occasion: Occasion) -> list[Count]:
    """What an event of the kind adds to the metrics that look at such events."""
    counts: list[Count] = []
    for metric in programme.metrics_by_event.get(kind, ()):
        day = day_of(metric, occasion.day)
        counts += _distinct_or_sum(metric, day, _values(metric, occasion))
    return counts


def counts_anew(
    programme: Programme, names: Collection[str], state: State, event: Event, shares: Sequence[Share]
) -> list[Count]:
    """What the tallies of these names would hold of an event that another version decided.

    A version that counts something new begins with what is known of the past; and while it waits for its start, or a
    fact comes late, what the other version decides is counted for it too.
    """
    counts: list[Count] = []
    day: date | None = None
    match event:
        case Purchase(occurred_at=instant, order=order) if _is_exchangeable(programme, state, order, instant):
            occasion = occasion_of_order(programme, state, PURCHASE, instant, order)
            counts, day = counts_of(programme, PURCHASE, occasion), occasion.day
        case CustomEvent(name=name, occurred_at=instant, fields=fields) if name in programme.events:
            values = read_fields(programme, programme.events[name].fields, fields)
            if values is not None:
                occasion = occasion_of_fields(programme, state, name, instant, values)
                counts, day = counts_of(programme, name, occasion), occasion.day
        case Joined(occurred_at=instant) if instant is not None:
            occasion = occasion_of_fields(programme, state, JOINED, instant)
            counts, day = counts_of(programme, JOINED, occasion), occasion.day
    if day is not None:
        counts += units_earned(programme, programme.earn, shares, day)
        counts += _uses(programme, shares, day)
    return [count for count in counts if count.name in names]


def _is_exchangeable(programme: Programme, state: State, order: Order, instant: datetime) -> bool:
    """Whether a version can count the order: in its currency, or at a rate of its own."""
    return order.currency == programme.currency or rate_at(programme, state, order, instant) is not None


def tally_names(programme: Programme) -> frozenset[str]:
    """Every tally the programme keeps of what happens, but for those of rewards."""
    names = {metric.key for metric in programme.metrics.values() if not metric.parts}
    for rule in programme.earn:
        names.update(uses_of(rule.id, limit) for limit in rule.limits)
        names.update(units_of(rule.id, unit, cap) for unit, caps in rule.caps.items() for cap in caps)
    return frozenset(names)


def _uses(programme: Programme, shares: Sequence[Share], day: date) -> list[Count]:
    """How often rules with limits gave, and how much those with caps."""
    counts: list[Count] = []
    for rule in programme.earn:
        given = [share for share in shares if share.rule == rule.id and share.given > 0]
        if not given:
            continue
        for name in dict.fromkeys(uses_of(rule.id, limit) for limit in rule.limits):
            counts.append(Count(name, EVER if name.endswith(".ever") else day, 1))
        for share in given:
            for name in dict.fromkeys(units_of(rule.id, share.unit, cap) for cap in rule.caps.get(share.unit, ())):
                counts.append(Count(name, EVER if name.endswith(".ever") else day, share.given))
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


def _values(metric: Metric, occasion: Occasion) -> list[int | Fraction | str]:
    """The value of the event, or of each line of it, where the metric's condition holds."""
    order, at, fields = occasion.order, occasion.at, occasion.fields
    places: list[tuple[Line | None, Facts]] = [(None, occasion.facts)]
    if metric.each == "line":
        places = [(line, occasion.facts_of_line(index)) for index, line in enumerate(occasion.lines)]
    values: list[int | Fraction | str] = []
    for line, facts in places:
        if metric.when is not None and not metric.when.holds(order, line, at, fields, facts):
            continue
        if metric.value is None:
            values.append(1)
            continue
        try:
            found = metric.value(order, line, at, fields, facts)
        except (ZeroDivisionError, IndexError, KeyError):
            # A value that cannot be calculated counts for nothing (R5.3).
            continue
        # Whole numbers stay what they are: adding them up is several times faster than adding fractions.
        values.append(found if isinstance(found, str) or type(found) is int else Fraction(found))
    return values


def _distinct_or_sum(metric: Metric, day: date, values: list[int | Fraction | str]) -> list[Count]:
    if metric.counts == "distinct":
        return [Count(metric.key, day, 1, str(value)) for value in dict.fromkeys(values)]
    numbers = [value for value in values if not isinstance(value, str)]
    scale = 10**metric.decimals
    if metric.counts in ("maximum", "minimum"):
        return [Count(metric.key, day, 1, str(floor(number * scale))) for number in dict.fromkeys(numbers)]
    total = floor(sum(numbers) * scale)
    return [Count(metric.key, day, total)] if total else []
