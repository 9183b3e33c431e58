"""Rules: what they give as scaled units, with everything that holds them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from treue.domain.calendar import Limit as LimitPart
from treue.domain.money import Money, minor_digits
from treue.programme.compiling.expressions import Expressions, is_number
from treue.programme.compiling.parts import OTHERWISE, audience_of, by_level, by_level_at, in_each, limits_of, timing_of
from treue.programme.locating import Keys
from treue.programme.records import LEVEL_REACHED, LIFETIME, Audience, ByLevel, EarnRule, Give, Limit, Unit
from treue.programme.schema.amounts import Expression
from treue.programme.schema.document import Document
from treue.programme.schema.earning import EarnPart
from treue.programme.schema.ladders import LadderPart

ONCE = Limit(1, LIFETIME)


def rule_of(
    index: int, part: EarnPart, document: Document, units: Mapping[str, Unit], expressions: Expressions
) -> EarnRule:
    """The rule as the engine knows it, with what it is at partners where it counts for another amount of money."""
    if not isinstance(part.per, dict):
        return _rule_per(index, part, part.per, document, units, expressions)
    amounts = {str(partner): per for partner, per in part.per.items()}
    otherwise = amounts.pop(OTHERWISE, None)
    rules = {name: _rule_per(index, part, per, document, units, expressions) for name, per in amounts.items()}
    rule = _rule_per(index, part, otherwise or next(iter(amounts.values())), document, units, expressions)
    if otherwise is not None:
        return replace(rule, partner_rules=rules)
    # Where no amount is said, it gives nothing.
    audience = rule.audience or Audience()
    named = frozenset(rules) if audience.partners is None else audience.partners & rules.keys()
    return replace(rule, audience=replace(audience, partners=named), partner_rules=rules)


def _rule_per(
    index: int,
    part: EarnPart,
    per: Money | None,
    document: Document,
    units: Mapping[str, Unit],
    expressions: Expressions,
) -> EarnRule:
    keys: Keys = ("earn", index)
    languages = tuple(document.programme.languages)
    share = Fraction(1) if per is None else Fraction(1, per.minor)
    return EarnRule(
        id=part.id,
        event=str(part.event),
        each="event" if part.each is None else str(part.each),
        when=expressions.condition((*keys, "when"), part.when),
        give={
            str(name): by_level_at((*keys, "give", str(name)), amount, _giving(expressions, units[name].scale * share))
            for name, amount in (part.give or {}).items()
        },
        per=per,
        multiply={
            str(name): by_level_at((*keys, "multiply", str(name)), factor, _giving(expressions, Fraction(1)))
            for name, factor in (part.multiply or {}).items()
        },
        budget={
            str(name): Limit(int(_count(amount) * units[name].scale), _window(amount))
            for name, amount in (part.budget or {}).items()
        },
        names={} if part.name is None else in_each(languages, part.name),
        timing=timing_of(part, document),
        audience=audience_of(part),
        base=_word(part.base),
        whole_steps=part.steps == "whole",
        rounding=_word(part.rounding),
        multiply_fixed=part.multiply_fixed,
        group=part.group,
        pick=_word(part.pick or "sum"),
        is_qualifying=part.qualifying,
        limits=(*((ONCE,) if part.once else ()), *limits_of(part.limit)),
        caps=_caps(part, units),
        shared_caps=_shared_caps(part, units),
        code_limit=None if part.limit_by_code is None else limits_of(part.limit_by_code)[0],
        at_limit=_word(part.at_limit),
        entitlement=None if part.entitlement is None else str(part.entitlement),
        every=part.every,
        available=None if part.available is None else by_level(part.available, _word),
        expires=None if part.expires is None else by_level(part.expires, _word),
        granted_days={str(name): int(days) for name, days in ((part.grant and part.grant.entitlement) or {}).items()},
        donations=_donations(part, document.programme.currency),
        perk=None if part.grant is None else part.grant.perk,
        reward=None if part.grant is None or part.grant.reward is None else str(part.grant.reward),
        rate=None if part.rate is None else str(part.rate),
    )


def multipliers_of(ladders: Mapping[str, LadderPart], languages: tuple[str, ...]) -> list[EarnRule]:
    """The multipliers of levels, as rules for purchases by members at them."""
    found = []
    for ladder in ladders.values():
        for level in ladder.levels:
            if not level.multiply:
                continue
            factors = {str(unit): by_level(factor, _factor) for unit, factor in level.multiply.items()}
            names = {} if level.name is None else in_each(languages, level.name)
            found.append(
                EarnRule(
                    level.id, "purchase", "event", None, {}, None, factors, {}, names, caps={}, level=str(level.id)
                )
            )
    return found


def gifts_of(
    ladders: Mapping[str, LadderPart], units: Mapping[str, Unit], languages: tuple[str, ...]
) -> list[EarnRule]:
    """What levels give when they are reached, as rules for that event."""
    found = []
    for ladder in ladders.values():
        for level in ladder.levels:
            names = {} if level.name is None else in_each(languages, level.name)
            give = {
                str(unit): ByLevel(Give(number=Fraction(amount) * units[unit].scale))
                for unit, amount in (level.give or {}).items()
                if is_number(amount)
            }
            for given, reward in [(give, None), *(({}, str(reward)) for reward in level.rewards)]:
                if given or reward is not None:
                    found.append(
                        EarnRule(
                            *(level.id, LEVEL_REACHED, "event", None, given, None, {}, {}, names),
                            level=str(level.id),
                            reward=reward,
                        )
                    )
    return found


def _giving(expressions: Expressions, scale: Fraction) -> Callable[[Keys, Decimal | Expression], Give]:
    def make(keys: Keys, value: Decimal | Expression) -> Give:
        if isinstance(value, Expression):
            return Give(amount=expressions.amount(keys, value))
        return Give(number=Fraction(value) * scale)

    return make


def _factor(value: Decimal) -> Give:
    return Give(number=Fraction(value))


def _caps(part: EarnPart, units: Mapping[str, Unit]) -> dict[str, tuple[Limit, ...]]:
    if part.caps is None:
        return {}
    member, household = part.caps.member or {}, part.caps.household or {}
    return {
        str(name): (
            *limits_of(member.get(name), units[name].scale),
            *limits_of(household.get(name), units[name].scale, by_household=True),
        )
        for name in dict.fromkeys((*member, *household))
    }


def _shared_caps(part: EarnPart, units: Mapping[str, Unit]) -> dict[str, tuple[Limit, ...]]:
    shared = (part.caps.programme if part.caps is not None else None) or {}
    return {str(name): limits_of(limits, units[name].scale) for name, limits in shared.items()}


def _donations(part: EarnPart, currency: str) -> dict[str, Money]:
    given = part.grant.donation if part.grant is not None else None
    scale = 10 ** minor_digits(currency)
    return {str(cause): Money(int(amount * scale), currency) for cause, amount in (given or {}).items()}


def _count(amount: Decimal | LimitPart) -> Decimal:
    return amount.count if isinstance(amount, LimitPart) else amount


def _window(amount: Decimal | LimitPart) -> Any:
    return amount.window if isinstance(amount, LimitPart) else LIFETIME


def _word(value: Any) -> Any:
    return value
