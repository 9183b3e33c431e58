"""What was measured, what it should be, and what is to be said about the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

WORSE_SHARE_MAX = 0.2


class Better(StrEnum):
    """Which way a figure gets better."""

    HIGHER = "higher"
    LOWER = "lower"


class Verdict(StrEnum):
    """How a figure stands to its target; `NONE` where it has none."""

    WISHED = "met, as wished"
    MET = "met"
    MISSED = "missed"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Target:
    """`aim` is what the figure should reach; `wished` is what would be better still."""

    aim: float
    better: Better
    wished: float | None = None

    def verdict(self, value: float) -> Verdict:
        """Reaching a bound exactly counts as reaching it."""
        if self.wished is not None and self._reaches(value, self.wished):
            return Verdict.WISHED
        return Verdict.MET if self._reaches(value, self.aim) else Verdict.MISSED

    def _reaches(self, value: float, bound: float) -> bool:
        return value >= bound if self.better is Better.HIGHER else value <= bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `kept` says that it is a ratio, or otherwise alike on every machine, so that runs can be compared.

    A figure that is kept needs `better`, which a target brings along.
    """

    name: str
    meaning: str
    value: float
    unit: str
    target: Target | None = None
    kept: bool = False
    better: Better | None = None

    @property
    def verdict(self) -> Verdict:
        return self.target.verdict(self.value) if self.target else Verdict.NONE

    @property
    def direction(self) -> Better:
        """Which way it gets better. Raises ValueError for a figure that says neither."""
        better = self.target.better if self.target else self.better
        if better is None:
            raise ValueError(f"the figure {self.name} is to be compared and does not say which way it gets better")
        return better


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table that shows where something goes: rows of a label and one number per column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one measure answers."""

    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Worsened:
    """A figure that is too far on the wrong side of the one that was kept."""

    name: str
    kept: float
    value: float

    def __str__(self) -> str:
        change = abs(self.value / self.kept - 1)
        return f"{self.name}: {self.value:.4g} now, {self.kept:.4g} kept: {change:.0%} worse"


def worsened(figures: Sequence[Figure], kept: Mapping[str, float]) -> list[Worsened]:
    """The figures that got more than 20 % worse than the kept ones. One that was never kept is not judged."""
    return [
        Worsened(figure.name, kept[figure.name], figure.value)
        for figure in figures
        if figure.kept and figure.name in kept and _is_worse(figure, kept[figure.name])
    ]


def _is_worse(figure: Figure, kept: float) -> bool:
    if figure.direction is Better.HIGHER:
        return figure.value < kept * (1 - WORSE_SHARE_MAX)
    return figure.value > kept * (1 + WORSE_SHARE_MAX)
