"""What the calendar and the arrival of units bring: birthdays, anniversaries, ends of periods, a look at rewards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from treue.domain.events import Brought
from treue.domain.instants import local_day
from treue.domain.windows import days_of
from treue.programme.records import ANNIVERSARY, BIRTHDAY
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told, earning_in_words
from treue.words.explanation.levels import levels_in_words
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.explanation.taking import AVAILABLE
from treue.words.languages import mark

_INSTANT = timedelta(microseconds=1)


def calendar_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Which day of the calendar it was, and what rules gave on it."""
    yield mark("What day it was"), list(_day(naming, story))
    yield from earning_in_words(naming, story)
    yield from levels_in_words(naming, story)


def looking_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Units became available, so rewards that come by themselves were looked at."""
    unit = next((subject for _, subject, _ in story.figures.get("dues", ())), "")
    waiting = [one for one in naming.programme.automatic if unit in naming.programme.rewards[one].units_asked]
    sentences: list[str] = []
    if unit in naming.programme.units and waiting:
        rewards = naming.language.listed([naming.reward(one) for one in waiting])
        sentences.append(
            naming.say(
                "{units} became usable, so rewards that come by themselves were looked at: {rewards}.",
                units=naming.units(unit),
                rewards=rewards,
            )
        )
    sentences.append(naming.say("If something came by itself, an event of its own right after this one tells it."))
    if story.read_set is not None:
        for lot in story.read_set.lots:
            sentence = mark("The next to become usable: {amount} on {moment}.")
            words = {"amount": naming.amount(lot.unit, lot.remaining), "moment": naming.moment(lot.available_at)}
            sentences.append(naming.say(sentence, **words))
    yield AVAILABLE, sentences
    yield BECAME, list(booked_in_words(naming, story))


def _day(naming: Naming, story: Story) -> Iterator[str]:
    if story.kind == BIRTHDAY:
        yield naming.say("It was the member's birthday.")
    elif story.kind == ANNIVERSARY:
        years = story.event.fields.get("years") if isinstance(story.event, Brought) else None
        if isinstance(years, int):
            count = naming.language.number(years)
            yield naming.language.count(
                "The member joined {count} year before.", "The member joined {count} years before.", years, count=count
            )
    else:
        yield _period(naming, story)


def _period(naming: Naming, story: Story) -> str:
    zone, period = naming.programme.zone, story.figures.get("every")
    window = next((rule.every for rule in naming.programme.earn if rule.every and rule.period == period), None)
    joined = story.read_set.joined if story.read_set is not None else None
    days = None
    if window is not None:
        joined_on = None if joined is None else local_day(joined, zone)
        days = days_of(window, local_day(story.occurred_at - _INSTANT, zone), joined_on)
    if days is None or days.last == date.max:
        return naming.say("A period ended.")
    first, last = (naming.language.date(day) for day in days)
    return naming.say("The period from {first} to {last} ended.", first=first, last=last)
