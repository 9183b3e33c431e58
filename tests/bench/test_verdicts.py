"""The bench tells the truth about its figures: verdicts, what got worse, and what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.figures import Better, Breakdown, Figure, Measured, Target, Verdict, worsened
from bench.ratios import keep_ratios, read_ratios
from bench.report import as_json, show_breakdown, show_figures

AT_LEAST = Target(0.4, Better.HIGHER, wished=0.6)
AT_MOST = Target(50, Better.LOWER)


def ratio(name: str, value: float, better: Better = Better.HIGHER) -> Figure:
    return Figure(name, f"how {name} stands", value, "", kept=True, better=better)


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (AT_LEAST, 0.39, Verdict.MISSED),
        (AT_LEAST, 0.4, Verdict.MET),
        (AT_LEAST, 0.6, Verdict.WISHED),
        (AT_MOST, 50, Verdict.MET),
        (AT_MOST, 50.1, Verdict.MISSED),
        (None, 7, Verdict.NONE),
    ],
)
def test_a_bound_that_is_reached_exactly_is_met(target: Target | None, value: float, verdict: Verdict) -> None:
    assert Figure("speed", "how fast", value, "", target).verdict is verdict


def test_a_fifth_worse_is_tolerated_and_a_little_more_is_named() -> None:
    kept = {"rate": 0.5, "share": 2.0}

    assert worsened([ratio("rate", 0.4), ratio("share", 2.4, Better.LOWER)], kept) == []

    worse = worsened([ratio("rate", 0.39), ratio("share", 2.5, Better.LOWER)], kept)
    assert [str(one) for one in worse] == [
        "rate: 0.39 now, 0.5 kept: 22% worse",
        "share: 2.5 now, 2 kept: 25% worse",
    ]


def test_better_figures_new_ones_and_those_of_the_machine_are_not_judged() -> None:
    figures = [ratio("rate", 0.9), ratio("new", 0.001), Figure("speed", "per second", 1, "/s")]

    assert worsened(figures, {"rate": 0.5, "speed": 1000}) == []


def test_a_figure_to_compare_says_which_way_it_gets_better() -> None:
    undecided = Figure("rate", "a ratio", 0.4, "", kept=True)

    with pytest.raises(ValueError, match="the figure rate is to be compared and does not say which way"):
        worsened([undecided], {"rate": 0.5})


def test_only_ratios_are_kept_and_those_of_other_measures_stay(tmp_path: Path) -> None:
    path = tmp_path / "ratios.json"
    keep_ratios([ratio("rate", 0.41239), Figure("speed", "per second", 3000, "/s")], path)
    keep_ratios([ratio("share", 2)], path)

    assert read_ratios(path) == {"rate": 0.412, "share": 2.0}


def test_kept_ratios_may_be_missing_but_not_be_something_else(tmp_path: Path) -> None:
    assert read_ratios(tmp_path / "ratios.json") == {}

    (tmp_path / "ratios.json").write_text('{"rate": "fast"}', encoding="utf-8")
    with pytest.raises(ValueError, match="python -m bench --update"):
        read_ratios(tmp_path / "ratios.json")


def test_the_table_shows_target_figure_and_verdict_and_so_does_the_json() -> None:
    goes = Breakdown("Where it goes", ("us", "share %"), (("decide", (62.16, 20.0)),))
    results = {"rates": Measured((Figure("rate", "bulk / pgbench", 0.1271, "", AT_LEAST),), (goes,))}

    with (console := Console(width=100)).capture() as capture:
        show_figures(console, results)
        show_breakdown(console, goes)
    shown = capture.get()
    assert "bulk / pgbench" in shown
    assert ">= 0.4 (0.6)" in shown
    assert "0.127" in shown
    assert "missed" in shown
    assert "62.2" in shown

    document = json.loads(as_json({"Python": "3.11"}, results))
    assert document["machine"] == {"Python": "3.11"}
    assert document["figures"] == [
        {
            "name": "rate",
            "meaning": "bulk / pgbench",
            "value": 0.1271,
            "unit": "",
            "kept": False,
            "target": ">= 0.4 (0.6)",
            "verdict": "missed",
        }
    ]
    assert document["breakdowns"] == [{"title": "Where it goes", "rows": {"decide": {"us": 62.16, "share %": 20.0}}}]
