"""Facts that were refused: the reason, and what would have been accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from treue.domain.events import Adjustment, Gift, Purchase, Spend
from treue.domain.reasons import Reason
from treue.engine.rewards.redeeming import AUTOMATIC, GRANT, SPEND
from treue.words.explanation.earning import Told
from treue.words.explanation.names import Naming
from treue.words.explanation.redeeming import LIMITS, limits_in_words
from treue.words.explanation.story import Story
from treue.words.languages import mark
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
