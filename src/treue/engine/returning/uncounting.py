"""What a return takes away from the counters: metrics, caps, and how often a rule was given (docs/rules.md R6.2, R6.6).

Counted is what is kept, in the bucket of the order's day. A rule counts as given while something of what it gave is
kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treue.domain.events import Handout
from treue.engine.decision import Decision
from treue.engine.donating import donated_to
from treue.engine.earning.limiting import days_granted_of, units_of, uses_of
from treue.engine.returning.standing import OrderStanding
from treue.engine.tallies import Count
from treue.programme.records import PURCHASE, EarnRule, Metric

_Key = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an order: nothing, what would be decided of it, or a part of the money."""

    is_nothing: bool
    decision: Decision | None
    numerator: int
    denominator: int
    ungranted: tuple[str, ...] = ()
    """The rewards that rules had granted for the order and would not grant for what is kept."""


def uncounted(standing: OrderStanding, kept: Kept) -> tuple[Count, ...]:
    """What the return adds to the tallies; mostly below zero."""
    shares = _shares(standing, kept)
    names = _names(standing)
    after: dict[_Key, int] = {}
    for count in standing.counts:
        if count.name in names:
            key = (count.name, count.day, count.value)
            after[key] = after.get(key, 0) + _earned(standing, shares, kept, count)
    looked_at = {metric.key: metric for metric in standing.programme.metrics_by_event.get(PURCHASE, ())}
    for count in _looked_at(standing, kept, looked_at):
        key = (count.name, count.day, count.value)
        after[key] = after.get(key, 0) + count.amount
    for count in (*standing.counts, *standing.uncounted):
        if count.name in names or count.name in looked_at:
            key = (count.name, count.day, count.value)
            after[key] = after.get(key, 0) - count.amount
    return tuple(Count(name, day, change, value) for (name, day, value), change in after.items() if change)


def _names(standing: OrderStanding) -> set[str]:
    """The tallies that follow from what rules gave."""
    programme = standing.programme
    names = {metric.key for metric in programme.metrics.values() if metric.counts == "earned"}
    for rule in programme.earn:
        names.update(uses_of(rule.id, limit) for limit in rule.limits)
        names.update(_granted(rule))
        names.update(units_of(rule.id, unit, limit) for unit, caps in rule.caps.items() for limit in caps)
    return names


def _earned(standing: OrderStanding, shares: dict[tuple[str, str], int], kept: Kept, count: Count) -> int:
    """How much of the count is kept, by what rules gave."""
    programme = standing.programme
    for rule in programme.earn:
        if count.value == rule.id and count.name in _granted(rule):
            return _granted_still(kept, count)
        if any(uses_of(rule.id, limit) == count.name for limit in rule.limits):
            gave = any(given for of, _, given in standing.shares if of == rule.id)
            is_kept = any(shares[effect] for effect in shares if effect[0] == rule.id) if gave else _applies(kept, rule)
            return count.amount if is_kept else 0
        for unit, caps in rule.caps.items():
            if any(units_of(rule.id, unit, limit) == count.name for limit in caps):
                return shares.get((rule.id, unit), 0)
    idle = {rule.id for rule in programme.earn if not rule.is_qualifying}
    units = {metric.unit for metric in programme.metrics.values() if metric.key == count.name}
    return sum(given for (rule_id, unit), given in shares.items() if unit in units and rule_id not in idle)


def _applies(kept: Kept, rule: EarnRule) -> bool:
    """Whether a rule that gives no units still has its effect."""
    if kept.decision is None or rule.reward is None:
        return not kept.is_nothing
    return any(isinstance(event, Handout) and event.rule == rule.id for event in kept.decision.then)


def _granted(rule: EarnRule) -> list[str]:
    """The tallies of what the rule grants besides units."""
    return [*map(days_granted_of, rule.granted_days), *map(donated_to, rule.donations)]


def _granted_still(kept: Kept, count: Count) -> int:
    """What a rule still grants for what is kept; all of it where that cannot be told."""
    if kept.is_nothing:
        return 0
    if kept.decision is None:
        return count.amount
    same = [one for one in kept.decision.counts if (one.name, one.value) == (count.name, count.value)]
    return min(count.amount, sum(one.amount for one in same))


def _shares(standing: OrderStanding, kept: Kept) -> dict[tuple[str, str], int]:
    """What each rule gave and is kept, between nothing and what it gave at first."""
    given = {(rule, unit): amount for rule, unit, amount in standing.shares}
    if kept.is_nothing:
        return dict.fromkeys(given, 0)
    if kept.decision is None:
        return {effect: _part(amount, kept) for effect, amount in given.items()}
    would_be = {(share.rule, share.unit): share.given for share in kept.decision.shares}
    return {
        effect: min(max(would_be.get(effect, 0), min(0, amount)), max(0, amount)) for effect, amount in given.items()
    }


def _looked_at(standing: OrderStanding, kept: Kept, metrics: dict[str, Metric]) -> list[Count]:
    """What is kept of the counts of metrics that look at the order itself."""
    if kept.is_nothing:
        return []
    if kept.decision is not None:
        return [count for count in kept.decision.counts if count.name in metrics]
    found = []
    for count in standing.counts:
        if (metric := metrics.get(count.name)) is not None:
            amount = _part(count.amount, kept) if metric.counts == "sum" else count.amount
            found.append(Count(count.name, count.day, amount, count.value))
    return found


def _part(amount: int, kept: Kept) -> int:
    """The kept part, rounded towards nothing."""
    return abs(amount) * kept.numerator // kept.denominator * (1 if amount > 0 else -1)
