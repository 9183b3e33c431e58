"""What the counters of a member say of a level: the figures over their windows, before and after the event at hand.

Figures are scaled like the thresholds they are compared with (see `Metric`). What the event adds is not yet part of the
tallies, so it is added here; only what was known before is read, and becomes part of the read-set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from treue.domain.windows import Days, days_of
from treue.engine.state import State
from treue.engine.tallies import Count, Tallies
from treue.programme.records import Metric, Programme, Reached


class Counters:
    """The counters, with what `counts` adds to them.

    Nothing was counted after the day `known_until`, so windows that begin later are empty without being asked.
    """

    def __init__(
        self, programme: Programme, state: State, joined: date | None, known_until: date, counts: Sequence[Count] = ()
    ) -> None:
        self._metrics = programme.metrics
        self._state = state
        terms = programme.members.households
        self._pooled = terms is not None and terms.level == "pooled"
        self._joined = joined
        self._known_until = known_until
        self._counts = counts
        self._names = frozenset(count.name for count in counts)
        self._figures: dict[tuple[str, Days | None, bool, bool], Fraction] = {}

    def reaches(self, reached: Reached, day: date, *, with_event: bool = True) -> bool:
        """Whether the counters have reached what is asked, over the windows that contain the day."""
        return _holds(reached, {name: self.figure(name, day, with_event=with_event) for name in _asked(reached)})

    def reaches_for_ever(self, reached: Reached) -> bool:
        """Whether what is asked stays reached although nothing more is counted: no window takes it away."""
        return _holds(reached, {name: self._lasting(self._metrics[name]) for name in _asked(reached)})

    def reached_again(self, reached: Reached, day: date) -> bool:
        """Whether the event reaches it: it was not reached before in these windows, or a window moves with the days and
        the event counts in it."""
        if not self.reaches(reached, day):
            return False
        if any(self._moves(self._metrics[name]) for name in _asked(reached)):
            return True
        return not self.reaches(reached, day, with_event=False)

    def figure(self, name: str, day: date, *, with_event: bool = True) -> Fraction:
        """The counter over the window that contains the day."""
        return self._figure(name, day, with_event, self._pooled)

    def _figure(self, name: str, day: date, with_event: bool, by_household: bool) -> Fraction:
        metric = self._metrics[name]
        by_household = by_household or metric.by_household
        if metric.parts:
            parts = [self._told(part, self._figure(part, day, with_event, by_household)) for part in metric.parts]
            return _made_of(metric, parts)
        days = days_of(metric.window, day, self._joined)
        key = (name, days, with_event, by_household)
        if key not in self._figures:
            tallies = self._state.counted(by_household=by_household)
            self._figures[key] = Fraction(self._counted(metric, tallies, days, with_event))
        return self._figures[key]

    def window(self, name: str, day: date) -> Days | None:
        """The days that count together with the day; for a counter made of others, those of the first."""
        metric = self._metrics[name]
        return self.window(metric.parts[0], day) if metric.parts else days_of(metric.window, day, self._joined)

    def _counted(self, metric: Metric, tallies: Tallies, days: Days | None, with_event: bool) -> int:
        added = [
            count
            for count in (self._counts if with_event and metric.key in self._names else ())
            if count.name == metric.key and (days is None or days.first <= count.day <= days.last)
        ]
        is_empty = days is None or (days.first > self._known_until and metric.window.kind != "lifetime")
        match metric.counts:
            case "distinct":
                return _distinct(tallies, metric.key, None if is_empty else days, added)
            case "maximum" | "minimum":
                return _extreme(tallies, metric, None if is_empty else days, added)
            case _:
                known = 0 if is_empty or days is None else tallies.total(metric.key, *days)
                return known + sum(count.amount for count in added)

    def _lasting(self, metric: Metric) -> Fraction:
        if metric.parts:
            parts = [self._told(part, self._lasting(self._metrics[part])) for part in metric.parts]
            return _made_of(metric, parts)
        return self.figure(metric.id, date.max) if metric.window.kind == "lifetime" else Fraction(0)

    def _moves(self, metric: Metric) -> bool:
        if metric.parts:
            return any(self._moves(self._metrics[part]) for part in metric.parts)
        return metric.window.kind == "rolling" and metric.key in self._names

    def _told(self, name: str, figure: Fraction) -> Fraction:
        metric = self._metrics[name]
        return figure if metric.is_money else figure / 10**metric.decimals


def _distinct(tallies: Tallies, name: str, days: Days | None, added: Sequence[Count]) -> int:
    found = 0 if days is None else tallies.distinct(name, *days)
    for value in dict.fromkeys(count.value for count in added):
        occurred = 0 if days is None else tallies.occurrences(name, value, *days)
        now = occurred + sum(count.amount for count in added if count.value == value)
        found += (now > 0) - (occurred > 0)
    return found


def _extreme(tallies: Tallies, metric: Metric, days: Days | None, added: Sequence[Count]) -> int:
    """The largest or smallest value. One that is taken away again is noticed with the next event."""
    is_largest = metric.counts == "maximum"
    values = [int(count.value) for count in added if count.amount > 0]
    if days is not None and (not values or tallies.occurrences(metric.key, "", *days)):
        values.append((tallies.largest if is_largest else tallies.smallest)(metric.key, *days))
    if not values:
        return 0
    return max(values) if is_largest else min(values)


def _made_of(metric: Metric, parts: Sequence[Fraction]) -> Fraction:
    """A counter made of others, scaled like its threshold."""
    if metric.counts == "ratio":
        first, second = parts
        parts = [first / second] if second else []
    total = sum(parts, Fraction(0))
    return total if metric.is_money else total * 10**metric.decimals


def _asked(reached: Reached) -> list[str]:
    return list(dict.fromkeys(name for name, _ in (*reached.all, *reached.any)))


def _holds(reached: Reached, figures: dict[str, Fraction]) -> bool:
    if not reached.all and not reached.any:
        return False
    if not all(figures[name] >= start for name, start in reached.all):
        return False
    return not reached.any or any(figures[name] >= start for name, start in reached.any)
