"""Returns: what came back, what the order may keep by each rule, and where the rest was taken (docs/rules.md R6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from treue.domain.books import Cause
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.levels import levels_in_words
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Movement, Story
from treue.words.explanation.taking import USED, lots_used
from treue.words.languages import mark


def returning_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Sums are over all returns of the order so far, because what it may keep follows from them."""
    yield mark("What came back"), list(_came_back(naming, story))
    yield mark("What the order may keep"), list(_entitled(naming, story))
    yield mark("Where it was taken"), list(_taken(naming, story))
    yield USED, lots_used(naming, story)
    yield BECAME, list(booked_in_words(naming, story))
    yield from levels_in_words(naming, story)


def _came_back(naming: Naming, story: Story) -> Iterator[str]:
    figures, number = story.figures, naming.language.number
    yield naming.say("It is about the order of event {number}.", number=number(figures["order"]))
    for line, quantity, _, amount, bought, _ in figures.get("lines", ()):
        words = {"line": number(line), "back": number(Decimal(quantity)), "bought": number(Decimal(bought))}
        if amount:
            sentence = mark("Line {line}: {back} of {bought} came back by now, and {money} was refunded by name.")
            yield naming.say(sentence, **words, money=naming.money(amount))
        else:
            yield naming.say("Line {line}: {back} of {bought} came back by now.", **words)
    if amount := figures.get("amount"):
        yield naming.say("Refunded for the order as a whole by now: {money}.", money=naming.money(amount))
    if figures.get("whole"):
        yield naming.say("All that was left of the order came back.")
    yield naming.say("By now {money} of what was paid came back.", money=naming.money(figures["money"]))


def _entitled(naming: Naming, story: Story) -> Iterator[str]:
    entitled = story.figures.get("entitled", ())
    if not entitled:
        yield naming.say("The order may keep everything that it still had.")
        return
    reckoning = story.read_set.reckoning if story.read_set is not None else None
    if story.figures.get("unmade"):
        yield naming.say("Nothing of the order is kept, so it does not count as a purchase any more.")
    elif reckoning is not None and reckoning.by_proportion:
        yield naming.say("The order could not be decided again, so every rule keeps its part of the money.")
    elif reckoning is not None:
        yield naming.say("The order was decided again with what is kept of it, by the rules of its own day.")
    for rule, unit, before, after in entitled:
        words = {"rule": naming.rule(rule), "before": naming.amount(unit, before), "after": naming.amount(unit, after)}
        change = naming.amount(unit, abs(after - before))
        if after < before:
            yield naming.say("{rule}: {after} instead of {before}; that is {change} less.", **words, change=change)
        else:
            sentence = mark("{rule}: {after} instead of {before}; that is {change} more, which a return before took.")
            yield naming.say(sentence, **words, change=change)


def _taken(naming: Naming, story: Story) -> Iterator[str]:
    own = {story.figures["order"]}
    if story.read_set is not None and story.read_set.reckoning is not None:
        own |= set(story.read_set.reckoning.given_back)
    for movement in story.movements:
        yield from _moved(naming, movement, own if "owner" not in story.figures else set())
    for unit, amount in story.figures.get("expired", ()):
        sentence = mark("Expired or forfeited before, and counted as taken back: {amount}.")
        yield naming.say(sentence, amount=naming.amount(unit, amount))
    for rule, unit, amount in story.figures.get("forgiven", ()):
        words = {"rule": naming.rule(rule), "amount": naming.amount(unit, abs(amount))}
        if amount > 0:
            yield naming.say("{rule}: not there any more, and not asked for: {amount}.", **words)
        else:
            yield naming.say(
                "{rule}: not given back, because it had not been taken or the member has left: {amount}.", **words
            )
    for rule, unit, _, amount in story.figures.get("budget_uses", ()):
        words = {"rule": naming.rule(rule), "amount": naming.amount(unit, abs(amount))}
        if amount < 0:
            yield naming.say("Back in the budget of {rule}: {amount}.", **words)
        else:
            yield naming.say("Taken from the budget of {rule} again: {amount}.", **words)


def _moved(naming: Naming, movement: Movement, own: set[int]) -> Iterator[str]:
    words = {"rule": naming.rule(movement.source)}
    if movement.cause == Cause.DEBT_MADE:
        sentence = mark("{rule}: used already, and owed from now on: {amount}.")
        yield naming.say(sentence, **words, amount=naming.amount(movement.unit, movement.amount))
    elif movement.cause == Cause.RETURNED and movement.change > 0:
        yield naming.say("{rule}: given back: {amount}.", **words, amount=naming.amount(movement.unit, movement.amount))
    elif movement.cause == Cause.RETURNED:
        of_order = sum(amount for seq, _, amount in movement.uses if seq in own)
        parts = {
            mark("{rule}: taken from what the order itself had given: {amount}."): of_order,
            mark("{rule}: taken from other units that could be used: {amount}."): movement.amount - of_order,
        }
        for sentence, amount in parts.items():
            if amount:
                yield naming.say(sentence, **words, amount=naming.amount(movement.unit, amount))
