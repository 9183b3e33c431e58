"""From a checked document to the records the engine reads: amounts scaled, names for every language, rules by event."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from treue.programme.checking import Checked
from treue.programme.records import BUILT_IN_EVENTS, EarnRule, EventType, Programme, Reward, Unit
from treue.programme.schema.document import EarnPart, ProgrammeHead, RewardPart

SEMANTICS = 1
"""The number of the engine's behaviour that a version published now is fixed to."""


def compile_programme(checked: Checked) -> Programme:
    """The programme of a checked document."""
    form, head = checked.form, checked.head
    languages = tuple(head.languages)
    units = {
        name: Unit(
            name,
            {language: (part.name[language][0], part.name[language][1]) for language in languages},
            part.decimals,
            part.available,
            part.expires,
        )
        for name, part in form.units.items()
    }
    earn = tuple(_rule(rule, checked, units) for _, rule in form.earn)
    rewards = {reward.id: _reward(reward, languages, units) for _, reward in form.rewards}
    events = {name: EventType(name, dict(fields)) for name, fields in form.events.items()}
    return Programme(
        id=head.id,
        names=_in_each(languages, head.name),
        currency=head.currency,
        zone=head.time_zone,
        languages=languages,
        law=head.law or _law_by_default(head),
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
    )


def _rule(part: EarnPart, checked: Checked, units: Mapping[str, Unit]) -> EarnRule:
    share = Fraction(1) if part.per is None else Fraction(1, part.per.minor)
    return EarnRule(
        id=part.id,
        event=part.event,
        each=part.each or "event",
        when=checked.conditions.get(part.id),
        give={name: _scaled(amount, units[name]) * share for name, amount in (part.give or {}).items()},
        per=part.per,
        multiply={name: Fraction(factor) for name, factor in (part.multiply or {}).items()},
        budget={name: int(_scaled(amount, units[name])) for name, amount in (part.budget or {}).items()},
    )


def _reward(part: RewardPart, languages: tuple[str, ...], units: Mapping[str, Unit]) -> Reward:
    ((unit, cost),) = part.cost.items()
    return Reward(
        id=part.id,
        names=_in_each(languages, part.name or {"*": part.id}),
        unit=unit,
        cost=int(_scaled(cost, units[unit])),
        gives={name: what for name, what in (("product", part.gives.product), ("effect", part.gives.effect)) if what},
        limited=part.stock is not None,
    )


def _scaled(amount: Decimal, unit: Unit) -> Fraction:
    return Fraction(amount) * int("1" + "0" * unit.decimals)


def _in_each(languages: tuple[str, ...], names: Mapping[str, str]) -> dict[str, str]:
    """The name by language; one written without a language serves for all."""
    return {language: names["*"] if "*" in names else names[language] for language in languages}


def _law_by_default(head: ProgrammeHead) -> str:
    return "DE" if head.currency == "EUR" and "de" in head.languages else "EU"
