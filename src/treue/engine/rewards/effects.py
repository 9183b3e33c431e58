"""What a reward becomes besides units: the effect that is kept with it, and a level that it lifts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.engine.levels.climbing import gone_on, view_of
from treue.engine.levels.lines import FLOOR, climb_between, floors_of, raised
from treue.engine.state import Interval, State
from treue.programme.records import Programme, Reward


def cause_of(reward: Reward, wanted: str) -> str | Reason:
    """The cause that a donation goes to: the one that is wanted, or the only one; empty where nothing is donated."""
    if wanted:
        return wanted if wanted in reward.causes else Reason.UNKNOWN_CAUSE
    if len(reward.causes) > 1:
        return Reason.CAUSE_NEEDED
    return next(iter(reward.causes), "")


def effect_of(reward: Reward, cause: str, value: Money | None) -> Mapping[str, object]:
    """The effect as it is kept; `value` is what a named amount of units became, instead of what is stated."""
    gives: dict[str, Any] = dict(reward.gives)
    worth = None if value is None else {"minor": value.minor, "currency": value.currency}
    if "donation" in gives:
        donated = gives["donation"]["amount"] if worth is None else worth
        gives["donation"] = {"cause": cause, "name": dict(reward.causes[cause]), "amount": donated}
    elif "money" in gives and worth is not None:
        gives["money"] = worth
    elif "gift_card" in gives and worth is not None:
        gives["gift_card"] = {**gives["gift_card"], "value": worth}
    elif worth is not None:
        gives["value"] = worth
    return gives


def lifted(programme: Programme, state: State, reward: Reward, until: datetime | None, decision: Decision) -> Decision:
    """The decision with the floor under the member's level that the reward gives; a higher one that he has stays."""
    ladder = None if reward.level is None else programme.ladders.get(reward.level[0])
    if reward.level is None or ladder is None:
        return decision
    view = view_of(programme, state, ladder, state.now)
    floors = raised(ladder, view.floors, Interval(reward.level[1], state.now, until, FLOOR))
    moved, happened = gone_on(view, floors, state.now)
    read_set = replace(
        decision.read_set,
        tallies=tuple(state.tallies.asked.items()),
        levels=view.read,
        joined=state.profile.joined if programme.counts_from_joining else decision.read_set.joined,
    )
    climbs = (*climb_between(floors_of(ladder.id), view.floors, floors), *moved)
    return replace(decision, read_set=read_set, climbs=climbs, then=(*happened, *decision.then))
