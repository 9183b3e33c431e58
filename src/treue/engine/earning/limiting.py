"""What holds rules back: how often a member gets them, caps of a member and of all, and budgets (R1.4, R7.6).

Everything here is taken in the order in which events are processed; the window is that of the day of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from treue.domain.instants import local_day
from treue.domain.reasons import Reason
from treue.domain.records import record
from treue.domain.windows import Days, days_of, label
from treue.engine.decision import Share
from treue.engine.donating import counts_of_donations
from treue.engine.earning.codes import uses_of_code
from treue.engine.occasion import Occasion
from treue.engine.state import BudgetKey, State
from treue.engine.tallies import EVER, Count
from treue.programme.records import EarnRule, Limit, Programme


class Wanted(NamedTuple):
    """What a rule would give of a unit, in scaled units; below zero where a factor below 1 takes some away."""

    rule: EarnRule
    unit: str
    amount: int


@record(frozen=True, slots=True)
class Earned:
    """The shares of all rules, what is counted of them, and the budgets that were read: with what was used before."""

    shares: tuple[Share, ...] = ()
    counts: tuple[Count, ...] = ()
    budgets: tuple[tuple[str, str, str, int], ...] = ()
    applied: tuple[EarnRule, ...] = ()
    """Every rule that applied, whether it gave anything or not."""
    uses: tuple[tuple[str, str, str, int], ...] = ()
    """Uses of printed codes, counted like budgets."""
    joined: datetime | None = None
    """When the member joined, where a limit counts from then."""


class Holding:
    """The limits of one event: asked before a rule applies, and again for what it wants to give."""

    def __init__(self, programme: Programme, state: State, occasion: Occasion) -> None:
        self._state = state
        self._day = occasion.day
        self._term = occasion.term
        self._fields = occasion.fields
        joined = state.profile.joined
        self._joined = None if joined is None else local_day(joined, programme.zone)
        self._budgets: dict[BudgetKey, int] = {}
        self._read_joined: datetime | None = None

    def lets(self, rule: EarnRule) -> bool:
        """Whether the rule may apply at all: it was not yet given too often, and its budget has not paused it."""
        for limit in rule.limits:
            days = self._days(limit)
            if days is not None and self._state.tallies.total(uses_of(rule.id, limit), *days) >= limit.amount:
                return False
        if rule.entitlement is not None:
            chosen = chosen_days_of(rule.entitlement)
            if self._state.tallies.total(chosen, self._day, self._day) <= 0:
                return False
        if rule.code_limit is not None:
            key = uses_of_code(rule, self._fields, self._day)
            if key is None or self._used(key) >= rule.code_limit.amount:
                return False
        if rule.at_limit == "pause_rule":
            return all(self._left(rule, unit, limit) > 0 for unit, limit in rule.budget.items())
        return True

    def earned(self, wanted: Sequence[Wanted], applied: tuple[EarnRule, ...]) -> Earned:
        """What is given of what is wanted."""
        found: list[Share] = []
        for rule, unit, amount in wanted:
            if rule.caps or rule.budget or rule.shared_caps:
                # What is shared is read even for nothing, so that the decision can be made again.
                if amount or unit in rule.budget or unit in rule.shared_caps:
                    share = self._share(rule, unit, amount)
                    if share.wanted:
                        found.append(share)
            elif amount:
                found.append(Share(rule.id, unit, amount, amount))
        shares = tuple(found)
        counts = self._counts(shares, applied)
        budgets = tuple([(*key, used) for key, used in self._budgets.items()]) if self._budgets else ()
        return Earned(shares, counts, budgets, applied, self._codes(shares, applied), self._read_joined)

    def _share(self, rule: EarnRule, unit: str, amount: int) -> Share:
        given, cut = amount, None
        for limit in rule.caps.get(unit, ()):
            days = self._days(limit)
            tallies = self._state.counted(by_household=limit.by_household)
            used = 0 if days is None else tallies.total(units_of(rule.id, unit, limit), *days)
            if given > (left := max(0, limit.amount - used)):
                given, cut = left, Reason.CAP_CUT
        for limit in rule.shared_caps.get(unit, ()):
            if given > (left := self._left(rule, unit, limit)):
                given, cut = left, Reason.SHARED_CAP_CUT
        if unit in rule.budget and given > (left := self._left(rule, unit, rule.budget[unit])):
            given, cut = (0 if rule.at_limit == "refuse" else left), Reason.BUDGET_CUT
        return Share(rule.id, unit, amount, given, cut)

    def _left(self, rule: EarnRule, unit: str, limit: Limit) -> int:
        """What is left for all members; a later version may have lowered it below what is used."""
        return max(0, limit.amount - self._used((rule.id, unit, label(limit.window, self._day))))

    def _used(self, key: BudgetKey) -> int:
        """What was taken so far, for whomever; noted, because it becomes part of the read-set."""
        self._budgets[key] = used = self._state.scarce.budgets.get(key, 0)
        return used

    def _days(self, limit: Limit) -> Days | None:
        if limit.window.kind == "membership":
            self._read_joined = self._state.profile.joined
        return days_of(limit.window, self._day, self._joined, self._term)

    def _counts(self, shares: Sequence[Share], applied: Sequence[EarnRule]) -> tuple[Count, ...]:
        """How often the rules with limits gave, and how much those with caps."""
        counted = [rule for rule in applied if rule.leaves_counts]
        if not counted:
            return ()
        given = {share.rule for share in shares if share.given}
        counts = [count for rule in counted if rule.id in given or rule.grants for count in self._uses(rule)]
        counts += [
            Count(days_granted_of(right), self._day, days, rule.id)
            for rule in counted
            for right, days in rule.granted_days.items()
        ]
        counts += counts_of_donations(counted, self._day)
        capped = {rule.id: rule for rule in counted if rule.caps}
        for share in shares:
            if share.rule in capped:
                counts += self._units(capped[share.rule], share)
        return tuple(counts)

    def _codes(self, shares: Sequence[Share], applied: Sequence[EarnRule]) -> tuple[tuple[str, str, str, int], ...]:
        """One use of the code by each rule that gave something for it."""
        limited = [rule for rule in applied if rule.code_limit is not None]
        if not limited:
            return ()
        given = {share.rule for share in shares if share.given}
        keys = [uses_of_code(rule, self._fields, self._day) for rule in limited if rule.id in given or rule.grants]
        return tuple((*key, 1) for key in keys if key is not None)

    def _uses(self, rule: EarnRule) -> Iterable[Count]:
        names = dict.fromkeys(uses_of(rule.id, limit) for limit in rule.limits)
        return (Count(name, self._counted(name), 1) for name in names)

    def _units(self, rule: EarnRule, share: Share) -> Iterable[Count]:
        if not share.given:
            return ()
        limits = [limit for limit in rule.caps.get(share.unit, ()) if self._days(limit) is not None]
        names = dict.fromkeys(units_of(rule.id, share.unit, limit) for limit in limits)
        return (Count(name, self._counted(name), share.given) for name in names)

    def _counted(self, name: str) -> date:
        return EVER if name.endswith(".ever") else self._day


def uses_of(rule: str, limit: Limit) -> str:
    """The tally of how often a member got the rule."""
    return f"rule.{rule}" + _suffix(limit)


def units_of(rule: str, unit: str, limit: Limit) -> str:
    """The tally of how many scaled units a member got of the rule."""
    return f"rule.{rule}.{unit}" + _suffix(limit)


def chosen_days_of(right: str) -> str:
    """The tally of the days that a member chose with a counted right."""
    return f"right.{right}"


def days_granted_of(right: str) -> str:
    """The tally of the days that rules granted besides, told apart by rule."""
    return f"right.{right}.granted"


def _suffix(limit: Limit) -> str:
    return ".ever" if limit.window.kind == "lifetime" else ""
