"""Whether a rule applies to an occasion, and to which lines or parts of it."""

from __future__ import annotations

from collections.abc import Collection

from treue.domain.orders import Order
from treue.engine.occasion import Occasion
from treue.programme.records import LEVEL_REACHED, Audience, EarnRule
from treue.rules.facts import Facts
from treue.rules.types import Value

Applied = list[int]
"""Indices of the lines or parts that a rule concerns."""


def applies_to(rule: EarnRule, occasion: Occasion) -> Applied | None:
    """What of the event the rule concerns, or None where it does not apply.

    A rule that looks at the whole event concerns every line of it.
    """
    if rule.is_selective and not _is_meant(rule, occasion):
        return None
    if rule.each == "event":
        when = rule.when
        if when is not None and not when.holds(occasion.order, None, occasion.at, occasion.fields, occasion.facts):
            return None
        return list(range(len(occasion.lines)))
    if rule.each == "line":
        return _lines(rule, occasion) or None
    return _parts(rule, occasion) or None


def _is_meant(rule: EarnRule, occasion: Occasion) -> bool:
    """Whether it is the rule's time, its audience and its level."""
    if rule.timing is not None and not rule.timing.holds(occasion.day, occasion.held):
        return False
    if rule.audience is not None and not is_for(rule.audience, occasion):
        return False
    return rule.level is None or rule.level in _levels_of(rule, occasion)


def _levels_of(rule: EarnRule, occasion: Occasion) -> Collection[Value]:
    """The levels whose rules apply: those the member holds, or the one that is reached with this event."""
    return (occasion.fields["level"],) if rule.event == LEVEL_REACHED else occasion.held


def is_for(audience: Audience, occasion: Occasion) -> bool:
    """Whether the member, the shop and the channel belong to the audience."""
    return (
        has_level(audience, occasion.held)
        and belongs_to(audience, occasion.facts)
        and _is_sold_by(audience, occasion.order)
    )


def has_level(audience: Audience, held: Collection[str]) -> bool:
    """Whether one of the levels held is one of those named."""
    return audience.levels is None or not audience.levels.isdisjoint(held)


def belongs_to(audience: Audience, facts: Facts) -> bool:
    """Whether the member is in one of the segments named."""
    if audience.segments is None:
        return True
    segments = facts.member.get("segments", ())
    return isinstance(segments, tuple) and not audience.segments.isdisjoint(map(str, segments))


def _is_sold_by(audience: Audience, order: Order | None) -> bool:
    if order is None:
        return audience.includes("", "", "", "")
    return audience.includes(order.store, order.channel, order.partner, order.country)


def _lines(rule: EarnRule, occasion: Occasion) -> Applied:
    if rule.when is None:
        return list(range(len(occasion.lines)))
    holds, order, at, fields = rule.when.holds, occasion.order, occasion.at, occasion.fields
    if not occasion.line_facts:
        facts = occasion.facts
        return [index for index, line in enumerate(occasion.lines) if holds(order, line, at, fields, facts)]
    pairs = zip(occasion.lines, occasion.line_facts, strict=True)
    return [index for index, (line, facts) in enumerate(pairs) if holds(order, line, at, fields, facts)]


def _parts(rule: EarnRule, occasion: Occasion) -> Applied:
    parts = occasion.parts.get(rule.each, ())
    when = rule.when
    if when is None:
        return list(range(len(parts)))
    return [
        index
        for index, part in enumerate(parts)
        if when.holds(None, None, occasion.at, occasion.fields, occasion.facts_of_part(part))
    ]
