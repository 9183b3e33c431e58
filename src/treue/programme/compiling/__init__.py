"""From a checked document to the records the engine reads: amounts scaled, names for every language, rules by event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from treue.domain.calendar import Window
from treue.domain.money import Money
from treue.programme.checking import Checked
from treue.programme.compiling.counting import composed, metric_of
from treue.programme.compiling.declared import choices_in, declared_in, types_of
from treue.programme.compiling.earning import gifts_of, multipliers_of, rule_of
from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.ladders import ladder_of, perks_of
from treue.programme.compiling.members import compile_member_terms
from treue.programme.compiling.parts import in_each
from treue.programme.compiling.reads import reads_by_event
from treue.programme.compiling.rewards import reward_of
from treue.programme.compiling.rights import right_of
from treue.programme.compiling.time_events import time_events_of
from treue.programme.compiling.units import unit_of
from treue.programme.indexing import RuleIndex
from treue.programme.known_events import EVENTS
from treue.programme.law_default import law_of
from treue.programme.records import (
    FIRST_PURCHASE,
    PURCHASE,
    EarnRule,
    EventType,
    Ladder,
    Limit,
    Metric,
    Programme,
    Reward,
    Right,
)
from treue.programme.records.whole import LINES_KEPT, PARKED_FOR, RETURN_GRACE, RETURN_WINDOW
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.document import Document
from treue.programme.schema.head import ProgrammeHead
from treue.rules.types import Type, Value

SEMANTICS = 1
"""The number of the engine's behaviour that a version published now is fixed to."""


def compile_programme(checked: Checked) -> Programme:
    """The programme of a checked document, without what `running` does not list; see `faults.not_runnable`."""
    document, head = checked.document, checked.document.programme
    languages = tuple(head.languages)
    expressions = Expressions(checked)
    units = {str(name): unit_of(str(name), part, languages, expressions) for name, part in document.units.items()}
    earn = (
        *(rule_of(index, part, document, units, expressions) for index, part in enumerate(document.earn)),
        *multipliers_of(document.ladders, languages),
        *gifts_of(document.ladders, units, languages),
    )
    metrics = composed(
        {
            str(name): metric_of(str(name), part, languages, units, expressions)
            for name, part in document.metrics.items()
        }
    )
    rewards = {
        str(part.id): reward_of(index, part, document, units, expressions)
        for index, part in enumerate(document.rewards)
        if part.cost
    }
    perks = perks_of(document.perks, languages)
    ladders = {
        str(name): ladder_of(str(name), part, languages, metrics, expressions, perks, units)
        for name, part in document.ladders.items()
    }
    segments = {
        str(name): condition
        for name, part in document.segments.items()
        if (condition := expressions.condition(("segments", name, "when"), part.when)) is not None
    }
    rights = {
        str(name): right_of(str(name), part, languages, expressions) for name, part in document.entitlements.items()
    }
    by_event = _by_event(earn, document)
    returns, retention = document.returns, head.retention
    lines_kept = (retention.lines if retention is not None else None) or LINES_KEPT
    return Programme(
        id=head.id,
        names=in_each(languages, head.name),
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
        events={str(name): EventType(str(name), types_of(fields)) for name, fields in document.events.items()},
        structs={str(name): types_of(fields) for name, fields in document.types.items()},
        rules_by_event=by_event,
        indexes={kind: RuleIndex(rules) for kind, rules in by_event.items() if rules},
        budgets_by_event=_budgets_by_event(earn),
        metrics=metrics,
        metrics_by_event=_metrics_by_event(metrics),
        ladders=ladders,
        rights=rights,
        segments=segments,
        attributes={name: _default(field) for name, field in document.attributes.member.items()},
        declared=declared_in(document),
        choices=choices_in(document),
        time_events=time_events_of(earn, units.values(), metrics.values()),
        reads=reads_by_event(earn, metrics, ladders, rewards, segments, units, rights, document.attributes.member),
        exchange=_exchange_of(head),
        automatic=tuple(
            reward.id for reward in rewards.values() if reward.automatic and any(reward.prices[0].units.values())
        ),
        counts_from_joining=_counts_from_joining(earn, metrics, ladders, rewards, rights),
        counts_at_levels=any(window.kind == "level" for window in _windows(earn, metrics, rewards, rights)),
        return_window=(returns.window if returns is not None else None) or RETURN_WINDOW,
        return_grace=(returns.grace if returns is not None else None) or RETURN_GRACE,
        parked_for=(document.checkout.parked_for if document.checkout is not None else None) or PARKED_FOR,
        lines_kept=lines_kept,
        payloads_kept=(retention.payloads if retention is not None else None) or lines_kept,
        missing_units="debt" if returns is None else returns.missing,
        members=compile_member_terms(document, {name: 10**unit.decimals for name, unit in units.items()}),
    )


