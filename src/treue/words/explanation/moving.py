"""Units that change their member, and units from elsewhere: gifts, merges, opening balances."""

from __future__ import annotations

from collections.abc import Iterator

from treue.domain.books import Cause
from treue.domain.events import OpeningBalance
from treue.engine.households.pooling import POOL_GIVEN, POOL_RECEIVED
from treue.engine.moving import MERGE
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.levels import levels_in_words
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Story
from treue.words.explanation.taking import USED, lots_used
from treue.words.languages import mark

_MOVED = mark("What was moved")
_SENTENCES = {
    Cause.GIVEN: mark("Given to another member: {amount}."),
    Cause.RECEIVED: mark("Received from another member: {amount}."),
    Cause.DEBT_PAID: mark("Used to pay what was owed: {amount}."),
}
_POOLED = {
    POOL_GIVEN: mark("Handed to another member of the household: {amount}."),
    POOL_RECEIVED: mark("Handed over by another member of the household: {amount}."),
}


def giving_away_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A gift, on either side: how much, by which terms, and that units keep their days."""
    sentences = list(_amounts(naming, story))
    for unit in dict.fromkeys(moved.unit for moved in story.movements if moved.cause == Cause.GIVEN):
        terms = naming.programme.members.gifts.get(unit)
        if terms is not None and terms.maximum is not None:
            words = {"least": naming.amount(unit, terms.minimum), "most": naming.amount(unit, terms.maximum)}
            sentences.append(naming.say("At a time one may give {least} to {most}.", **words))
        elif terms is not None:
            sentences.append(
                naming.say("At a time one may give {least} or more.", least=naming.amount(unit, terms.minimum))
            )
    yield from _with_lots(naming, story, sentences)


def pooling_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Units of a household that change hands, on either side (docs/rules.md R9.1)."""
    terms = mark(
        "Whoever spends what a household shares is handed it by those who contributed it; what a reward given back had "
        "cost is handed to them again."
    )
    yield from _with_lots(naming, story, [*_amounts(naming, story), naming.say(terms)])


def merging_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Two accounts of one person: what moved, what was owed, and what counts at the other one from now on."""
    sentences = list(_amounts(naming, story)) or [naming.say("There was nothing to move.")]
    purchases = story.figures.get("purchases", 0)
    number = naming.language.number(abs(purchases))
    if purchases > 0:
        sentence = mark("Purchases of the other account that count here from now on: {number}.")
        sentences.append(naming.say(sentence, number=number))
    elif purchases:
        sentences.append(naming.say("Purchases that count at the other account from now on: {number}.", number=number))
    if twice := story.figures.get("given_twice"):
        rules = naming.language.listed([naming.rule(rule) for rule in twice])
        sentence = mark("Both accounts had been given what a member gets once, and keep it: {rules}.")
        sentences.append(naming.say(sentence, rules=rules))
    for reward, place in story.figures.get("places", ()):
        words = {"reward": naming.reward(reward), "number": naming.language.number(place)}
        sentence = mark("{reward}: waits for a seat in place of the other account, as number {number} of the list.")
        sentences.append(naming.say(sentence, **words))
    yield from _with_lots(naming, story, sentences)
    yield from levels_in_words(naming, story)


def bringing_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A balance from another system, with the days it brings."""
    sentences: list[str] = []
    for moved in story.movements:
        amount = naming.amount(moved.unit, moved.amount)
        if moved.cause == Cause.OPENING and moved.source:
            sentences.append(naming.say("Brought over: {amount}. {wording}", amount=amount, wording=moved.source))
        elif moved.cause == Cause.OPENING:
            sentences.append(naming.say("Brought over: {amount}.", amount=amount))
    if isinstance(story.event, OpeningBalance):
        earned = naming.moment(story.event.earned_at)
        if story.event.expires_at is None:
            sentences.append(naming.say("Earned on {earned}; it expires by the rule of its unit.", earned=earned))
        else:
            sentences.append(naming.say("Earned on {earned}; it brings its own end.", earned=earned))
    yield mark("What was brought over"), sentences
    yield BECAME, list(booked_in_words(naming, story))


def _with_lots(naming: Naming, story: Story, sentences: list[str]) -> Iterator[Told]:
    if story.figures.get("lots"):
        sentences.append(naming.say("Units keep the days from which and until which they can be used."))
    sentences += _counterpart(naming, story)
    yield _MOVED, sentences
    yield USED, lots_used(naming, story)
    yield BECAME, list(booked_in_words(naming, story))


def _counterpart(naming: Naming, story: Story) -> Iterator[str]:
    """The event on the other side, and whose it is; of who was merged nobody is known any more."""
    if story.other is None:
        return
    number = naming.language.number(story.other.seq)
    if story.kind == MERGE:
        yield naming.say("On the other side it is event {number} of that account.", number=number)
    else:
        member = naming.member(story.other.member)
        yield naming.say("On the other side it is event {number}: {member}.", number=number, member=member)


def _amounts(naming: Naming, story: Story) -> Iterator[str]:
    totals: dict[tuple[str, str, bool], int] = {}
    for moved in story.movements:
        key = (moved.cause, moved.unit, moved.change > 0 or (moved.cause == Cause.DEBT_MOVED and story.kind == MERGE))
        totals[key] = totals.get(key, 0) + moved.amount
    for (cause, unit, is_coming), total in totals.items():
        amount = naming.amount(unit, total)
        if cause == Cause.MERGED and is_coming:
            yield naming.say("Taken over from the other account of the same person: {amount}.", amount=amount)
        elif cause == Cause.MERGED:
            yield naming.say("Handed over to the other account of the same person: {amount}.", amount=amount)
        elif cause == Cause.DEBT_MOVED and is_coming:
            yield naming.say("Owed by the other account until now, and here from now on: {amount}.", amount=amount)
        elif cause == Cause.DEBT_MOVED:
            yield naming.say("Owed here until now, and by the other account from now on: {amount}.", amount=amount)
        elif cause == Cause.POOLED:
            yield naming.say(_POOLED[story.kind], amount=amount)
        elif cause in _SENTENCES:
            yield naming.say(_SENTENCES[Cause(cause)], amount=amount)
