"""The typing rules of look-up tables: as many keys as the table has, each of its kind, and a column it has."""

from __future__ import annotations

from treue.rules.operators import described, shown
from treue.rules.problems import Problem, ProblemCode, suggestion
from treue.rules.tables import Table
from treue.rules.tree import Literal, Lookup, Node, Span


def lookup(table: Table, keys: tuple[Node, ...], column: str, span: Span, text: str) -> Lookup | Problem:
    """The look-up with its type, or why it does not fit the table."""
    example = f"write it like {written(table)}"
    if len(keys) != len(table.keys):
        problem = f"'table.{table.id}' has {len(table.keys)} keys, and {len(keys)} are given"
        return Problem(ProblemCode.TYPE, span, problem, example)
    for place, (key, wanted) in enumerate(zip(keys, table.keys, strict=True)):
        if key.type != wanted:
            problem = f"{shown(key, text)} is {described(key.type)}, and the key is {described(wanted)}"
            return Problem(ProblemCode.TYPE, key.span, problem, example)
        known = table.values_of_key(place)
        if table.otherwise is None and isinstance(key, Literal) and key.value not in known:
            names = [str(value) for value in known]
            remedy = suggestion(str(key.value), names, f"the rows have {', '.join(names)}")
            return Problem(ProblemCode.VALUE, key.span, f"'table.{table.id}' has no row '{key.value}'", remedy)
    types = dict(table.columns)
    if column not in types:
        names = list(table.column_names)
        if not names:
            return Problem(ProblemCode.NAME, span, f"'table.{table.id}' has one value and no columns", example)
        problem = f"'table.{table.id}' has no column '{column}'" if column else "the column is missing"
        return Problem(ProblemCode.NAME, span, problem, suggestion(column, names, example) if column else example)
    return Lookup(table, keys, column, types[column], span)


def written(table: Table) -> str:
    """How a value of the table is asked for, with its first row as the example."""
    keys = table.rows[0][0] if table.rows else ("...",) * len(table.keys)
    brackets = "".join(f"[{key!r}]" for key in keys)
    column = f".{table.column_names[0]}" if table.column_names else ""
    return f"table.{table.id}{brackets}{column}"
