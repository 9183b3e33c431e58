"""The report: a table for people, the same as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Better, Breakdown, Figure, Measured, Target, Verdict

_COLOURS = {Verdict.WISHED: "green", Verdict.MET: "green", Verdict.MISSED: "red", Verdict.NONE: "default"}


def show_figures(console: Console, results: Mapping[str, Measured]) -> None:
    """One line per figure: what it is, its target, the figure, the verdict."""
    table = Table(title="Treue's bench", title_justify="left")
    table.add_column("what", overflow="fold")
    table.add_column("target", justify="right", no_wrap=True)
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for measured in results.values():
        for figure in measured.figures:
            verdict = figure.verdict
            table.add_row(
                figure.meaning,
                target_text(figure.target),
                f"{number_text(figure.value)} {figure.unit}".rstrip(),
                f"[{_COLOURS[verdict]}]{verdict.value}[/]",
            )
        table.add_section()
    console.print(table)


def show_breakdown(console: Console, breakdown: Breakdown) -> None:
    """One table that shows where something goes."""
    table = Table(title=breakdown.title, title_justify="left")
    table.add_column("")
    for column in breakdown.columns:
        table.add_column(column, justify="right")
    for label, numbers in breakdown.rows:
        table.add_row(label, *[number_text(number) for number in numbers])
    console.print(table)


def as_json(machine: Mapping[str, str], results: Mapping[str, Measured]) -> str:
    """Machine, figures and breakdowns as a JSON text."""
    document = {
        "machine": dict(machine),
        "figures": [_plain_figure(figure) for measured in results.values() for figure in measured.figures],
        "breakdowns": [
            {
                "title": breakdown.title,
                "rows": {
                    label: dict(zip(breakdown.columns, numbers, strict=True)) for label, numbers in breakdown.rows
                },
            }
            for measured in results.values()
            for breakdown in measured.breakdowns
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def target_text(target: Target | None) -> str:
    """For instance `>= 0.4 (0.6)`, the wished bound in brackets."""
    if target is None:
        return ""
    sign = ">=" if target.better is Better.HIGHER else "<="
    wished = "" if target.wished is None else f" ({number_text(target.wished)})"
    return f"{sign} {number_text(target.aim)}{wished}"


def number_text(number: float) -> str:
    """Whole thousands with separators, small numbers with three significant figures."""
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}" if abs(number) < 100 else f"{number:.0f}"


def _plain_figure(figure: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": figure.name,
        "meaning": figure.meaning,
        "value": figure.value,
        "unit": figure.unit,
        "kept": figure.kept,
    }
    if figure.target is not None:
        plain["target"] = target_text(figure.target)
        plain["verdict"] = figure.verdict.value
    return plain
