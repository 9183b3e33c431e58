"""Files in, a private DuckDB database of orders in order of time out.

The work is done once, out of core, in a folder that goes away with the reader. Reading any part of it afterwards costs
the same, wherever it starts.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache, reduce
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from treue.connect.purchases.amounts import Currencies
from treue.connect.purchases.columns import Column, ColumnFinder, joined_text
from treue.connect.purchases.mapping import PurchaseMapping
from treue.connect.purchases.offsets import offsets
from treue.connect.purchases.projection import project
from treue.connect.purchases.records import ImportFault
from treue.connect.purchases.schema import JoinedFile, MappingSchema
from treue.connect.purchases.sources import OpenFile, SourceFile, open_file, refuse_damaged_lines
from treue.domain.money import is_currency

ROWS_IN_FILE_MAX = 1 << 40
"""A place in the files is file x this + row."""
MEMORY_MAX = "512MB"
"""What DuckDB may use before it goes to disk."""


def stage(
    mapping: PurchaseMapping,
    line_files: tuple[SourceFile, ...],
    joined_files: tuple[SourceFile, ...],
    where: ZoneInfo,
    workspace: Path,
    numbers: Collection[tuple[str, str]] = (),
) -> duckdb.DuckDBPyConnection:
    """Read all files into a new database below `workspace`; `numbers` as for `project`. Raises ImportFault."""
    with _clear_sentences(workspace):
        connection = _connect(workspace)
        try:
            _read_lines(connection, mapping, line_files, joined_files, workspace, numbers)
            connection.execute(statement("bundle"))
            _place(connection, where)
            connection.execute(statement("order_line"))
            connection.execute(statement("reject"))
            connection.execute("DROP TABLE line")
            connection.execute("DROP TABLE bundle")
        except BaseException:
            connection.close()
            raise
        return connection


@cache
def statement(name: str) -> str:
    """A named statement of staging.sql."""
    parts = re.split(r"^-- name: (\w+)\n", _resource("staging.sql"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[name]


def _resource(name: str) -> str:
    return importlib.resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _connect(workspace: Path) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_MAX,
        "temp_directory": str(workspace / "spill"),
        # Nothing is fetched from the network, whatever a file may ask for.
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(str(workspace / "purchases.duckdb"), config=settings)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(_resource("parsing.sql"))
    return connection


def _read_lines(
    connection: duckdb.DuckDBPyConnection,
    mapping: PurchaseMapping,
    line_files: tuple[SourceFile, ...],
    joined_files: tuple[SourceFile, ...],
    workspace: Path,
    numbers: Collection[tuple[str, str]],
) -> None:
    sources = workspace / "sources"
    sources.mkdir()
    lines = [open_file(connection, file, sources) for file in line_files]
    joined = [open_file(connection, file, sources) for file in joined_files]
    finder = ColumnFinder(mapping.document, (lines[0], *joined))
    content = mapping.content
    keys = [_keys(finder, index, join) for index, join in enumerate(content.joins)]
    # Once to learn which columns are needed and whether they exist, then again with the currencies they hold.
    project(content, finder, Currencies("currency", ("EUR",)))
    if finder.faults:
        raise ImportFault(*finder.faults)
    rows = _rows(finder, lines, joined, keys)
    projection = project(content, finder, _currencies(content, finder, rows), numbers)
    values = [f"{expression} AS {name}" for name, expression in projection.values.items()]
    rows.project(", ".join(["*", *values])).project(", ".join(projection.outcome())).create("line")
    refuse_damaged_lines(connection, [*lines, *joined])
    if connection.sql("SELECT count(*) FROM line").fetchall() == [(0,)]:
        raise ImportFault(f"{', '.join(file.name for file in line_files)}: there is no line below the header")


def _keys(finder: ColumnFinder, index: int, join: JoinedFile) -> list[tuple[Column, Column]]:
    found = []
    for own, other in join.on.items():
        path = ("joins", index, "on")
        left = finder.column(own, finder.files[0].source.name, path)
        right = finder.column(other, finder.files[index + 1].source.name, path)
        if left is not None and right is not None:
            found.append((left, right))
    return found


def _rows(
    finder: ColumnFinder,
    lines: list[OpenFile],
    joined: list[OpenFile],
    keys: list[list[tuple[Column, Column]]],
) -> duckdb.DuckDBPyRelation:
    own = {name: column for (index, name), column in finder.needed.items() if index == 0}
    parts = []
    for number, file in enumerate(lines):
        for name, column in own.items():
            if file.types.get(name) != column.type:
                raise ImportFault(
                    f"{file.source.path}: the column '{name}' is {file.types.get(name, 'missing')}, but it is "
                    f"{column.type} in {lines[0].source.name}; files read together must have the same columns"
                )
        place = f"file_row_number + {number * ROWS_IN_FILE_MAX + file.source.first_row} AS place"
        slots = [column.selection for column in own.values()]
        parts.append(file.rows.project(", ".join([place, *slots])))
    rows = reduce(lambda left, right: left.union(right), parts)
    for index, file in enumerate(joined, 1):
        slots = [column.selection for (home, _), column in finder.needed.items() if home == index]
        other = file.rows.project(", ".join(slots))
        _refuse_repeated_keys(other, file, keys[index - 1])
        match = " AND ".join(f"({left.text}) = ({right.text})" for left, right in keys[index - 1])
        rows = rows.join(other, match, how="left")
    return rows


def _refuse_repeated_keys(rows: duckdb.DuckDBPyRelation, file: OpenFile, keys: list[tuple[Column, Column]]) -> None:
    key = joined_text(tuple(right for _, right in keys), ", ")
    repeated = rows.project(f"{key} AS key").filter("key IS NOT NULL").aggregate("key, count(*) AS times", "key")
    first = repeated.filter("times > 1").order("key").limit(1).fetchall()
    if first:
        names = ", ".join(right.name for _, right in keys)
        raise ImportFault(
            f"{file.source.path}: {names} must be different in every row, but {first[0][0]!r} stands in "
            f"{first[0][1]} rows; a line would be counted that often"
        )


def _currencies(content: MappingSchema, finder: ColumnFinder, rows: duckdb.DuckDBPyRelation) -> Currencies:
    source = content.order.currency
    if source.constant is not None:
        return Currencies("currency", (source.constant,))
    expression = joined_text(finder.columns(source, ("order", "currency")), "/")
    found = {code for (code,) in rows.project(f"{expression} AS code").distinct().fetchall() if code is not None}
    codes = tuple(sorted(code for code in found if is_currency(code)))
    return Currencies(f"({expression})", codes or ("EUR",))


def _place(connection: duckdb.DuckDBPyConnection, where: ZoneInfo) -> None:
    connection.execute("CREATE TABLE zone_offset (since TIMESTAMP, seconds BIGINT)")
    days = [day for (day,) in connection.execute(statement("days")).fetchall()]
    pairs = list(offsets(days, where))
    if pairs:
        connection.execute(
            "INSERT INTO zone_offset SELECT unnest($since), unnest($seconds)",
            {"since": [since for since, _ in pairs], "seconds": [seconds for _, seconds in pairs]},
        )
    connection.execute(statement("placed"))


@contextmanager
def _clear_sentences(workspace: Path) -> Iterator[None]:
    """What DuckDB says about files and disks, as an ImportFault; what it says about our own statements stays."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as fault:
        raise ImportFault(
            f"{workspace}: reading the files failed, perhaps for lack of room: {str(fault).splitlines()[0]}; "
            "TMPDIR sets another folder"
        ) from fault
    except (duckdb.InvalidInputException, duckdb.ConversionException) as fault:
        raise ImportFault(f"the files cannot be read as the mapping says: {str(fault).splitlines()[0]}") from fault
