"""Bar charts: a scale that reads well, and bars that are as long as their numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from treue.web.chart import Group, bar_chart, round_step


@pytest.mark.parametrize(
    ("least", "step"),
    [("0", "1"), ("1", "1"), ("1.1", "2"), ("2.2", "5"), ("21", "25"), ("26", "50"), ("51", "100"), ("0.03", "0.05")],
)
def test_a_step_of_the_scale_is_a_round_number(least: str, step: str) -> None:
    assert round_step(Decimal(least)) == Decimal(step)


def test_a_bar_is_as_high_as_its_part_of_the_scale() -> None:
    groups = [Group("1/26", ((Decimal(400), "400"), (Decimal(100), "100"), (Decimal(-7), "-7")))]

    chart = bar_chart(groups, str)

    whole = chart.base - min(line.y for line in chart.lines)
    assert [line.label for line in chart.lines] == ["0", "100", "200", "300", "400"]
    assert [round(bar.height / whole, 4) for bar in chart.bars] == [1, 0.25, 0]


def test_of_many_months_the_last_keeps_its_name() -> None:
    groups = [Group(str(month), ((Decimal(month), ""),)) for month in range(1, 37)]

    ticks = [tick.label for tick in bar_chart(groups, str).ticks]

    assert ticks[-1] == "36"
    assert 8 <= len(ticks) <= 20


def test_where_nothing_happened_there_is_an_empty_chart() -> None:
    chart = bar_chart([Group("1/26", ((Decimal(0), "0"),))], str)

    assert [line.label for line in chart.lines] == ["0", "1", "2", "3", "4"]
    assert chart.bars[0].height == 0
