"""How often a reward is given: to one member, one household, all together, and while there is stock (R1.4, R7.6).

All of it is taken in the order in which wishes are decided, in the window of the day on which that happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from treue.domain.calendar import Span, Window
from treue.domain.instants import local_day, start_of_day
from treue.domain.reasons import Reason
from treue.domain.windows import Days, days_of, label
from treue.engine.rewards.eligibility import Objection
from treue.engine.state import BudgetKey, State
from treue.engine.tallies import EVER, Count, Tallies
from treue.programme.records import Limit, Programme, Reward

PIECES = ""
"""The unit of a budget that counts pieces."""
_SPANS: tuple[Span, ...] = ("day", "week", "month", "quarter", "year")
_AHEAD_DAYS_MAX = 400


def limit_objection(
    programme: Programme, state: State, reward: Reward, day: date, term: Days | None
) -> Objection | None:
    """Which limit leaves nothing, if one does; `term` are the days since the level was reached."""
    joined = None if state.profile.joined is None else local_day(state.profile.joined, programme.zone)
    for limit in reward.per_member:
        days = days_of(limit.window, day, joined, term)
        tallies = state.counted(by_household=limit.by_household)
        if days is not None and tallies.total(tally_of(reward, limit), *days) >= limit.amount:
            free = _free_from(tallies, reward, limit, day, days)
            reason = Reason.HOUSEHOLD_LIMIT if limit.by_household else Reason.LIMIT_REACHED
            return Objection(reason, None if free is None else start_of_day(free, programme.zone))
    for limit in reward.in_all:
        if state.scarce.budgets.get((reward.id, PIECES, label(limit.window, day)), 0) >= limit.amount:
            free = _following(days_of(limit.window, day, None))
            return Objection(Reason.GIVEN_OUT, None if free is None else start_of_day(free, programme.zone))
    if reward.limited and state.scarce.stock.get(reward.id, 0) < 1:
        return Objection(Reason.OUT_OF_STOCK)
    return None


def counts_of_reward(reward: Reward, day: date) -> list[Count]:
    """What getting it adds to the tallies that its limits read."""
    names = dict.fromkeys(tally_of(reward, limit) for limit in reward.per_member)
    return [Count(name, EVER if name.endswith(".ever") else day, 1) for name in names]


def tally_of(reward: Reward, limit: Limit) -> str:
    """The tally of how often a member got the reward."""
    return f"reward.{reward.id}" + (".ever" if limit.window.kind == "lifetime" else "")


def budgets_of(state: State, reward: str, day: date, limits: Iterable[Limit] = ()) -> tuple[BudgetKey, ...]:
    """The budgets in which a piece got on the day counts: those that are known, and those of the limits."""
    labels = {label(Window("calendar", span), day) for span in _SPANS} | {""}
    known = {key for key in state.scarce.budgets if key[:2] == (reward, PIECES) and key[2] in labels}
    return tuple(sorted(known | {(reward, PIECES, label(limit.window, day)) for limit in limits}))


def _free_from(tallies: Tallies, reward: Reward, limit: Limit, day: date, days: Days) -> date | None:
    """The first day on which the limit leaves one again, if nothing else is got until then."""
    if limit.window.kind != "rolling":
        return _following(days)
    for ahead in range(1, _AHEAD_DAYS_MAX):
        later = day + timedelta(days=ahead)
        begun = days_of(limit.window, later, None)
        if begun is None or begun.first > day:
            return later
        if tallies.total(tally_of(reward, limit), begun.first, day) < limit.amount:
            return later
    return None


def _following(days: Days | None) -> date | None:
    return None if days is None or days.last == date.max else days.last + timedelta(days=1)
