"""Rules that did not apply, as far as it is worth telling: near misses with what was missing, and what held them off.

A near miss is a rule that one single thing kept from applying. Those that lack a number come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from treue.domain.orders import Line
from treue.engine.tracing import (
    CodeUsed,
    EarnTrace,
    Exhausted,
    NotChosen,
    Paused,
    RuleTrace,
    Stopped,
    Unmet,
    WrongAudience,
    WrongDay,
)
from treue.engine.tracing.hurdles import is_threshold
from treue.programme.records import EarnRule
from treue.rules.tree import Comparison, Literal, Node
from treue.rules.types import Value
from treue.words.explanation.names import Naming
from treue.words.languages import mark

NEAR_MISSES_MAX = 5
_DAYS_NEAR = 7
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_AUDIENCES: Mapping[str, str] = {
    "levels": mark("{effect}, but only for this level: {names}."),
    "segments": mark("{effect}, but only for this group of members: {names}."),
    "partners": mark("{effect}, but only at this partner: {names}."),
    "countries": mark("{effect}, but only in this country: {names}."),
    "stores": mark("{effect}, but only in this store: {names}."),
    "channels": mark("{effect}, but only in this sales channel: {names}."),
}
_KINDS = {"levels": "level", "segments": "segment", "partners": "partner"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison of two amounts that failed: what was looked at, what it was, and how much more or less it takes."""

    subject: Node
    value: Value | None
    missing: Fraction
    is_more: bool


def threshold_of(part: Comparison, unmet: Unmet) -> Threshold:
    """What was missing of the comparison, `part` of a condition, by the values that it had."""
    subject, value, other, operator = part.left, unmet.left, unmet.right, str(part.operator)
    if isinstance(part.left, Literal) and not isinstance(part.right, Literal):
        subject, value, other, operator = part.right, unmet.right, unmet.left, _MIRRORED[operator]
    missing = abs(_number(other) - _number(value))
    if operator in ("<", ">") and subject.type.name in ("money", "int"):
        # The next whole amount is the first that is enough.
        missing += 1
    return Threshold(subject, value, missing, operator in (">", ">="))


def near_misses(naming: Naming, trace: EarnTrace, lines: Sequence[Line]) -> list[str]:
    """At most NEAR_MISSES_MAX sentences, the most telling ones first."""
    found: list[tuple[int, str]] = []
    for one in trace.rules:
        if len(one.hurdles) == 1:
            told = _near(naming, one, lines)
            if told is not None:
                found.append(told)
    return [sentence for _, sentence in sorted(found, key=lambda one: one[0])[:NEAR_MISSES_MAX]]


def held_off(naming: Naming, trace: EarnTrace) -> Iterator[str]:
    """The sentences about rules that would have applied, but stood still or were used up."""
    for one in trace.rules:
        rule = naming.rule(one.rule.id)
        match one.hurdles:
            case (Stopped(),):
                yield naming.say("{rule} stood still: the operator had stopped it at that time.", rule=rule)
            case (Exhausted(limit=limit, used=used),):
                yield naming.say(
                    "{rule} gives nothing more: at most {limit} × {window}, and the member had it {used} × before.",
                    rule=rule,
                    limit=naming.exact(Fraction(limit.amount)),
                    window=naming.window(limit.window),
                    used=naming.exact(Fraction(used)),
                )
            case (NotChosen(right=right),):
                yield naming.say(
                    "{rule} did not apply: the member had not chosen this day with {right}.",
                    rule=rule,
                    right=naming.named("entitlement", [right]),
                )
            case (CodeUsed(used=None),):
                yield naming.say("{rule} did not apply, because no code was named.", rule=rule)
            case (CodeUsed(limit=limit, used=int(used)),):
                yield naming.say(
                    "{rule} gives nothing for this code any more: at most {limit} × {window}, and it was used {used} × "
                    "before.",
                    rule=rule,
                    limit=naming.exact(Fraction(limit.amount)),
                    window=naming.window(limit.window),
                    used=naming.exact(Fraction(used)),
                )
            case (Paused(unit=unit, limit=limit, used=used),):
                yield naming.say(
                    "{rule} rests, because nothing is left for it. At most for all members together: {limit}; given "
                    "before: {used}.",
                    rule=rule,
                    limit=f"{naming.amount(unit, limit.amount)} {naming.window(limit.window)}",
                    used=naming.amount(unit, used),
                )
            case (Unmet(is_undefined=True),):
                yield naming.say(
                    "{rule} did not apply, because its condition has no value: it divides by zero or reads what is not "
                    "there.",
                    rule=rule,
                )


