"""Whether a member may have a reward at all: its days, whom and where it is for, its condition (docs/rules.md R7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from treue.domain.events import Spend
from treue.domain.instants import start_of_day
from treue.domain.reasons import Reason
from treue.engine.earning.applying import belongs_to, has_level
from treue.engine.occasion import NO_FIELDS, held_of
from treue.programme.records import COUNTRY, Audience, Programme, Reward, Timing
from treue.rules.at import At
from treue.rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a reward is refused; `until` is the instant from which the reason is gone, where time alone ends it."""

    reason: Reason
    until: datetime | None = None


def objection_to(programme: Programme, reward: Reward, wish: Spend, at: At, facts: Facts) -> Objection | None:
    """The first reason against it, or None. A wish is held to the day, the person, the place and the condition."""
    held = held_of(facts)
    if reward.timing is not None and (found := _untimely(programme, reward.timing, at.date, held)) is not None:
        return found
    if reward.audience is not None and (reason := _for_others(reward.audience, wish, held, facts)) is not None:
        return Objection(reason)
    if reward.when is not None and not reward.when.holds(None, None, at, NO_FIELDS, facts):
        return Objection(Reason.CONDITION_NOT_MET)
    return None


def _untimely(programme: Programme, timing: Timing, day: date, held: tuple[str, ...]) -> Objection | None:
    if timing.first is not None and day < timing.first:
        return Objection(Reason.REWARD_NOT_YET, start_of_day(timing.first, programme.zone))
    if timing.last is not None and day > timing.last:
        return Objection(Reason.REWARD_OVER)
    if timing.holds(day, held):
        return None
    ahead = [one for one in (timing.calendar.at(held) or () if timing.calendar is not None else ()) if one > day]
    if not ahead:
        return Objection(Reason.REWARD_OVER)
    return Objection(Reason.REWARD_NOT_TODAY, start_of_day(min(ahead), programme.zone))


def _for_others(audience: Audience, wish: Spend, held: tuple[str, ...], facts: Facts) -> Reason | None:
    if not has_level(audience, held):
        return Reason.OTHER_LEVEL
    if not belongs_to(audience, facts):
        return Reason.OTHER_SEGMENT
    country = country_of(wish, facts)
    if audience.countries is not None and country not in audience.countries:
        return Reason.OTHER_COUNTRY
    if not audience.includes(wish.store, wish.channel, wish.partner, country):
        return Reason.OTHER_PLACE
    return None


def country_of(wish: Spend, facts: Facts) -> str:
    """Where the reward is had: as the wish says, else the country that is an attribute of the member; or nowhere."""
    return wish.country or str(facts.member.get(COUNTRY, ""))
