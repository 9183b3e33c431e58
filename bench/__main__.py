"""`python -m bench`: measure, report, and compare with the ratios that are kept.

Exit code 0 when everything was measured (missed targets are reported, not failed), 1 when `--check` found a ratio that
got more than 20 % worse, 2 when the command was written wrongly.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bench import checking, deciding, history, many_rules, over_http, pages, profiling, rates, rehearsing, sizes, steps
from bench.figures import Measured, worsened
from bench.ground import machine, server
from bench.ratios import RATIOS, keep_ratios, read_ratios
from bench.report import as_json, show_breakdown, show_figures
from treue.store.embedded import Server

Measure = Callable[[Server], Coroutine[Any, Any, Measured]]

MEASURES: dict[str, Measure] = {
    "check": checking.measure,
    "rates": rates.measure,
    "decide": deciding.measure,
    "rules": many_rules.measure,
    "rehearse": rehearsing.measure,
    "steps": steps.measure,
    "sizes": sizes.measure,
    "history": history.measure,
    "http": over_http.measure,
    "pages": pages.measure,
    "profile": profiling.measure,
}


def run(
    check: Annotated[bool, typer.Option("--check", help="Fail where a kept ratio got more than 20 % worse.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Keep the ratios of this run.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help=f"Only this measure, of: {', '.join(MEASURES)}.")
    ] = None,
    members: Annotated[
        int, typer.Option(min=1000, help="How many members are generated for the pages of the console.")
    ] = pages.MEMBERS,
    json: Annotated[Path | None, typer.Option("--json", help="Write the report as JSON to this file too.")] = None,
) -> None:
    """Measure how fast Treue is and how much room it takes; five minutes on two processors."""
    console = Console(width=None if Console().is_terminal else 120)
    names = only or list(MEASURES)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise typer.BadParameter(f"there is no measure '{unknown[0]}'; choose from {', '.join(MEASURES)}")
    measures: dict[str, Measure] = {**MEASURES, "pages": functools.partial(pages.measure, members=members)}
    results: dict[str, Measured] = {}
    with server() as running:
        place = machine(running)
        console.print("; ".join(f"{name}: {value}" for name, value in place.items()), soft_wrap=True)
        for name in names:
            with console.status(f"measuring {name}"):
                results[name] = asyncio.run(measures[name](running))
            for breakdown in results[name].breakdowns:
                show_breakdown(console, breakdown)
    show_figures(console, results)
    if json is not None:
        json.write_text(as_json(place, results), encoding="utf-8")
    figures = [figure for measured in results.values() for figure in measured.figures]
    worse = worsened(figures, read_ratios()) if check else []
    for one in worse:
        console.print(f"[red]worse[/] {one}")
    if update:
        keep_ratios(figures)
        console.print(f"the ratios of this run are kept in {RATIOS.parent.name}/{RATIOS.name}")
    if worse:
        raise typer.Exit(1)
    if check:
        console.print("no kept ratio got more than 20 % worse")


if __name__ == "__main__":
    typer.run(run)
