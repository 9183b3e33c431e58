"""Units that fall, and members who leave: inactivity, forfeiture, the grace of those who left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from treue.domain.books import Cause
from treue.words.document import phrases
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.explanation.taking import lots_used
from treue.words.languages import mark

_FELL = mark("What fell")


def falling_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A wallet to which nothing happened for too long."""
    sentences: list[str] = []
    for unit, amount in _amounts(naming, story, Cause.EXPIRED):
        rule = naming.programme.units[unit].inactivity
        if rule is None:
            sentence = mark("Nothing that counts happened for too long; all of it fell together: {amount}.")
            sentences.append(naming.say(sentence, amount=amount))
        else:
            length = phrases.length(naming.language, rule.after)
            sentence = mark("Nothing that counts happened for {length}, so all of it fell together: {amount}.")
            sentences.append(naming.say(sentence, length=length, amount=amount))
    yield _FELL, [*(sentences or [naming.say("Nothing was left that could fall.")]), *lots_used(naming, story)]
    yield BECAME, list(booked_in_words(naming, story))


def forfeiting_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What an earlier event had forfeited, now that its time came."""
    sentences = [
        naming.say("An event had forfeited it as of this moment: {amount}.", amount=amount)
        for _, amount in _amounts(naming, story, Cause.FORFEITED)
    ]
    yield _FELL, [*(sentences or [naming.say("Nothing was left that could fall.")]), *lots_used(naming, story)]
    yield BECAME, list(booked_in_words(naming, story))


def closing_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """The end of the time in which the units of one who left could be used."""
    length = phrases.length(naming.language, naming.programme.members.close_grace)
    sentences = [
        naming.say("After leaving, what was held could be used for {length}; that is over.", length=length),
        *(naming.say("Forfeited: {amount}.", amount=amount) for _, amount in _amounts(naming, story, Cause.FORFEITED)),
    ]
    yield _FELL, [*sentences, *lots_used(naming, story)]
    yield BECAME, list(booked_in_words(naming, story))


def leaving_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Leaving, and coming back."""
    standing = story.figures.get("standing", {})
    if (closes_at := standing.get("closes_at")) is not None:
        until = naming.moment(datetime.fromisoformat(closes_at))
        sentences = [
            naming.say("The units stay usable until {moment}.", moment=until),
            naming.say("Nothing that happens from now on earns anything."),
        ]
    else:
        sentences = [naming.say("From now on everything counts again. What was forfeited meanwhile stays so.")]
    yield BECAME, [*sentences, *booked_in_words(naming, story)]


def _amounts(naming: Naming, story: Story, cause: Cause) -> Iterator[tuple[str, str]]:
    for moved in story.movements:
        if moved.cause == cause:
            yield moved.unit, naming.amount(moved.unit, moved.amount)
