"""Why an event did what it did: every number of its decision, in the member's language (docs/explanations.md).

`EXPLAINERS` has one function for each kind of event that every programme knows; events of a programme's own earn.
Nothing is decided here: what was recorded is told, and the trace says how it came about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from treue.engine.counting import COUNTED as COUNTED_ANEW
from treue.engine.dues import AVAILABILITY, CLOSING, EXPIRY
from treue.engine.giving import GIFT, GIFT_RECEIVED
from treue.engine.households.belonging import ENTERED, FOUNDED, HEAD_NAMED, SHARED, WENT
from treue.engine.households.pooling import POOL_GIVEN, POOL_RECEIVED
from treue.engine.leaving import LEFT, REJOINED
from treue.engine.levels.lines import LEVEL_REVIEW
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.moving import MERGE, MERGED
from treue.engine.opening import OPENING
from treue.engine.returning.standing import RETURN
from treue.engine.rewards.by_itself import READY
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, USE, VOID
from treue.engine.rewards.redeeming import AUTOMATIC, GRANT, SPEND
from treue.engine.rewards.waiting import AWAITED, GIVEN_UP
from treue.engine.rights import DAY_CHOSEN
from treue.engine.state import FORFEIT, INACTIVITY
from treue.engine.taking import ADJUSTMENT
from treue.programme.records import (
    ANNIVERSARY,
    BIRTHDAY,
    JOINED,
    LEVEL_LOST,
    LEVEL_REACHED,
    LEVEL_WARNING,
    PARTICIPATION,
    PERIOD_END,
    PURCHASE,
)
from treue.words.explanation.calendar import calendar_in_words, looking_in_words
from treue.words.explanation.choosing import choosing_in_words
from treue.words.explanation.counting import COUNTED, counted_in_words, counting_anew_in_words
from treue.words.explanation.earning import Told, earning_in_words, order_in_words
from treue.words.explanation.ending import (
    closing_in_words,
    falling_in_words,
    forfeiting_in_words,
    leaving_in_words,
)
from treue.words.explanation.households import belonging_in_words
from treue.words.explanation.levels import (
    LEVELS,
    level_named,
    levels_in_words,
    reviewing_in_words,
    setting_in_words,
    warning_in_words,
)
from treue.words.explanation.moving import (
    bringing_in_words,
    giving_away_in_words,
    merging_in_words,
    pooling_in_words,
)
from treue.words.explanation.names import Naming
from treue.words.explanation.participating import participating_in_words
from treue.words.explanation.redeeming import changing_in_words, redeeming_in_words
from treue.words.explanation.refusals import refusal_in_words
from treue.words.explanation.returning import returning_in_words
from treue.words.explanation.story import Counterpart, Explanation, Movement, Section, Story
from treue.words.explanation.taking import adjusting_in_words, becoming_available_in_words, expiring_in_words
from treue.words.explanation.waiting import waiting_in_words
from treue.words.happenings import KINDS, kind_in_words
from treue.words.languages import mark

__all__ = ["EXPLAINERS", "Counterpart", "Explainer", "Explanation", "Movement", "Naming", "Section", "Story", "explain"]

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
    LEVEL_WARNING: warning_in_words,
    PARTICIPATION: participating_in_words,
    BIRTHDAY: calendar_in_words,
    ANNIVERSARY: calendar_in_words,
    PERIOD_END: calendar_in_words,
    READY: looking_in_words,
    FOUNDED: belonging_in_words,
    ENTERED: belonging_in_words,
    WENT: belonging_in_words,
    HEAD_NAMED: belonging_in_words,
    SHARED: belonging_in_words,
    POOL_GIVEN: pooling_in_words,
    POOL_RECEIVED: pooling_in_words,
    AWAITED: waiting_in_words,
    GIVEN_UP: waiting_in_words,
    DAY_CHOSEN: choosing_in_words,
    COUNTED_ANEW: counting_anew_in_words,
    EXPIRY: expiring_in_words,
    AVAILABILITY: becoming_available_in_words,
    INACTIVITY: falling_in_words,
    FORFEIT: forfeiting_in_words,
    LEFT: leaving_in_words,
    REJOINED: leaving_in_words,
    CLOSING: closing_in_words,
}
"""How each kind of event is told."""


def explain(naming: Naming, story: Story) -> Explanation:
    """The event told from beginning to end; headings without a sentence are left out."""
    title = naming.say(
        "Event {number}: {kind}",
        number=naming.language.number(story.seq),
        # An event of the programme's own has no name besides its id.
        kind=kind_in_words(naming.language, story.kind if story.kind in KINDS else story.kind.replace("_", " ")),
    )
    explainer = EXPLAINERS.get(story.kind, _earned_in_words) if story.refused is None else refusal_in_words
    told = [
        (mark("What happened"), list(_happened(naming, story))),
        *explainer(naming, story),
        (COUNTED, list(counted_in_words(naming, story))),
    ]
    sections = tuple(Section(naming.say(heading), tuple(sentences)) for heading, sentences in told if sentences)
    return Explanation(title, sections)


def _happened(naming: Naming, story: Story) -> Iterator[str]:
    occurred, decided = naming.moment(story.occurred_at), naming.moment(story.decided_at)
    if occurred == decided:
        yield naming.say("It happened on {occurred}.", occurred=occurred)
    else:
        yield naming.say("It happened on {occurred} and was decided on {decided}.", occurred=occurred, decided=decided)
    yield from order_in_words(naming, story)
