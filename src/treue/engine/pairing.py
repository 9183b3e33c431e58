"""Commands that touch two members: both sides decided together, each from its own state and event.

Each side is an event of its own with a read-set of its own, so each can be decided again without the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from treue.domain.achieved import Achieved
from treue.domain.events import Event, Gift, GiftReceived, Handout, Merge, MergedAway
from treue.domain.reasons import Reason
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.giving import GIFT
from treue.engine.merging import achieved_by
from treue.engine.moving import MERGE, moved_debts, moved_lots
from treue.engine.rewards.waiting import places_taken_over
from treue.engine.state import State
from treue.engine.taking import refusal
from treue.programme.records import Programme

PAIRED = (Gift, Merge)
"""Events whose command names a second member."""


@dataclass(frozen=True, slots=True)
class Side:
    """One member's part: the event as it is stored, and what it does."""

    event: Event
    decision: Decision


@dataclass(frozen=True, slots=True)
class Pair:
    """The member whom the command names first, and the other one; refused together, `other` is missing."""

    own: Side
    other: Side | None = None


def decide_both(
    programme: Programme, state: State, wish: Gift | Merge, other: State, member_id: int, other_id: int
) -> Pair:
    """Both sides of a gift or a merge. The ids only name each other; nothing is decided by them."""
    if other.standing.has_left:
        return refused_pair(wish, state, Reason.OTHER_LEFT)
    if isinstance(wish, Gift):
        gift = replace(wish, to=other_id)
        given = decide(programme, state, gift)
        if given.refused is not None:
            return Pair(Side(gift, given))
        received = GiftReceived(member_id, moved_lots(given))
        return Pair(Side(gift, given), Side(received, decide(programme, other, received)))
    if state.standing.has_left:
        return refused_pair(wish, state, Reason.MEMBER_LEFT)
    return both_sides(programme, state, other, member_id, other_id)


def both_sides(programme: Programme, state: State, other: State, member_id: int, other_id: int) -> Pair:
    """Everything that the other one holds and achieved goes to the one who stays."""
    return _both_sides(programme, state, other, member_id, other_id, achieved_by(other))


def _both_sides(
    programme: Programme, state: State, other: State, member_id: int, other_id: int, achieved: Achieved
) -> Pair:
    away = MergedAway(member_id, replace(achieved, lines=(), dues=()))
    achieved = replace(achieved, places=places_taken_over(state, other))
    handed = decide(programme, other, away)
    merge = Merge(other_id, moved_lots(handed), moved_debts(handed), other.belonging, achieved)
    return Pair(Side(merge, decide(programme, state, merge)), Side(away, handed))


def handed_on(
    programme: Programme, state: State, other: State, member_id: int, other_id: int, *, by_return: bool
) -> Pair:
    """What came back to the number of a merged member goes where everything of his went. Whoever gave a reward back
    does not want it again at once; one that is void because of a return may make room for a smaller one."""
    # What is back starts no clock: that of the one who stays goes on.
    achieved = replace(achieved_by(other), dues=())
    pair = _both_sides(programme, state, other, member_id, other_id, achieved)
    then = tuple(event for event in pair.own.decision.then if by_return or not isinstance(event, Handout))
    return replace(pair, own=replace(pair.own, decision=replace(pair.own.decision, then=then)))


def refused_pair(wish: Gift | Merge, state: State, reason: Reason) -> Pair:
    """A pair that does not come about."""
    return Pair(Side(wish, refusal(GIFT if isinstance(wish, Gift) else MERGE, state, reason)))
