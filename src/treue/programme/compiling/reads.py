"""What deciding an event may read besides the event: found once, so that it can be read ahead and kept (R5.1).

It is what all rules of the kind could read, not what one decision happened to read: a return decides the order again
with fewer lines, and its conditions may then take another way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from treue.programme.compiling.expressions import reads_of
from treue.programme.records import COUNTRY, PARTICIPATION, EarnRule, Ladder, Metric, Reads, Reward, Right, Unit
from treue.rules.condition import Condition
from treue.rules.tree import Node


def reads_by_event(
    earn: Iterable[EarnRule],
    metrics: Mapping[str, Metric],
    ladders: Mapping[str, Ladder],
    rewards: Mapping[str, Reward],
    segments: Mapping[str, Condition],
    units: Mapping[str, Unit],
    rights: Mapping[str, Right],
    attributes: Collection[str] = (),
) -> dict[str, Reads]:
    """By kind of event; also 'reward.ID' for a wish for the reward, 'right.ID' for one to choose a day, and
    'participation.LADDER' for the end of a period. `attributes` are those that members have.
    """
    whole = _Whole(metrics, ladders, segments)
    found: dict[str, Reads] = {}
    for rule in earn:
        found[rule.event] = found.get(rule.event, Reads()) | whole.closed(_rule_reads(rule, units))
    for metric in metrics.values():
        trees = [metric.when.tree] if metric.when is not None else []
        if metric.event:
            found[metric.event] = found.get(metric.event, Reads()) | whole.closed(reads_of(trees))
    for unit in units.values():
        for event, when in unit.ageing_events:
            trees = [when.tree] if when is not None else []
            found[event] = found.get(event, Reads()) | whole.closed(reads_of(trees))
    for ladder in ladders.values():
        for floor in ladder.floors:
            if floor.event and floor.when is not None:
                found[floor.event] = found.get(floor.event, Reads()) | whole.closed(reads_of([floor.when.tree]))
        if (climbed := ladder.participation) is not None:
            trees = [climbed.advance.tree, *([climbed.hold.tree] if climbed.hold is not None else [])]
            found[f"{PARTICIPATION}.{ladder.id}"] = whole.closed(reads_of(trees))
    for reward in rewards.values():
        trees = [reward.when.tree] if reward.when is not None else []
        held = Reads(ladders=frozenset("*")) if _wants_levels(reward, units) else Reads()
        named = frozenset(("segments",)) if reward.audience is not None and reward.audience.segments else frozenset()
        if COUNTRY in attributes and (reward.prices_in or _is_for_countries(reward)):
            named |= {COUNTRY}
        found[f"reward.{reward.id}"] = whole.closed(reads_of(trees) | held | Reads(member=named))
    for right in rights.values():
        trees = [right.when.tree] if right.when is not None else []
        held = Reads(ladders=frozenset("*")) if right.count.levels else Reads()
        found[f"right.{right.id}"] = whole.closed(reads_of(trees) | held)
    return found


class _Whole:
    """Follows segments to what they read, and everything that depends on levels to all ladders."""

    def __init__(
        self, metrics: Mapping[str, Metric], ladders: Mapping[str, Ladder], segments: Mapping[str, Condition]
    ) -> None:
        self._metrics = metrics
        self._ladders = ladders
        self._segments = segments

    def closed(self, reads: Reads) -> Reads:
        """The reads with those of what they need."""
        if "segments" in reads.member:
            reads = reads | reads_of(condition.tree for condition in self._segments.values())
        if "*" in reads.ladders:
            reads = replace(reads, ladders=frozenset(self._ladders))
        waiting = list(reads.metrics)
        metrics: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in metrics:
                metrics.add(name)
                waiting += self._metrics[name].parts
        return replace(reads, metrics=frozenset(metrics))


def _rule_reads(rule: EarnRule, units: Mapping[str, Unit]) -> Reads:
    trees: list[Node] = [rule.when.tree] if rule.when is not None else []
    gives = [*rule.give.values(), *rule.multiply.values()]
    for give in gives:
        every = [*give.levels.values(), *([give.otherwise] if give.otherwise is not None else [])]
        trees += [one.amount.tree for one in every if one.amount is not None]
    lives = [life for unit in rule.give for life in (units[unit].available, units[unit].expires)]
    by_level = [*gives, *lives, *(one for one in (rule.available, rule.expires) if one is not None)]
    calendar = rule.timing is not None and rule.timing.calendar is not None and bool(rule.timing.calendar.levels)
    audience = rule.audience
    named = audience is not None and bool(audience.levels)
    wants_levels = rule.level is not None or calendar or named or any(one.levels for one in by_level)
    reads = reads_of(trees) | (Reads(ladders=frozenset("*")) if wants_levels else Reads())
    if rule.rate is not None:
        reads = reads | Reads(ladders=frozenset((rule.rate,)))
    if audience is not None and audience.segments:
        reads = reads | Reads(member=frozenset(("segments",)))
    return reads


def _wants_levels(reward: Reward, units: Mapping[str, Unit]) -> bool:
    """Whether it depends on levels: whom it is for, on which days, or how long the units of it live."""
    calendar = reward.timing.calendar if reward.timing is not None else None
    lives = [life for unit in reward.given_units for life in (units[unit].available, units[unit].expires)]
    named = reward.audience is not None and bool(reward.audience.levels)
    return named or (calendar is not None and bool(calendar.levels)) or any(life.levels for life in lives)


def _is_for_countries(reward: Reward) -> bool:
    return reward.audience is not None and reward.audience.countries is not None
