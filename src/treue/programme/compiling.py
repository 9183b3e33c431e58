"""From a checked document to the records the engine reads: amounts scaled, names for every language, rules by event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from treue.domain.instants import Period
from treue.domain.money import Money
from treue.programme.checking import Checked
from treue.programme.compiling_members import compile_member_terms
from treue.programme.law_default import law_of
from treue.programme.records import BUILT_IN_EVENTS, EarnRule, EventType, Programme, Reward, Unit
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.earning import EarnPart
from treue.programme.schema.rewards import RewardPart
from treue.rules.types import Type

SEMANTICS = 1
"""The number of the engine's behaviour that a version published now is fixed to."""


def compile_programme(checked: Checked) -> Programme:
    """The programme of a checked document, without what `running` does not list; see `faults.not_runnable`."""
    document, head = checked.document, checked.document.programme
    languages = tuple(head.languages)
    units = {
        name: Unit(
            name,
            {language: (part.name[language][0], part.name[language][1]) for language in languages},
            part.decimals,
            part.available if isinstance(part.available, Period) else None,
            part.expires if isinstance(part.expires, Period) else None,
        )
        for name, part in document.units.items()
    }
    earn = tuple(_rule(rule, checked, units) for rule in document.earn)
    rewards = {reward.id: _reward(reward, languages, units) for reward in document.rewards if len(reward.cost) == 1}
    events = {name: EventType(name, _field_types(fields)) for name, fields in document.events.items()}
    return Programme(
        id=head.id,
        names=_in_each(languages, head.name),
        currency=head.currency,
        zone=head.time_zone,
        languages=languages,
        law=law_of(head),
        accepts_late=head.accepts.late,
        accepts_early=head.accepts.early,
        semantics=SEMANTICS,
        units=units,
        earn=earn,
        rewards=rewards,
        events=events,
        rules_by_event={
            name: tuple(rule for rule in earn if rule.event == name) for name in (*BUILT_IN_EVENTS, *events)
        },
        members=compile_member_terms(document, {name: 10**unit.decimals for name, unit in units.items()}),
    )


def _rule(part: EarnPart, checked: Checked, units: Mapping[str, Unit]) -> EarnRule:
    per = part.per if isinstance(part.per, Money) else None
    share = Fraction(1) if per is None else Fraction(1, per.minor)
    return EarnRule(
        id=part.id,
        event=str(part.event),
        each="line" if part.each == "line" else "event",
        when=checked.conditions.get(part.id),
        give={name: _scaled(amount, units[name]) * share for name, amount in _numbers(part.give)},
        per=per,
        multiply={name: Fraction(factor) for name, factor in _numbers(part.multiply)},
        budget={name: int(_scaled(amount, units[name])) for name, amount in _numbers(part.budget)},
    )


def _reward(part: RewardPart, languages: tuple[str, ...], units: Mapping[str, Unit]) -> Reward:
    ((unit, cost),) = part.cost.items()
    return Reward(
        id=part.id,
        names=_in_each(languages, part.name or {"*": part.id}),
        unit=str(unit),
        cost=int(_scaled(cost, units[unit])),
        gives={name: what for name, what in (("product", part.gives.product), ("effect", part.gives.effect)) if what},
        limited=part.stock is not None,
    )


def _numbers(amounts: Mapping[Any, object] | None) -> Iterator[tuple[str, Decimal]]:
    """The amounts that are plain numbers; other forms do not run yet. Ids become plain texts, as they are stored."""
    return ((str(name), amount) for name, amount in (amounts or {}).items() if isinstance(amount, Decimal))


def _field_types(fields: Mapping[str, Type | FieldPart]) -> dict[str, Type]:
    return {name: field.type if isinstance(field, FieldPart) else field for name, field in fields.items()}


def _scaled(amount: Decimal, unit: Unit) -> Fraction:
    return Fraction(amount) * int("1" + "0" * unit.decimals)


def _in_each(languages: tuple[str, ...], names: Mapping[str, str]) -> dict[str, str]:
    """The name by language; one written without a language serves for all."""
    return {language: names["*"] if "*" in names else names[language] for language in languages}
