"""Why an event did what it did: every number of its decision, in the member's language (docs/explanations.md).

`EXPLAINERS` has one function for each kind of event; a kind that is not there is told by the sentences of the history.
Nothing is decided here: what was recorded is told, and the trace says how it came about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from treue.engine.dues import AVAILABILITY, CLOSING, EXPIRY
from treue.engine.giving import GIFT, GIFT_RECEIVED
from treue.engine.leaving import LEFT, REJOINED
from treue.engine.levels.lines import LEVEL_REVIEW
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.moving import MERGE, MERGED
from treue.engine.opening import OPENING
from treue.engine.returning.standing import RETURN
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, USE, VOID
from treue.engine.rewards.redeeming import AUTOMATIC, GRANT, SPEND
from treue.engine.state import FORFEIT, INACTIVITY
from treue.engine.taking import ADJUSTMENT
from treue.programme.records import JOINED, LEVEL_LOST, LEVEL_REACHED, PURCHASE
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told, earning_in_words, order_in_words
from treue.words.explanation.ending import (
    closing_in_words,
    falling_in_words,
    forfeiting_in_words,
    leaving_in_words,
)
from treue.words.explanation.levels import LEVELS, level_named, levels_in_words, reviewing_in_words, setting_in_words
from treue.words.explanation.moving import bringing_in_words, giving_away_in_words, merging_in_words
from treue.words.explanation.names import Naming
from treue.words.explanation.redeeming import changing_in_words, redeeming_in_words
from treue.words.explanation.refusals import refusal_in_words
from treue.words.explanation.returning import returning_in_words
from treue.words.explanation.story import Explanation, Movement, Section, Story
from treue.words.explanation.taking import (
    USED,
    adjusting_in_words,
    becoming_available_in_words,
    expiring_in_words,
    lots_used,
)
from treue.words.happenings import KINDS, kind_in_words
from treue.words.history import Names, effect_in_words
from treue.words.languages import mark

__all__ = ["EXPLAINERS", "Explainer", "Explanation", "Movement", "Naming", "Section", "Story", "explain"]

Explainer = Callable[[Naming, Story], Iterator[Told]]


def _earned_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What rules gave, and what the event made of levels."""
    yield LEVELS, list(level_named(naming, story))
    yield from earning_in_words(naming, story)
    yield from levels_in_words(naming, story)


EXPLAINERS: Mapping[str, Explainer] = {
    PURCHASE: _earned_in_words,
    LEVEL_REACHED: _earned_in_words,
    LEVEL_LOST: _earned_in_words,
    JOINED: _earned_in_words,
    RETURN: returning_in_words,
    SPEND: redeeming_in_words,
    AUTOMATIC: redeeming_in_words,
    GRANT: redeeming_in_words,
    CANCELLATION: changing_in_words,
    REISSUE: changing_in_words,
    USE: changing_in_words,
    VOID: changing_in_words,
    SENT: changing_in_words,
    ARRIVED: changing_in_words,
    ADJUSTMENT: adjusting_in_words,
    GIFT: giving_away_in_words,
    GIFT_RECEIVED: giving_away_in_words,
    MERGE: merging_in_words,
    MERGED: merging_in_words,
    OPENING: bringing_in_words,
    LEVEL_SET: setting_in_words,
    LEVEL_REVIEW: reviewing_in_words,
    EXPIRY: expiring_in_words,
    AVAILABILITY: becoming_available_in_words,
    INACTIVITY: falling_in_words,
    FORFEIT: forfeiting_in_words,
    LEFT: leaving_in_words,
    REJOINED: leaving_in_words,
    CLOSING: closing_in_words,
}
"""How each kind of event is told. Events that the programme declares, and other facts that rules look at, earn."""


def explain(naming: Naming, story: Story) -> Explanation:
    """The event told from beginning to end; headings without a sentence are left out."""
    title = naming.say(
        "Event {number}: {kind}",
        number=naming.language.number(story.seq),
        # An event of the programme's own has no name besides its id.
        kind=kind_in_words(naming.language, story.kind if story.kind in KINDS else story.kind.replace("_", " ")),
    )
    told = [(mark("What happened"), list(_happened(naming, story))), *_explainer(naming, story)(naming, story)]
    sections = tuple(Section(naming.say(heading), tuple(sentences)) for heading, sentences in told if sentences)
    return Explanation(title, sections)


def _explainer(naming: Naming, story: Story) -> Explainer:
    if story.refused is not None:
        return refusal_in_words
    known = EXPLAINERS.get(story.kind)
    if known is not None:
        return known
    earns = story.kind in naming.programme.events or bool(naming.programme.rules_by_event.get(story.kind))
    return _earned_in_words if earns else _history_in_words


def _happened(naming: Naming, story: Story) -> Iterator[str]:
    occurred, decided = naming.moment(story.occurred_at), naming.moment(story.decided_at)
    if occurred == decided:
        yield naming.say("It happened on {occurred}.", occurred=occurred)
    else:
        yield naming.say("It happened on {occurred} and was decided on {decided}.", occurred=occurred, decided=decided)
    yield from order_in_words(naming, story)


def _history_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """A kind that nobody wrote sentences for."""
    programme = naming.programme
    shares = [(naming.rule(rule), *rest) for rule, *rest in story.figures.get("shares", ())]
    moves = [
        (one.cause, naming.rule(one.source) if one.cause == "earned" else one.source, one.unit, one.change)
        for one in story.movements
    ]
    names = Names(programme.units, programme.rewards)
    effect = effect_in_words(naming.language, names, None, {**story.figures, "shares": shares}, moves)
    yield BECAME, [f"{effect[:1].upper()}{effect[1:]}.", *booked_in_words(naming, story)]
    yield USED, lots_used(naming, story)
