"""What an event added to the counters of a member, or took from them (docs/rules.md R1.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treue.engine.earning.limiting import units_of, uses_of
from treue.programme.records import Metric, Programme
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark

COUNTED = mark("What was counted")


def counting_anew_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What a version counted for the first time, from all that is known of the past."""
    sentences = [
        naming.say("A new version of the programme looks at this for the first time."),
        naming.say("It was worked out from what is known of the past, and goes on from here."),
    ]
    yield mark("Why it was counted"), [*sentences, *_limits(naming, story)]
    yield BECAME, list(booked_in_words(naming, story))


def counted_in_words(naming: Naming, story: Story) -> Iterator[str]:
    """A sentence for each counter of the programme that the event changed; days of one counter are added up."""
    metrics = {metric.key: metric for metric in naming.programme.metrics.values() if not metric.parts}
    for (name, value), amount in _totals(story).items():
        metric = metrics.get(name)
        if metric is None or not amount:
            continue
        counter = naming.named("metric", [metric.id])
        if value:
            yield _value(naming, metric, counter, value, amount)
        elif amount > 0:
            yield naming.say("{counter}: {figure} more.", counter=counter, figure=naming.figure(metric, amount))
        else:
            yield naming.say("{counter}: {figure} less.", counter=counter, figure=naming.figure(metric, -amount))


def _value(naming: Naming, metric: Metric, counter: str, value: str, amount: int) -> str:
    """Of counters that tell values apart: which one was seen."""
    seen = naming.language.quoted(value) if metric.counts == "distinct" else naming.figure(metric, int(value))
    words = {"counter": counter, "value": seen, "times": naming.language.number(abs(amount))}
    if amount > 0:
        return naming.say("{counter}: {value} counted, {times} ×.", **words)
    return naming.say("{counter}: {value} does not count any more, {times} ×.", **words)


def _limits(naming: Naming, story: Story) -> Iterator[str]:
    """How often rules with limits had given, and how much those with caps."""
    uses, units = _of_rules(naming.programme)
    for (name, _), amount in _totals(story).items():
        if name in uses:
            words = {"rule": naming.rule(uses[name]), "times": naming.language.number(amount)}
            yield naming.say("{rule}: the member had it {times} × so far.", **words)
        elif name in units:
            rule, unit = units[name]
            yield naming.say(
                "{rule}: so far it gave the member {amount}.",
                rule=naming.rule(rule),
                amount=naming.amount(unit, amount),
            )


def _of_rules(programme: Programme) -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """By tally: the rule whose uses it counts; the rule and unit of which it counts what was given."""
    uses = {uses_of(rule.id, limit): rule.id for rule in programme.earn for limit in rule.limits}
    units = {
        units_of(rule.id, unit, cap): (rule.id, unit)
        for rule in programme.earn
        for unit, caps in rule.caps.items()
        for cap in caps
    }
    return uses, units


def _totals(story: Story) -> dict[tuple[str, str], int]:
    """By tally and value: the sum over all days."""
    totals: dict[tuple[str, str], int] = {}
    for name, amount, *rest in story.figures.get("counts", ()):
        key = (name, rest[1] if rest[1:] else "")
        totals[key] = totals.get(key, 0) + amount
    return totals
