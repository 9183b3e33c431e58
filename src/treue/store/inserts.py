"""The statements that insert the rows of a batch, taken apart: which table, which columns, and rows as a query.

What wrote the rows once can so be asked what it would write now, without a second list of tables and columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from treue.store.writing import WRITES, written

_INSERT = re.compile(r"INSERT INTO (?P<table>\w+)(?: AS \w+)? \((?P<columns>[^)]+)\)\s+(?P<rows>SELECT .*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Insert:
    """`rows` is the query of the statement `name`, with its parameters; `columns` are in its order."""

    name: str
    table: str
    columns: tuple[str, ...]
    rows: str


@cache
def inserts() -> tuple[Insert, ...]:
    """Every statement of a batch that only inserts, in the order in which they are sent."""
    found, sql = [], written()
    for name in WRITES:
        match = _INSERT.search(sql[name])
        if match is not None and "ON CONFLICT" not in match["rows"]:
            columns = tuple(column.strip() for column in match["columns"].split(","))
            found.append(Insert(name, match["table"], columns, match["rows"]))
    return tuple(found)
