"""Facts that were refused: the reason, and what would have been accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from treue.domain.events import Adjustment, CustomEvent, Gift, Purchase, Return, Spend
from treue.domain.reasons import Reason
from treue.engine.fields import read_fields
from treue.engine.rewards.redeeming import AUTOMATIC, GRANT, SPEND
from treue.words.explanation.earning import Told
from treue.words.explanation.names import Naming
from treue.words.explanation.redeeming import LIMITS, limits_in_words
from treue.words.explanation.story import Story
from treue.words.languages import mark, readable
from treue.words.reasons import missing_in_words, reason_in_words, until_in_words


def refusal_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """Why nothing happened."""
    assert story.refused is not None, "only a refused event has a reason"
    reason = Reason(story.refused)
    yield mark("Why it was refused"), [reason_in_words(naming.language, reason), *_details(naming, story, reason)]
    if story.kind in (SPEND, GRANT, AUTOMATIC):
        yield LIMITS, list(limits_in_words(naming, story))


def _details(naming: Naming, story: Story, reason: Reason) -> Iterator[str]:
    programme = naming.programme
    yield from _until(naming, story)
    match reason:
        case Reason.TOO_LATE:
            limit = naming.moment(story.occurred_at + programme.accepts_late)
            yield naming.say("It would have been accepted until {moment}.", moment=limit)
        case Reason.TOO_EARLY:
            limit = naming.moment(story.occurred_at - programme.accepts_early)
            yield naming.say("It would have been accepted from {moment} on.", moment=limit)
        case Reason.MEMBER_LEFT if (left_at := _left_at(story)) is not None:
            yield naming.say("That was on {moment}.", moment=naming.moment(left_at))
        case Reason.WRONG_FIELDS if isinstance(story.event, CustomEvent):
            yield from _fields(naming, story.event)
        case Reason.MORE_THAN_BOUGHT | Reason.UNKNOWN_LINE if isinstance(story.event, Return):
            yield from _asked_back(naming, story.event)
        case Reason.CURRENCY_MISMATCH if isinstance(story.event, Purchase):
            yield naming.say(
                "The order is in {order}, the programme counts in {programme}.",
                order=story.event.order.currency,
                programme=programme.currency,
            )
        case Reason.INSUFFICIENT_UNITS if missing := story.figures.get("missing"):
            unit = _unit(naming, story)
            if unit is not None:
                yield missing_in_words(naming.language, naming.unit(unit), missing)


def _left_at(story: Story) -> datetime | None:
    return None if story.read_set is None else story.read_set.standing.left_at


def _fields(naming: Naming, event: CustomEvent) -> Iterator[str]:
    """The details that the programme does not know, and those that are not what it asks for."""
    declared = naming.programme.events.get(event.name)
    if declared is None:
        return
    unknown = sorted(event.fields.keys() - declared.fields.keys())
    if unknown:
        yield naming.say("The programme does not know these: {names}.", names=_quoted(naming, unknown))
    wrong = [
        name
        for name, value in sorted(event.fields.items())
        if name not in unknown and read_fields(naming.programme, declared.fields, {name: value}) is None
    ]
    if wrong:
        yield naming.say("These are not of the kind that it asks for: {names}.", names=_quoted(naming, wrong))


def _asked_back(naming: Naming, event: Return) -> Iterator[str]:
    """What the return wanted to take back, as it was reported."""
    number = naming.language.number
    for line in event.lines:
        words = {"line": number(line.line) if isinstance(line.line, int) else naming.language.quoted(line.line)}
        if line.quantity is not None:
            yield naming.say("It names line {line}: {count} pieces.", **words, count=number(line.quantity))
        if line.amount is not None:
            yield naming.say("It names line {line}: {money}.", **words, money=naming.money(line.amount))
        if line.quantity is None and line.amount is None:
            yield naming.say("It names line {line} as a whole.", **words)
    if event.amount is not None:
        yield naming.say("It names {money} of the order as a whole.", money=naming.money(event.amount))


def _quoted(naming: Naming, names: Iterable[str]) -> str:
    return naming.language.listed([naming.language.quoted(readable(name)) for name in names])


def _until(naming: Naming, story: Story) -> Iterator[str]:
    if (until := story.figures.get("until")) is not None:
        yield until_in_words(naming.language, datetime.fromisoformat(until), naming.programme.zone)


def _unit(naming: Naming, story: Story) -> str | None:
    if (lacking := story.figures.get("lacking")) is not None:
        return str(lacking)
    match story.event:
        case Adjustment(unit=unit) | Gift(unit=unit):
            return unit
        case Spend(reward=reward) if reward in naming.programme.rewards:
            return naming.programme.rewards[reward].unit
    return None
