"""From the columns of the files to DuckDB expressions for texts, numbers and instants.

An expression stands for one value of a line. It is SQL text in which every name and every constant is quoted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from treue.connect.purchases.document import Document, Keys
from treue.connect.purchases.schema import Dialect, InstantSource, Source
from treue.connect.purchases.sources import OpenFile

_UNREADABLE = re.compile(r"\[|\(?STRUCT|MAP|BLOB|UNION|VARIANT|BIT$|NULL")
FLOATING = ("DOUBLE",)
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


@dataclass(frozen=True, slots=True)
class Column:
    """A column in use: its name in the file, its name inside, and its type."""

    name: str
    slot: str
    type: str
    dialect: Dialect

    @property
    def floating(self) -> bool:
        """Whether its numbers are binary doubles."""
        return self.type in FLOATING

    @property
    def whole(self) -> bool:
        """Whether its numbers are integers."""
        return self.type in WHOLE

    @property
    def selection(self) -> str:
        """The column of the file under its name inside. Texts are cleaned here, before a join repeats them."""
        if self.type == "VARCHAR" or self.type.startswith("ENUM"):
            return f"plain_text(CAST({identifier(self.name)} AS VARCHAR)) AS {self.slot}"
        return f"{identifier(self.name)} AS {self.slot}"

    @property
    def text(self) -> str:
        """The value as text; NULL where there is none."""
        if self.type == "VARCHAR" or self.type.startswith("ENUM"):
            return self.slot
        if self.type in ("DOUBLE", "FLOAT"):
            return f"CASE WHEN NOT isnan({self.slot}) THEN text_of_double({self.slot}) END"
        return f"CAST({self.slot} AS VARCHAR)"

    @property
    def empty(self) -> str:
        """Whether there is no value."""
        if self.type in ("DOUBLE", "FLOAT"):
            return f"({self.text}) IS NULL"
        return f"{self.slot} IS NULL"


@dataclass(slots=True)
class ColumnFinder:
    """Finds columns by name in the files of a mapping, and remembers which ones are needed from where."""

    document: Document
    files: tuple[OpenFile, ...]
    """The line files (one stands for all), then the joined files."""
    needed: dict[tuple[int, str], Column] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def columns(self, source: Source, path: Keys) -> tuple[Column, ...]:
        """The columns of a source; a fault is noted for each one that no file has."""
        found = (self.column(name, source.from_file, path) for name in source.names)
        return tuple(column for column in found if column is not None)

    def column(self, name: str, from_file: str | None, path: Keys) -> Column | None:
        """The column called `name`. The lines' own columns come before those of joined files."""
        indices = [
            index
            for index, file in enumerate(self.files)
            if name in file.types and (from_file is None or from_file == file.source.name)
        ]
        if not indices:
            self._missing(name, from_file, path)
            return None
        if len(indices) > 1 and indices[0] != 0:
            homes = " and ".join(self.files[index].source.name for index in indices)
            self._fault(path, f"the column '{name}' is in {homes}; write {{column: {name}, from: FILE}}")
            return None
        index = indices[0]
        kind = self.files[index].types[name]
        if _UNREADABLE.search(kind):
            self._fault(path, f"the column '{name}' holds {kind}, not texts, numbers or times; name another column")
            return None
        key = (index, name)
        if key not in self.needed:
            source = self.files[index].source
            dialect = source.dialect if source.format == "csv" else Dialect()
            self.needed[key] = Column(name, f"c{len(self.needed)}", kind, dialect)
        return self.needed[key]

    def _missing(self, name: str, from_file: str | None, path: Keys) -> None:
        files = [file for file in self.files if from_file in (None, file.source.name)]
        if not files:
            homes = ", ".join(file.source.name for file in self.files)
            self._fault(path, f"there is no file '{from_file}' here; the mapping names {homes}")
            return
        known = list(dict.fromkeys(column for file in files for column in file.types))
        near = get_close_matches(name, known, n=1)
        meant = f"did you mean '{near[0]}'? " if near else ""
        there = "; ".join(f"{file.source.name} has {_listing(list(file.types))}" for file in files)
        self._fault(path, f"there is no column '{name}'; {meant}{there}")

    def _fault(self, path: Keys, message: str) -> None:
        sentence = self.document.sentence(path, message)
        if sentence not in self.faults:
            self.faults.append(sentence)


def _listing(names: list[str]) -> str:
    shown = ", ".join(name if len(name) <= 40 else f"{name[:40]}..." for name in names[:40])
    return shown if len(names) <= 40 else f"{shown} and {len(names) - 40} more"


def identifier(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text constant as SQL."""
    return "'" + text.replace("'", "''") + "'"


def joined_text(columns: tuple[Column, ...], between: str) -> str:
    """The texts of several columns in one; NULL where one of them is missing."""
    return f" || {literal(between)} || ".join(f"({column.text})" for column in columns)


def written(dialect: Dialect) -> str:
    """How numbers are written, as the list the macros of parsing.sql take."""
    point = re.escape(dialect.decimal)
    whole = r"\d+"
    if dialect.thousands is not None:
        whole = rf"(\d+|\d{{1,3}}({re.escape(dialect.thousands)}\d{{3}})+)"
    number = rf"[+-]?{whole}({point}\d+)?"
    parts = (number, dialect.thousands or "", dialect.decimal, excess(dialect, 6), rf"{point}(\d*)")
    return "[" + ", ".join(literal(part) for part in parts) + "]"


def excess(dialect: Dialect, digits: int) -> str:
    """A pattern for numbers with more than `digits` decimals that count."""
    return rf"{re.escape(dialect.decimal)}\d{{{digits}}}\d*[1-9]"


def wall_and_utc(source: InstantSource, columns: tuple[Column, ...]) -> tuple[str, str]:
    """Two expressions, of which one is NULL: the wall-clock time, and the instant in UTC."""
    only = columns[0]
    if len(columns) == 1 and only.type.startswith("TIMESTAMP WITH TIME ZONE"):
        return "CAST(NULL AS TIMESTAMP)", f"within_calendar({only.slot} AT TIME ZONE 'UTC')"
    if len(columns) == 1 and only.type.startswith(("TIMESTAMP", "DATE")):
        return f"within_calendar(CAST({only.slot} AS TIMESTAMP))", "CAST(NULL AS TIMESTAMP)"
    text = joined_text(columns, " ")
    if source.format is None:
        return f"iso_wall_clock({text})", f"iso_utc({text})"
    read = f"try_strptime({text}, {literal(source.format)})"
    if "%z" in source.format:
        return "CAST(NULL AS TIMESTAMP)", f"within_calendar({read} AT TIME ZONE 'UTC')"
    return f"within_calendar({read})", "CAST(NULL AS TIMESTAMP)"