def _near(naming: Naming, trace: RuleTrace, lines: Sequence[Line]) -> tuple[int, str] | None:
    """How telling it is, the most telling 0, and the sentence; None where it was no near miss."""
    effect = _effect(naming, trace.rule)
    match trace.hurdles[0]:
        case Unmet(part=Comparison() as part) as unmet if is_threshold(part):
            return 0, _threshold(naming, trace, part, unmet, effect, lines)
        case Unmet(part=part, others_held=True) if part is not None:
            condition = naming.expression(trace.rule, "when", part)
            if condition is None:
                return None
            return 4, naming.say("{effect}, if only this had held: {condition}.", effect=effect, condition=condition)
        case WrongDay(day=day, nearest=nearest) if nearest is not None and abs((nearest - day).days) <= _DAYS_NEAR:
            return 1, naming.say("{effect} on {day}.", effect=effect, day=naming.language.date(nearest))
        case WrongAudience(key=key, wanted=wanted):
            names = naming.named(_KINDS[key], wanted) if key in _KINDS else naming.values(wanted)
            return 2 if key == "levels" else 3, naming.say(_AUDIENCES[key], effect=effect, names=names)
    return None


def _threshold(
    naming: Naming, trace: RuleTrace, part: Comparison, unmet: Unmet, effect: str, lines: Sequence[Line]
) -> str:
    found = threshold_of(part, unmet)
    sentence = (
        mark("{missing} more, and {effect}. Condition: {condition}; it was {value}.")
        if found.is_more
        else mark("{missing} less, and {effect}. Condition: {condition}; it was {value}.")
    )
    told = naming.value(found.subject, found.value)
    if trace.rule.each == "line" and unmet.line is not None:
        told = naming.say("{value} for {lines}", value=told, lines=naming.lines([lines[unmet.line]]))
    condition = naming.expression(trace.rule, "when", part)
    return naming.say(
        sentence,
        missing=naming.value(found.subject, found.missing),
        effect=effect,
        condition=condition or naming.say("more is asked"),
        value=told,
    )


def _effect(naming: Naming, rule: EarnRule) -> str:
    """What the rule would have done, as a clause that begins with it."""
    name = naming.rule(rule.id)
    gives = {unit: give.otherwise for unit, give in rule.give.items() if not give.levels}
    plain = {unit: give.number for unit, give in gives.items() if give is not None and give.number is not None}
    if rule.per is None and rule.each == "event" and plain and plain.keys() == rule.give.keys():
        amount = naming.language.listed([naming.rate(unit, number) for unit, number in plain.items()])
        if rule.limits or rule.caps or rule.scarce or rule.group:
            return naming.say("{rule} would have given up to {amount}", rule=name, amount=amount)
        return naming.say("{rule} would have given {amount}", rule=name, amount=amount)
    factors = {give.otherwise.number for give in rule.multiply.values() if give.otherwise is not None}
    if len(factors) == 1 and (factor := factors.pop()) is not None:
        return naming.say("{rule} would have multiplied by {factor}", rule=name, factor=naming.exact(factor))
    return naming.say("{rule} would have applied", rule=name)


def _number(value: Any) -> Fraction:
    return Fraction(value) if value is not None else Fraction(0)
