"""A member's statement as plain text, in columns that fit a page and a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from treue.words.statement import Row, Sheet, UnitSheet

WIDTH = 96
"""Letters in a line; what is longer goes on in the next one."""


def statement_text(sheet: Sheet) -> str:
    """The statement; it ends with a line break."""
    lines = [f"{sheet.programme}: {sheet.title}", *sheet.addressee, *(f"{what}: {said}" for what, said in sheet.facts)]
    for unit in sheet.units:
        lines += ["", unit.title, *_unit(sheet, unit)]
    if not sheet.units:
        lines += ["", sheet.empty]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _unit(sheet: Sheet, unit: UnitSheet) -> Iterator[str]:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(sheet.columns):
        table.add_column(column, justify="right" if index > 1 else "left", no_wrap=index != 1, overflow="fold")
    _add(table, unit.opening)
    for row in unit.movements:
        _add(table, row)
    _add(table, unit.closing)
    yield from _lines(table)
    yield f"{unit.holdings_title}: {', '.join(f'{what} {figure}' for what, figure in unit.holdings)}"
    yield unit.endings_title
    if unit.endings:
        endings = Table(box=None, show_header=False, pad_edge=False)
        endings.add_column()
        endings.add_column(justify="right")
        for day, amount in unit.endings:
            endings.add_row(f"  {day}", amount)
        yield from _lines(endings)


def _add(table: Table, row: Row) -> None:
    table.add_row(row.day, row.text, row.change, row.balance)


def _lines(table: Table) -> list[str]:
    paper = StringIO()
    Console(file=paper, width=WIDTH, color_system=None, markup=False, highlight=False, emoji=False).print(table)
    return paper.getvalue().splitlines()
