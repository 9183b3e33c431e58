"""Tallies: what was counted of one member, by name and local day, and the figures decisions read from them.

A name always stands for one thing that is counted (see `Metric.key`): a metric, how often a rule gave, how many units
it gave, how often a reward was bought. Amounts are whole: minor units, scaled units, or numbers of times. Where
different values are told apart (`distinct`, `maximum`, `minimum`) each has an amount of its own: how often it occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

_Figure = Callable[[Mapping[tuple[date, str], int]], int]
TOGETHER = "household."
"""Before the name of a figure that was read of a household together."""
EVER = date.min
"""The day of what is counted without regard to days."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a decision adds to a tally; a return takes away again."""

    name: str
    day: date
    amount: int
    value: str = ""


class Asked(NamedTuple):
    """A figure that was read: of the name, over the days, both included."""

    name: str
    first: date
    last: date


class Tallies:
    """What was counted of a member, as far as it was read; every figure that is asked for is noted in `asked`."""

    __slots__ = ("_days", "_folded", "_since", "asked")

    def __init__(self) -> None:
        self._days: dict[str, dict[tuple[date, str], int]] = {}
        self._since: dict[str, date] = {}
        self._folded: dict[str, date] = {}
        self.asked: dict[Asked, int] = {}

    def know(
        self, name: str, since: date, amounts: Mapping[tuple[date, str], int], folded_until: date | None = None
    ) -> None:
        """Take over what was counted under the name from the day on.

        With `folded_until` the amounts up to that day are one sum, kept at `since`: only the whole window can be asked
        for, or days after it.
        """
        self._since[name] = since
        self._days[name] = dict(amounts)
        self._folded.pop(name, None)
        if folded_until is not None:
            self._folded[name] = folded_until

    def add(self, counts: Iterable[Count]) -> None:
        """Take over what a decision counts."""
        for count in counts:
            days = self._days.setdefault(count.name, {})
            key = (count.day, count.value)
            days[key] = days.get(key, 0) + count.amount

    def total(self, name: str, first: date, last: date) -> int:
        """The amounts of the days added up."""
        return self._note(name, first, last, lambda found: sum(found.values()))

    def distinct(self, name: str, first: date, last: date) -> int:
        """How many different values occur on the days."""
        return self._note(name, first, last, lambda found: len({key[1] for key, amount in found.items() if amount > 0}))

    def largest(self, name: str, first: date, last: date) -> int:
        """The largest value of the days, 0 where there is none."""
        return self._note(name, first, last, lambda found: max(_values(found), default=0))

    def smallest(self, name: str, first: date, last: date) -> int:
        """The smallest value of the days, 0 where there is none."""
        return self._note(name, first, last, lambda found: min(_values(found), default=0))

    def occurrences(self, name: str, value: str, first: date, last: date) -> int:
        """How often the value occurs on the days, all values for an empty one; noted under NAME=VALUE."""
        return self._note(
            name,
            first,
            last,
            lambda found: sum(amount for key, amount in found.items() if value in ("", key[1])),
            f"{name}={value}",
        )

    def together(self, others: Sequence[Tallies]) -> Tallies:
        """What was counted of all of them, asked for in the name of this member."""
        return _Together(self, others)

    def everything(self) -> tuple[Count, ...]:
        """All that is known, in order."""
        return tuple(
            Count(name, day, amount, value)
            for name, amounts in sorted(self._days.items())
            for (day, value), amount in sorted(amounts.items())
            if amount
        )

    def _note(self, name: str, first: date, last: date, figure: _Figure, noted: str = "") -> int:
        return self._noted(Asked(noted or name, first, last), figure(self._found(name, first, last)))

    def _found(self, name: str, first: date, last: date) -> Mapping[tuple[date, str], int]:
        since = self._since.get(name)
        if since is not None and (since > first or since < first <= self._folded.get(name, date.min)):
            raise ValueError(f"what was counted as {name} is known from {since} on, and asked for from {first} on")
        days = self._days.get(name, {})
        return {key: amount for key, amount in days.items() if first <= key[0] <= last} if days else days

    def _noted(self, asked: Asked, figure: int) -> int:
        self.asked[asked] = figure
        return figure


class _Together(Tallies):
    """The tallies of several members as one; what is asked is noted at the first of them."""

    __slots__ = ("_members",)

    def __init__(self, own: Tallies, others: Sequence[Tallies]) -> None:
        super().__init__()
        self.asked = own.asked
        self._members = (own, *others)

    def _note(self, name: str, first: date, last: date, figure: _Figure, noted: str = "") -> int:
        found: dict[tuple[date, str], int] = {}
        for member in self._members:
            for key, amount in member._found(name, first, last).items():
                found[key] = found.get(key, 0) + amount
        return self._noted(Asked(TOGETHER + (noted or name), first, last), figure(found))


class RecordedTallies(Tallies):
    """The figures an earlier decision read, and no others: what it did not read is 0."""

    __slots__ = ("_prefix", "_recorded")

    def __init__(self, recorded: Mapping[Asked, int], prefix: str = "") -> None:
        super().__init__()
        self._recorded = recorded
        self._prefix = prefix

    def together(self, _others: Sequence[Tallies]) -> Tallies:
        """The figures that were read of his household."""
        found = RecordedTallies(self._recorded, TOGETHER)
        found.asked = self.asked
        return found

    def everything(self) -> tuple[Count, ...]:
        """What was moved as a whole stands in its own place of the read-set."""
        return ()

    def _note(self, name: str, first: date, last: date, _figure: _Figure, noted: str = "") -> int:
        asked = Asked(self._prefix + (noted or name), first, last)
        return self._noted(asked, self._recorded.get(asked, 0))


def _values(found: Mapping[tuple[date, str], int]) -> list[int]:
    return [int(value) for (_, value), amount in found.items() if amount > 0]
