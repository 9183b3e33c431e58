"""Counted rights: which day was chosen, how many days there are, how many are left, and which rules look at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from treue.domain.events import DayChosen
from treue.domain.instants import Period, local_day
from treue.domain.windows import days_of
from treue.engine.earning.limiting import chosen_days_of, days_granted_of
from treue.engine.occasion import held_of
from treue.engine.tallies import Asked
from treue.programme.records import Right
from treue.words.document import phrases
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.languages import mark


def choosing_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """The day, the right, and what of it is left in its window."""
    right, day = _chosen(naming, story)
    name = naming.named("entitlement", [right])
    sentences = [naming.say("Chosen with {right}: {day}.", right=name, day=naming.language.date(day))]
    known = naming.programme.rights.get(right)
    if known is not None:
        sentences += _left(naming, story, known, day)
    rules = [naming.rule(rule.id) for rule in naming.programme.earn if rule.entitlement == right]
    if rules:
        sentences.append(naming.say("On this day these apply besides: {rules}.", rules=naming.language.listed(rules)))
    yield mark("What was chosen"), sentences
    yield BECAME, list(booked_in_words(naming, story))


def _chosen(naming: Naming, story: Story) -> tuple[str, date]:
    """The right and the day, as they were counted."""
    day = local_day(story.occurred_at, naming.programme.zone)
    name, _, *other_day = story.figures["counts"][0]
    right = story.event.right if isinstance(story.event, DayChosen) else name.partition(".")[2]
    return right, date.fromisoformat(other_day[0]) if other_day else day


def _left(naming: Naming, story: Story, right: Right, day: date) -> Iterator[str]:
    read_set = story.read_set
    limit = None if read_set is None else right.count.at(held_of(read_set.facts))
    if read_set is None or limit is None:
        return
    joined = None if read_set.joined is None else local_day(read_set.joined, naming.programme.zone)
    days = days_of(limit.window, day, joined, read_set.term)
    tallies = dict(read_set.tallies)
    used = None if days is None else tallies.get(Asked(chosen_days_of(right.id), *days))
    if days is None or used is None:
        return
    more = tallies.get(Asked(days_granted_of(right.id), *days), 0)
    words = {
        "limit": _days(naming, limit.amount),
        "window": naming.window(limit.window),
        "used": naming.language.number(used),
        "left": naming.language.number(limit.amount + more - used - 1),
    }
    if more:
        sentence = mark("At most {limit} {window}, and {more} more by rules; chosen before: {used}; left now: {left}.")
        yield naming.say(sentence, **words, more=_days(naming, more))
    else:
        yield naming.say("At most {limit} {window}; chosen before: {used}; left now: {left}.", **words)


def _days(naming: Naming, count: int) -> str:
    return phrases.length(naming.language, Period(count, "days"))
