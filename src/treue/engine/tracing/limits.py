"""What held a rule back, from the figures that the decision read (docs/rules.md R1.4, R7.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from treue.domain.instants import local_day
from treue.domain.reasons import Reason
from treue.domain.windows import days_of, label
from treue.engine.decision import ReadSet, Share
from treue.engine.earning.limiting import chosen_days_of, units_of, uses_of
from treue.engine.state import BudgetKey
from treue.engine.tallies import TOGETHER, Asked
from treue.engine.tracing.traced import CodeUsed, Exhausted, Held, Hurdle, NotChosen, Paused, Room
from treue.programme.records import CODE_UNITS, EarnRule, Limit, Programme


class Limits:
    """The limits of one event as the decision found them."""

    def __init__(self, programme: Programme, read_set: ReadSet, day: date) -> None:
        self._day = day
        self._tallies = dict(read_set.tallies)
        self._budgets: dict[BudgetKey, int] = {
            (rule, unit, window): used for rule, unit, window, used in read_set.budgets
        }
        self._term = read_set.term
        self._joined = None if read_set.joined is None else local_day(read_set.joined, programme.zone)

    def hurdles(self, rule: EarnRule) -> list[Hurdle]:
        """What keeps the rule from applying although everything else holds."""
        found: list[Hurdle] = []
        for limit in rule.limits:
            used = self._read(uses_of(rule.id, limit), limit)
            if used is not None and used >= limit.amount:
                return [Exhausted(limit, used)]
        if rule.entitlement is not None:
            asked = Asked(chosen_days_of(rule.entitlement), self._day, self._day)
            if self._tallies.get(asked, 0) <= 0:
                return [NotChosen(rule.entitlement)]
        if rule.code_limit is not None:
            uses = self._uses_of_code(rule)
            if not uses or uses[0] >= rule.code_limit.amount:
                return [CodeUsed(rule.code_limit, uses[0] if uses else None)]
        if rule.at_limit == "pause_rule":
            for unit, limit in rule.budget.items():
                used = self._used(rule, unit, limit)
                if used >= limit.amount:
                    return [Paused(unit, limit, used)]
        return found

    def share(self, rule: EarnRule, unit: str, wanted: int) -> tuple[Share, tuple[Held, ...]]:
        """What is given of what is wanted, and every limit that left less of it."""
        given, held = wanted, []
        for limit in rule.caps.get(unit, ()):
            used = self._read(units_of(rule.id, unit, limit), limit) or 0
            left = max(0, limit.amount - used)
            if given > left:
                given = left
                held.append(Held(Reason.CAP_CUT, unit, limit, used, left))
        for limit in rule.shared_caps.get(unit, ()):
            used = self._used(rule, unit, limit)
            left = max(0, limit.amount - used)
            if given > left:
                given = left
                held.append(Held(Reason.SHARED_CAP_CUT, unit, limit, used, left))
        if unit in rule.budget:
            budget = rule.budget[unit]
            used = self._used(rule, unit, budget)
            left = max(0, budget.amount - used)
            if given > left:
                refuses = rule.at_limit == "refuse"
                given = 0 if refuses else left
                held.append(Held(Reason.BUDGET_CUT, unit, budget, used, left, refuses))
        return Share(rule.id, unit, wanted, given, held[-1].reason if held else None), tuple(held)

    def room(self, rule: EarnRule, shares: Sequence[Share], held: Sequence[Held]) -> Iterator[Room]:
        """What is left of every limit that did not cut what the rule gave; nothing where it gave nothing."""
        given = {share.unit: share.given for share in shares if share.given}
        if not given and not rule.grants:
            return
        for limit in rule.limits:
            used = self._read(uses_of(rule.id, limit), limit)
            if used is not None:
                yield Room(limit, "", used, 1)
        if rule.code_limit is not None:
            yield Room(rule.code_limit, "", self._uses_of_code(rule)[0], 1, of_all=True, of_code=True)
        cut = {(one.unit, one.limit) for one in held}
        for unit, amount in given.items():
            for limit in rule.caps.get(unit, ()):
                used = self._read(units_of(rule.id, unit, limit), limit)
                if used is not None and (unit, limit) not in cut:
                    yield Room(limit, unit, used, amount)
            budget = (rule.budget[unit],) if unit in rule.budget else ()
            for limit in (*rule.shared_caps.get(unit, ()), *budget):
                if (unit, limit) not in cut:
                    yield Room(limit, unit, self._used(rule, unit, limit), amount, of_all=True)

    def _uses_of_code(self, rule: EarnRule) -> list[int]:
        """How often the code of the event was used before; one event names one code, or none."""
        return [used for (of, unit, _), used in self._budgets.items() if of == rule.id and unit.startswith(CODE_UNITS)]

    def _used(self, rule: EarnRule, unit: str, limit: Limit) -> int:
        return self._budgets.get((rule.id, unit, label(limit.window, self._day)), 0)

    def _read(self, name: str, limit: Limit) -> int | None:
        """The figure of the limit's window; None where the limit has no days to count in."""
        days = days_of(limit.window, self._day, self._joined, self._term)
        noted = TOGETHER + name if limit.by_household else name
        return None if days is None else self._tallies.get(Asked(noted, *days), 0)
