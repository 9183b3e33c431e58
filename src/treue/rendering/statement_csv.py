"""A member's statement as CSV: one header, one row for each figure, for spreadsheets and for programs.

Days are ISO 8601, amounts decimals with a point. The columns are explained in docs/command-line.md; columns are added
at the end, never renamed. Text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from treue.domain.statement import Figures, Statement, UnitStatement
from treue.words.statement import Words
from treue.words.units import plain_amount

COLUMNS = (
    "row",
    "unit",
    "day",
    "text",
    "change",
    "balance",
    "available",
    "pending",
    "owed",
    "amount",
    "event",
    "kind",
    "cause",
    "source",
    "owed_change",
)
_FORMULA = ("=", "+", "-", "@")
# Their wide forms in East Asian texts, which some spreadsheets take for the same.
_WIDE = str.maketrans("\uff1d\uff0b\uff0d\uff20", "=+-@")


def statement_csv(statement: Statement, words: Words) -> bytes:
    """The file, in UTF-8 with the mark by which a spreadsheet knows it."""
    written = StringIO()
    rows = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    rows.writeheader()
    for unit_id, unit in statement.units.items():
        rows.writerows({"unit": unit_id, **row} for row in _rows(unit_id, unit, statement, words))
    return written.getvalue().encode("utf-8-sig")


def _rows(unit_id: str, unit: UnitStatement, statement: Statement, words: Words) -> Iterator[Mapping[str, object]]:
    decimals = words.unit(unit_id).decimals
    yield {"row": "opening", **_figures(unit.opening, statement.span.first, decimals)}
    for movement, balance in unit.running():
        yield {
            "row": "movement",
            "day": movement.day.isoformat(),
            "text": harmless(words.movement(unit_id, movement)),
            "change": plain_amount(movement.change, decimals),
            "balance": plain_amount(balance, decimals),
            "event": movement.seq,
            "kind": harmless(movement.event),
            "cause": movement.cause,
            "source": harmless(movement.source),
            "owed_change": plain_amount(movement.owed_change, decimals),
        }
    yield {"row": "closing", **_figures(unit.closing, statement.span.last, decimals)}
    for ending in unit.endings:
        yield {"row": "expiry", "day": ending.day.isoformat(), "amount": plain_amount(ending.amount, decimals)}


def _figures(figures: Figures, day: date, decimals: int) -> Mapping[str, object]:
    return {
        "day": day.isoformat(),
        "balance": plain_amount(figures.balance, decimals),
        "available": plain_amount(figures.available, decimals),
        "pending": plain_amount(figures.pending, decimals),
        "owed": plain_amount(figures.owed, decimals),
    }


def harmless(text: str) -> str:
    """The text such that no spreadsheet takes it for a formula."""
    seen = text.lstrip("".join(map(chr, range(33))) + "\xa0\ufeff").translate(_WIDE)
    return f"'{text}" if seen.startswith(_FORMULA) or text.startswith(("\t", "\r", "\n")) else text
