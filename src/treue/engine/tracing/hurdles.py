"""What keeps a rule from applying, one by one: every part is looked at, also after the first that fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from treue.domain.orders import Line, Order
from treue.engine.occasion import Occasion
from treue.engine.tracing.traced import Hurdle, OtherLevel, Unmet, WrongAudience, WrongDay
from treue.programme.records import LEVEL_REACHED, Audience, EarnRule, Timing
from treue.rules.at import At
from treue.rules.facts import Facts
from treue.rules.trace import Trace, trace_condition
from treue.rules.tree import And, Comparison, Node, Or
from treue.rules.types import Value

_PLACES: tuple[Literal["stores", "channels", "partners", "countries"], ...] = (
    "stores",
    "channels",
    "partners",
    "countries",
)


@dataclass(frozen=True, slots=True)
class Place:
    """What an expression is asked with: the event as a whole, one line, or one part."""

    index: int | None
    order: Order | None
    line: Line | None
    at: At
    fields: Mapping[str, Value]
    facts: Facts

    def trace(self, tree: Node) -> Trace:
        """How the condition came out here."""
        return trace_condition(tree, self.order, self.line, self.at, self.fields, self.facts)


def whole(occasion: Occasion) -> Place:
    """The event as a whole."""
    return Place(None, occasion.order, None, occasion.at, occasion.fields, occasion.facts)


def places(each: str, occasion: Occasion) -> list[Place]:
    """Where a rule looks: the whole event, each of its lines, or each of its parts of one kind."""
    if each == "event":
        return [whole(occasion)]
    if each == "line":
        return [
            Place(index, occasion.order, line, occasion.at, occasion.fields, occasion.facts_of_line(index))
            for index, line in enumerate(occasion.lines)
        ]
    return [
        Place(index, None, None, occasion.at, occasion.fields, occasion.facts_of_part(part))
        for index, part in enumerate(occasion.parts.get(each, ()))
    ]


def hurdles_of(rule: EarnRule, occasion: Occasion, tells_misses: bool) -> tuple[tuple[Hurdle, ...], tuple[int, ...]]:
    """What stands in the way, and the lines or parts that the rule concerns."""
    found: list[Hurdle] = []
    if rule.timing is not None and (wrong := _wrong_day(rule.timing, occasion)) is not None:
        found.append(wrong)
    if rule.audience is not None:
        found += _wrong_audience(rule.audience, occasion)
    # What a level gives when it is reached asks for that level, whichever are held by then.
    held = (occasion.fields.get("level"),) if rule.event == LEVEL_REACHED else occasion.held
    if rule.level is not None and rule.level not in held:
        found.append(OtherLevel(rule.level))
    looked_at = places(rule.each, occasion)
    holding = [place for place in looked_at if rule.when is None or place.trace(rule.when.tree).holds]
    if not holding:
        found.append(_unmet(rule, looked_at) if tells_misses else Unmet())
    if rule.each == "event":
        return tuple(found), tuple(range(len(occasion.lines)))
    return tuple(found), tuple(place.index for place in holding if place.index is not None)


def _wrong_day(timing: Timing, occasion: Occasion) -> WrongDay | None:
    day = occasion.day
    if timing.first is not None and day < timing.first:
        return WrongDay(day, timing.first)
    if timing.last is not None and day > timing.last:
        return WrongDay(day, timing.last)
    if timing.calendar is None:
        return None
    days = timing.calendar.at(occasion.held) or frozenset[date]()
    if day in days:
        return None
    open_days = [
        one
        for one in days
        if (timing.first is None or timing.first <= one) and (timing.last is None or one <= timing.last)
    ]
    return WrongDay(day, min(open_days, key=lambda one: (abs(one - day), one), default=None))


def _wrong_audience(audience: Audience, occasion: Occasion) -> Iterator[WrongAudience]:
    order = occasion.order
    belongs = occasion.facts.member.get("segments", ())
    segments = set(map(str, belongs)) if isinstance(belongs, tuple) else set()
    if audience.levels is not None and not audience.levels & set(occasion.held):
        yield WrongAudience("levels", audience.levels)
    if audience.segments is not None and not audience.segments & segments:
        yield WrongAudience("segments", audience.segments)
    place = ("", "", "", "") if order is None else (order.store, order.channel, order.partner, order.country)
    for key, named, found in zip(_PLACES, audience.places, place, strict=True):
        if named is not None and found not in named:
            yield WrongAudience(key, named)


def _unmet(rule: EarnRule, looked_at: Sequence[Place]) -> Unmet:
    """The failure of the place that came closest: where one comparison of two numbers failed, else one single part."""
    if rule.when is None:
        return Unmet()
    found = [failure_of(rule.when.tree, place) for place in looked_at]
    return min(found, key=_distance, default=Unmet())


def _distance(unmet: Unmet) -> int:
    if unmet.part is None:
        return 3
    if is_threshold(unmet.part):
        return 0
    return 1 if unmet.others_held else 2


def failure_of(tree: Node, place: Place) -> Unmet:
    """Why the condition does not hold there: its one part that failed, where it was one."""
    trace = place.trace(tree)
    if trace.undefined is not None:
        return Unmet(place.index, is_undefined=True)
    if isinstance(tree, And):
        failed = [operand for operand in tree.operands if not place.trace(operand).holds]
        if len(failed) != 1:
            return Unmet(place.index)
        inner = failure_of(failed[0], place)
        return replace(inner, others_held=True) if inner.part is not None else inner
    if isinstance(tree, Or):
        # One of them would have been enough: the one that lacks a number tells most.
        return min((failure_of(operand, place) for operand in tree.operands), key=_distance)
    if isinstance(tree, Comparison):
        values = {id(step.node): step.value for step in trace.steps}
        return Unmet(place.index, tree, left=values.get(id(tree.left)), right=values.get(id(tree.right)))
    return Unmet(place.index, tree)


def is_threshold(part: Node) -> bool:
    """Whether the part compares two amounts of which one has to be larger."""
    return (
        isinstance(part, Comparison)
        and part.operator not in ("==", "!=")
        and part.left.type.name in ("int", "decimal", "money")
    )
