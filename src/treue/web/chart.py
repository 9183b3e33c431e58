"""A bar chart by months, worked out here: groups of bars and a scale with round numbers, as plain shapes for SVG.

Colours and text sizes come from the style sheet. The numbers stand in a table beneath each chart, so nobody needs to
measure bars.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 760, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 4, 10, 24
_GROUP_FILL = 0.78
"""How much of a month's width its bars take."""
_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `series` is which of the series it belongs to, from 0."""

    x: float
    y: float
    width: float
    height: float
    series: int
    tip: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale, with what it is worth."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The name of a group below its bars."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Everything a template draws."""

    width: int
    height: int
    left: int
    right: int
    base: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One month: its name, and for each series its value and what a pointer is told."""

    label: str
    values: tuple[tuple[Decimal, str], ...]


def bar_chart(groups: Sequence[Group], number: Callable[[Decimal], str]) -> BarChart:
    """The chart of groups that have equally many values; what is below nought is drawn as nought.

    `number` writes a number of the scale.
    """
    highest = max((max(value, Decimal(0)) for group in groups for value, _ in group.values), default=Decimal(0))
    step = round_step(highest / _LINES)
    top = step * _LINES
    base = HEIGHT - _BOTTOM
    room = base - _TOP
    group_width = (WIDTH - _LEFT - _RIGHT) / max(1, len(groups))
    bars: list[Bar] = []
    ticks: list[Tick] = []
    # Names that would run into each other are left out regularly, the last one never.
    every = max(1, round(44 / group_width + 0.5)) if group_width else 1
    for place, group in enumerate(groups):
        start = _LEFT + place * group_width
        width = group_width * _GROUP_FILL / max(1, len(group.values))
        first = start + group_width * (1 - _GROUP_FILL) / 2
        for series, (value, tip) in enumerate(group.values):
            height = float(max(value, Decimal(0)) / top) * room
            bars.append(
                Bar(
                    round(first + series * width, 2),
                    round(base - height, 2),
                    round(max(1.0, width - 1), 2),
                    round(height, 2),
                    series,
                    tip,
                )
            )
        if (len(groups) - 1 - place) % every == 0:
            ticks.append(Tick(round(start + group_width / 2, 2), group.label))
    # Written out, 200 is not 2E+2.
    marks = [Decimal(f"{step * line:f}") for line in range(_LINES + 1)]
    lines = tuple(Line(round(base - float(mark / top) * room, 2), number(mark)) for mark in marks)
    return BarChart(WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, base, tuple(bars), lines, tuple(ticks))


def round_step(least: Decimal) -> Decimal:
    """The next number that is 1, 2, 2.5 or 5 times a power of ten, so that a scale reads well; 1 for nothing."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10)):
        if factor * power >= least and (factor != Decimal("2.5") or power >= 10):
            return factor * power
    return power * 10
