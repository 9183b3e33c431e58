"""Levels with a limited number of places (`places` of a ladder, docs/rules.md R8.1).

Places are scarce like stock: they are counted in the order in which events are processed (R1.4), in rows that are
locked while a batch is decided. A member takes up a place as long as he is at the level by his time line, and gives
it back when a decision says that he is not: a fall, a return, leaving; so does who is erased. A fall that nobody has
settled yet still takes up its place. With a merge the level goes to the one who stays, and one place is held once.
Who finds no place stays below, and gets one that is free with an event of his own that counts.
"""

from __future__ import annotations

from datetime import datetime

from treue.engine.decision import Decision
from treue.engine.levels.lines import LEVEL_REVIEW, in_force, is_ladder
from treue.engine.moving import MERGED
from treue.engine.state import PLACES, BudgetKey, Interval, State
from treue.programme.records import Ladder

Counted = tuple[tuple[str, str, str, int], ...]
"""(level, `PLACES`, window, how many members are at it), as a read-set has budgets."""


def key_of(level: str) -> BudgetKey:
    """Under which the members at the level are counted."""
    return level, PLACES, ""


def full(state: State, ladder: Ladder, own: str | None) -> tuple[frozenset[str], Counted]:
    """The levels that have no place left for a member who is at the level `own`, and what was read to know it. For who
    has left there is none."""
    used = {level: state.scarce.budgets.get(key_of(level), 0) for level in ladder.places}
    closed = frozenset(
        level
        for level, limit in ladder.places.items()
        if state.standing.has_left or (level != own and used[level] >= limit)
    )
    return closed, tuple((*key_of(level), count) for level, count in used.items())


def placed_at(levels: dict[str, tuple[Interval, ...]], at: datetime) -> dict[str, str]:
    """By ladder: the level at which time lines have the member at the instant."""
    found = {ladder: in_force(line, at) for ladder, line in levels.items() if is_ladder(ladder)}
    return {ladder: one.level for ladder, one in found.items() if one is not None}


def take_places(state: State, decision: Decision) -> None:
    """Count the member where the decision has put him, and no more where he was."""
    if decision.kind == MERGED or state.is_erased:
        # Also of a level that was reached in this very instant, whose line cannot end in it.
        free_places(state)
        return
    if not decision.climbs and decision.kind != LEVEL_REVIEW:
        return
    ladders = {climb.ladder for climb in decision.climbs if is_ladder(climb.ladder)}
    if decision.kind == LEVEL_REVIEW:
        ladders.add(decision.read_set.subject)
    for ladder in ladders:
        now = placed_at({ladder: state.levels.get(ladder, ())}, state.now).get(ladder)
        _move(state, ladder, now)


def free_places(state: State) -> None:
    """The member takes up no place any more, on whatever ladder."""
    for ladder in tuple(state.placed):
        _move(state, ladder, None)


def _move(state: State, ladder: str, level: str | None) -> None:
    before, budgets = state.placed.pop(ladder, None), state.scarce.budgets
    if level is not None:
        state.placed[ladder] = level
    for one, change in ((before, -1), (level, 1)):
        # Only levels with places are counted: the caller has their numbers.
        if one is not None and before != level and key_of(one) in budgets:
            budgets[key_of(one)] += change
