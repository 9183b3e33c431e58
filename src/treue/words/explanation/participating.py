"""The end of a period of participation: what it brought and why, and the step from then on (docs/rules.md R8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from treue.domain.books import Cause
from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.engine.tracing import PeriodTrace, Unmet, retrace_period
from treue.engine.tracing.hurdles import is_threshold
from treue.programme.records import PARTICIPATION, Participation
from treue.rules.tree import Comparison
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.missing import threshold_of
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.explanation.taking import USED, lots_used
from treue.words.languages import mark
from treue.words.levels import figure_in_words

_INSTANT = timedelta(microseconds=1)


def participating_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Whether it was a step up, the same step, or what a pause does; and how much was missing."""
    period = None if story.read_set is None else retrace_period(naming.programme, story.read_set)
    if period is None:
        told = [naming.say("A period ended; what it was decided from is no longer kept.")]
    else:
        told = list(_told(naming, story, period))
    for moved in story.movements:
        if moved.cause == Cause.FORFEITED:
            told.append(naming.say("Forfeited with it: {amount}.", amount=naming.amount(moved.unit, moved.amount)))
    if any(kind == PARTICIPATION and instant is None for kind, _, instant in story.figures.get("dues", ())):
        told.append(naming.say("No further period is looked at until something counts again."))
    yield mark("What the period brought"), told
    yield USED, lots_used(naming, story)
    yield BECAME, list(booked_in_words(naming, story))


def _told(naming: Naming, story: Story, period: PeriodTrace) -> Iterator[str]:
    terms = period.ladder.participation
    assert terms is not None, "a period was traced of a ladder that has them"
    yield _days(naming, story, period, terms)
    yield from _counted(naming, story)
    advance = naming.condition_of_members(terms.advance.tree)
    if period.no_advance is None:
        yield naming.say("It was a step up, because this held: {condition}.", condition=advance)
    else:
        yield naming.say("It was no step up; that takes: {condition}.", condition=advance)
        yield from _missed(naming, period.no_advance, step_up=True)
        yield from _stayed(naming, period, terms)
    yield from _steps(naming, period, terms)


def _days(naming: Naming, story: Story, period: PeriodTrace, terms: Participation) -> str:
    zone, words = naming.programme.zone, {"ladder": naming.named("ladder", [period.ladder.id])}
    joined = story.read_set.joined if story.read_set is not None else None
    joined_on = None if joined is None else local_day(joined, zone)
    days = days_of(terms.counts, local_day(story.occurred_at - _INSTANT, zone), joined_on)
    if days is None:
        return naming.say("{ladder}: a period ended.", **words)
    first, last = (naming.language.date(day) for day in days)
    return naming.say("{ladder}: the period from {first} to {last} ended.", **words, first=first, last=last)


def _counted(naming: Naming, story: Story) -> Iterator[str]:
    """What the conditions looked at, as it stood at the end of the period."""
    for metric_id, value in story.read_set.facts.metric.items() if story.read_set is not None else ():
        metric = naming.programme.metrics[metric_id]
        if isinstance(value, int | Decimal):
            scaled = int(value) if metric.is_money else int(Decimal(value).scaleb(metric.decimals))
            counter = naming.named("metric", [metric_id])
            figure = figure_in_words(naming.language, naming.programme, metric, scaled, counter)
            yield naming.say("Counted: {figure}.", figure=figure)


def _stayed(naming: Naming, period: PeriodTrace, terms: Participation) -> Iterator[str]:
    """What a period does that is no step up."""
    if terms.hold is not None:
        hold = naming.condition_of_members(terms.hold.tree)
        if period.no_hold is None:
            yield naming.say("But the step stays, because this held: {condition}.", condition=hold)
            return
        yield naming.say("For the step to stay it takes: {condition}.", condition=hold)
        yield from _missed(naming, period.no_hold, step_up=False)
    if terms.otherwise == "reset":
        yield naming.say("So the member begins again.")
    elif terms.otherwise == "hold":
        yield naming.say("The step stays all the same.")
    else:
        yield naming.say("So it goes one step down, but not below the first one.")


def _missed(naming: Naming, unmet: Unmet, *, step_up: bool) -> Iterator[str]:
    """By how much, where one comparison of two amounts alone failed."""
    if not isinstance(unmet.part, Comparison) or not is_threshold(unmet.part):
        return
    found = threshold_of(unmet.part, unmet)
    words = {"missing": naming.value(found.subject, found.missing), "value": naming.value(found.subject, found.value)}
    match step_up, found.is_more:
        case True, True:
            yield naming.say("It was {value}; {missing} more, and it would have been a step up.", **words)
        case True, False:
            yield naming.say("It was {value}; {missing} less, and it would have been a step up.", **words)
        case False, True:
            yield naming.say("It was {value}; {missing} more, and the step would have stayed.", **words)
        case _:
            yield naming.say("It was {value}; {missing} less, and the step would have stayed.", **words)


def _steps(naming: Naming, period: PeriodTrace, terms: Participation) -> Iterator[str]:
    number = naming.language.number
    words = {
        "before": number(period.before),
        "after": number(period.after),
        "rate": number(terms.rate_of(period.after)),
    }
    if period.before != period.after:
        yield naming.say("From now on it is step {after} instead of {before}; the rate is {rate}.", **words)
    elif period.no_advance is None:
        yield naming.say("Step {after} is the last one and stays; the rate is {rate}.", **words)
    else:
        yield naming.say("Step {after} stays; the rate is {rate}.", **words)
