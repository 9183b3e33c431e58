"""The figures of the books as a table, as JSON and as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from treue.cli.answers import console
from treue.words.reports import ACCOUNTS
from treue.words.units import plain_amount

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.usecases.books.report import BooksReport, PeriodFigures, UnitFigures
    from treue.words.languages import Language


def report_shape(report: BooksReport, by: str | None) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "as_of": report.as_of,
        "known_at": report.known_at,
        "is_final": report.is_final,
        "closed_until": report.closed_until,
        "by": by,
        "units": {one.unit: _unit_shape(one) for one in report.units},
    }


def _unit_shape(figures: UnitFigures) -> dict[str, Any]:
    return {
        **_period_shape(figures.total, figures.decimals),
        "usable": plain_amount(figures.usable, figures.decimals),
        "pending": plain_amount(figures.pending, figures.decimals),
        "expired_not_booked": plain_amount(figures.lapsed, figures.decimals),
        "periods": [{"start": period.start, **_period_shape(period, figures.decimals)} for period in figures.periods],
    }


def _period_shape(period: PeriodFigures, decimals: int) -> dict[str, Any]:
    return {
        "changes": {account: plain_amount(change, decimals) for account, change in period.changes.items()},
        "outstanding": plain_amount(period.held, decimals),
        "debt": plain_amount(period.owed, decimals),
        "late_transfers": period.late,
    }


def report_rows(report: BooksReport) -> str:
    """CSV with one figure a row, so that a later release can add figures and change no row."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["unit", "period", "figure", "amount"])
    for figures in report.units:
        for period in figures.periods or [figures.total]:
            for name, amount in _named(period):
                start = period.start.isoformat() if period.start is not None else ""
                writer.writerow([figures.unit, start, name, plain_amount(amount, figures.decimals)])
    return written.getvalue()


def _named(period: PeriodFigures) -> Iterator[tuple[str, int]]:
    yield from period.changes.items()
    yield "outstanding", period.held
    yield "debt", period.owed


def print_report(programme: str, report: BooksReport, by: str | None, zone: ZoneInfo, words: Language) -> None:
    """The report for people."""
    moments = {"as_of": words.moment(report.as_of, zone), "known_at": words.moment(report.known_at, zone)}
    typer.echo(
        words.say("The books of '{programme}' as of {as_of}, as known at {known_at}", programme=programme, **moments)
    )
    if not report.is_final:
        typer.echo(words.say("More can still be booked at this instant; name an earlier one for a figure that stays."))
    if report.closed_until is not None:
        typer.echo(words.say("Closed up to and including {day}", day=words.date(report.closed_until)))
    if not report.units:
        typer.echo(words.say("Nothing has been booked yet."))
    for figures in report.units:
        _print_unit(figures, "%Y-%m" if by == "month" else "%Y-%m-%d", words)


def _print_unit(figures: UnitFigures, start_form: str, words: Language) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    accounts = list(figures.total.changes)
    late = any(period.late for period in (figures.total, *figures.periods))
    headings = [words.say(ACCOUNTS[account]) for account in accounts]
    headings += [words.say("Outstanding"), words.say("Owed")]
    headings += [words.say("Late transfers")] if late else []
    table = Table(figures.unit, box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right")
    for period in [*figures.periods, figures.total]:
        title = words.say("In all") if period.start is None else period.start.strftime(start_form)
        table.add_row(title, *_cells(period, accounts, figures.decimals, late, words))
    console().print(table)
    values = {
        "usable": words.number(plain_amount(figures.usable, figures.decimals)),
        "pending": words.number(plain_amount(figures.pending, figures.decimals)),
        "lapsed": words.number(plain_amount(figures.lapsed, figures.decimals)),
    }
    typer.echo(
        words.say(
            "Of what is outstanding: {usable} usable, {pending} pending, {lapsed} expired but not yet booked", **values
        )
    )


def _cells(period: PeriodFigures, accounts: Sequence[str], decimals: int, late: bool, words: Language) -> Iterator[str]:
    for account in accounts:
        yield words.number(plain_amount(period.changes.get(account, 0), decimals))
    yield words.number(plain_amount(period.held, decimals))
    yield words.number(plain_amount(period.owed, decimals))
    if late:
        yield words.number(period.late)