def _exchange_of(head: ProgrammeHead) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    """Currency -> its rates with their first days, latest first."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    for part in head.exchange:
        found.setdefault(part.currency, []).append((part.from_, part.rate))
    return {currency: tuple(sorted(rates, reverse=True)) for currency, rates in found.items()}


def _by_event(earn: tuple[EarnRule, ...], document: Document) -> dict[str, tuple[EarnRule, ...]]:
    kinds = dict.fromkeys((*EVENTS, *(str(name) for name in document.events)))
    return {kind: tuple(rule for rule in earn if rule.event == kind) for kind in kinds}


def _budgets_by_event(earn: tuple[EarnRule, ...]) -> dict[str, tuple[tuple[str, str, Limit], ...]]:
    found: dict[str, list[tuple[str, str, Limit]]] = {}
    for rule in earn:
        # A first purchase is a purchase.
        kind = PURCHASE if rule.event == FIRST_PURCHASE else rule.event
        for unit, limit in rule.scarce:
            found.setdefault(kind, []).append((rule.id, unit, limit))
    return {kind: tuple(budgets) for kind, budgets in found.items()}


def _metrics_by_event(metrics: Mapping[str, Metric]) -> dict[str, tuple[Metric, ...]]:
    kinds = dict.fromkeys(metric.event for metric in metrics.values() if metric.event)
    return {kind: tuple(metric for metric in metrics.values() if metric.event == kind) for kind in kinds}


def _counts_from_joining(
    earn: Iterable[EarnRule],
    metrics: Mapping[str, Metric],
    ladders: Mapping[str, Ladder],
    rewards: Mapping[str, Reward],
    rights: Mapping[str, Right],
) -> bool:
    windows = _windows(earn, metrics, rewards, rights)
    windows += [ladder.participation.counts for ladder in ladders.values() if ladder.participation is not None]
    return any(window.kind == "membership" for window in windows) or any(
        ladder.keeps is not None and ladder.keeps.rest_of == "membership year" for ladder in ladders.values()
    )


def _windows(
    earn: Iterable[EarnRule],
    metrics: Mapping[str, Metric],
    rewards: Mapping[str, Reward],
    rights: Mapping[str, Right],
) -> list[Window]:
    """Every window in which something is counted of a member."""
    limits = [limit for rule in earn for limit in (*rule.limits, *(cap for caps in rule.caps.values() for cap in caps))]
    limits += [limit for reward in rewards.values() for limit in reward.per_member]
    limits += [limit for right in rights.values() for limit in right.limits]
    return [*(metric.window for metric in metrics.values()), *(limit.window for limit in limits)]


def _default(field: Type | FieldPart) -> Value | None:
    if not isinstance(field, FieldPart):
        return field.default
    default = field.default
    if default is None:
        return field.type.default
    return default.minor if isinstance(default, Money) else _value(default)


def _value(default: Decimal | str | bool) -> Value:
    return default
