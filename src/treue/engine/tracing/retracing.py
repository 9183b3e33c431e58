"""`retrace`: what every rule did with an event, from event, read-set and version alone (docs/rules.md R5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from treue.domain.events import Brought, CustomEvent, Event, Joined, Purchase
from treue.engine.applying import state_of
from treue.engine.deciding import INSTANT, at_levels_reached, occurred_at
from treue.engine.decision import ReadSet, Share
from treue.engine.fields import read_attributes, read_fields
from treue.engine.occasion import Occasion, occasion_of_fields, occasion_of_order
from treue.engine.state import RULE
from treue.engine.tracing.amounts import Factors, exactly, factor_of, given_by, is_multiplied, rounded, worth_of
from treue.engine.tracing.hurdles import hurdles_of
from treue.engine.tracing.limits import Limits
from treue.engine.tracing.traced import EarnTrace, Given, Held, Hurdle, Multiplied, Room, RuleTrace, Stopped
from treue.programme.records import FIRST_PURCHASE, JOINED, PERIOD_END, PURCHASE, EarnRule, Programme


@dataclass(slots=True)
class _Working:
    """One rule while its numbers come about."""

    rule: EarnRule
    hurdles: tuple[Hurdle, ...]
    indices: tuple[int, ...]
    given: list[Given] = field(default_factory=list)
    multiplied: list[Multiplied] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    room: tuple[Room, ...] = ()

    def finished(self) -> RuleTrace:
        return RuleTrace(
            self.rule,
            self.hurdles,
            self.indices,
            tuple(self.given),
            tuple(self.multiplied),
            tuple(self.held),
            tuple(self.shares),
            self.room,
        )


def retrace(programme: Programme, event: Event, read_set: ReadSet, *, tells_misses: bool = True) -> EarnTrace:
    """The trace of an event that earns; of a wish, which no rule looks at, it is empty.

    It is about events that were not refused. Where nobody will be told, `tells_misses=False` saves looking for what was
    lacking where a condition does not hold, and for what limits leave. Raises ValueError where the fields of the event
    are not those that the version declares.
    """
    found = occasion_of(programme, event, read_set)
    if found is None:
        return EarnTrace()
    kind, occasion = found
    instant = occurred_at(event, read_set.now)
    if programme.counts_at_once:
        occasion = at_levels_reached(programme, state_of(read_set, 1), kind, instant, occasion)
    limits = Limits(programme, read_set, occasion.day)
    rules = list(programme.rules_by_event.get(kind, ()))
    if kind == PURCHASE and read_set.purchases == 0:
        rules += programme.rules_by_event.get(FIRST_PURCHASE, ())
    if kind == PERIOD_END:
        rules = [rule for rule in rules if rule.period == occasion.fields.get("every")]
    if occasion.order is not None:
        rules = [rule.at_partner(occasion.order.partner) for rule in rules]
    works = [_work(rule, occasion, limits, read_set, tells_misses) for rule in rules]
    applied = [work for work in works if not work.hurdles]
    for work in applied:
        work.given = given_by(programme, work.rule, work.indices, occasion)
    _choose(programme, applied)
    amounts = {
        (work.rule.id, given.unit): given.amount for work in applied for given in work.given if not given.beaten_by
    }
    _multiply(applied, occasion, amounts)
    shares: list[Share] = []
    for work in applied:
        for unit in work.rule.multiply or work.rule.give:
            wanted = amounts.get((work.rule.id, unit))
            if wanted:
                share, held = limits.share(work.rule, unit, wanted)
                work.held += held
                work.shares.append(share)
                shares.append(share)
        if tells_misses:
            work.room = tuple(limits.room(work.rule, work.shares, work.held))
    return EarnTrace(tuple(work.finished() for work in works), tuple(shares))


def occasion_of(programme: Programme, event: Event, read_set: ReadSet) -> tuple[str, Occasion] | None:
    """The kind of event and what rules could look at; None for wishes."""
    state = state_of(read_set, 1)
    match event:
        case Purchase(occurred_at=instant, order=order):
            return PURCHASE, occasion_of_order(programme, state, PURCHASE, instant, order)
        case Joined(occurred_at=instant):
            return JOINED, occasion_of_fields(programme, state, JOINED, instant or read_set.now)
        case CustomEvent(name=name, occurred_at=instant, fields=fields):
            declared = programme.events.get(name)
            values = None if declared is None else read_fields(programme, declared.fields, fields)
            if values is None:
                raise ValueError(f"the fields of '{name}' are not those that the programme declares")
            return name, occasion_of_fields(programme, state, name, instant, values)
        case Brought(name=name, occurred_at=instant, fields=fields):
            # A period that ends is looked at as it was at its end.
            seen = instant - INSTANT if name == PERIOD_END else instant
            return name, occasion_of_fields(programme, state, name, seen, read_attributes(fields))
        case _:
            return None


def _work(rule: EarnRule, occasion: Occasion, limits: Limits, read_set: ReadSet, tells_misses: bool) -> _Working:
    hurdles, indices = hurdles_of(rule, occasion, tells_misses)
    if not hurdles and (RULE, rule.id) in read_set.stopped:
        hurdles = (Stopped(),)
    return _Working(rule, hurdles or tuple(limits.hurdles(rule)), indices)


def _choose(programme: Programme, applied: Sequence[_Working]) -> None:
    """Of a group only the rule that is best before multipliers, or comes first, gives anything (R2.3)."""
    giving = [work for work in applied if work.given and work.rule.group is not None]
    for group in dict.fromkeys(work.rule.group for work in giving):
        rivals = [work for work in giving if work.rule.group == group]
        pick = rivals[0].rule.pick
        if pick == "sum":
            continue
        chosen = rivals[0]
        if pick == "best":
            # `max` answers the first of several that are worth the same.
            chosen = max(rivals, key=lambda work: worth_of(programme, work.given))
        for work in rivals:
            if work is not chosen:
                work.given = [replace(given, beaten_by=chosen.rule.id) for given in work.given]


def _multiply(applied: Sequence[_Working], occasion: Occasion, amounts: dict[tuple[str, str], int]) -> None:
    """Each multiplier's share: what rounding gives with it, less what it gives without it, in document order (R2.3)."""
    factors = Factors()
    multiplying = [work for work in applied if work.rule.multiply]
    for unit in dict.fromkeys(unit for work in multiplying for unit in work.rule.multiply):
        running = {
            (work.rule.id, place): given.amount
            for work in applied
            for place, given in enumerate(work.given)
            if given.unit == unit and not given.beaten_by and is_multiplied(work.rule)
        }
        of_unit = [
            (work, factor)
            for work in multiplying
            if unit in work.rule.multiply and (factor := factor_of(work.rule, unit, occasion)) is not None
        ]
        for work, factor in of_unit:
            rivals = [
                (other, rival)
                for other, rival in of_unit
                if work.rule.group is not None and other.rule.group == work.rule.group
            ]
            indices, beaten_by = _won(work, rivals)
            if indices is not None and not indices:
                work.multiplied.append(Multiplied(unit, factor, (), beaten_by=beaten_by))
                continue
            factors.take(unit, "line" if work.rule.each == "event" else work.rule.each, indices, factor)
            before = sum(running.values())
            for other in applied:
                for place, given in enumerate(other.given):
                    if (other.rule.id, place) in running:
                        exact = exactly(other.rule, given, factors)
                        running[other.rule.id, place] = rounded(other.rule, exact)
            after = sum(running.values())
            work.multiplied.append(Multiplied(unit, factor, indices, before, after, beaten_by))
            amounts[work.rule.id, unit] = after - before


def _won(work: _Working, rivals: Sequence[tuple[_Working, Fraction]]) -> tuple[tuple[int, ...] | None, str | None]:
    """The lines or parts for which no rule of its group has a higher factor, None for the whole event; and who has."""
    is_whole = work.rule.each == "event"
    if len(rivals) <= 1:
        return (None if is_whole else work.indices), None
    if all(other.rule.each == "event" for other, _ in rivals):
        best = _best(rivals)
        return (None, None) if best is work else ((), best.rule.id)
    kept, beaten_by = [], None
    for index in work.indices:
        best = _best([(other, rival) for other, rival in rivals if index in other.indices])
        if best is work:
            kept.append(index)
        else:
            beaten_by = best.rule.id
    return tuple(kept), beaten_by


def _best(rivals: Sequence[tuple[_Working, Fraction]]) -> _Working:
    return max(rivals, key=lambda rival: rival[1])[0]
