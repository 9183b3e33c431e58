"""The files of a mapping: found, checked to be what the mapping says, and opened as DuckDB relations.

CSV is always read as text, so that no number passes through binary floating point. A line of a CSV file with too many
or too few fields refuses the file: nobody can tell which order it belongs to, and an order must not come in by half.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from treue.connect.purchases.records import ImportFault
from treue.connect.purchases.schema import Dialect, JoinedFile, LinesFile

_KINDS_OF_BINARY = {b"PAR1": "a Parquet file", b"PK\x03\x04": "an Excel workbook or ZIP archive", b"\x1f\x8b": "gzip"}
_DELIMITERS = {",": "','", ";": "';'", "\t": "tab", "|": "'|'"}
_FIELD_SIZE_MAX = 2_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file on disk and how to read it."""

    name: str
    path: Path
    format: str
    dialect: Dialect

    @property
    def first_row(self) -> int:
        """The row number of the first line of data: a CSV file has a header above it."""
        return 2 if self.format == "csv" else 1


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An opened file: its rows, and the type of each column as DuckDB calls it."""

    source: SourceFile
    opened: Path
    rows: duckdb.DuckDBPyRelation
    types: dict[str, str]


def find_files(part: LinesFile | JoinedFile, folder: Path) -> tuple[SourceFile, ...]:
    """The files a part of the mapping names, wildcards expanded in order of name. Raises ImportFault."""
    names = part.file if isinstance(part, LinesFile) else (part.file,)
    found: list[SourceFile] = []
    for name in names:
        path = folder / name
        paths = sorted(path.parent.glob(path.name)) if "*" in path.name else [path]
        if not paths:
            raise ImportFault(f"{path}: no file has a name like this; name the folder the files are in")
        found += [SourceFile(each.name, each, _format(each, part.format), part.csv) for each in paths]
    for source in found:
        _check_readable(source)
    return tuple(found)


def open_file(connection: duckdb.DuckDBPyConnection, source: SourceFile, workspace: Path) -> OpenFile:
    """Open one file. `workspace` is a private folder. Raises ImportFault."""
    # DuckDB takes *, ? and [ in a path for wildcards; a link with a plain name has none.
    link = workspace / f"source{len(list(workspace.iterdir()))}.{source.format}"
    if source.format == "parquet":
        link.symlink_to(source.path.resolve())
        try:
            rows = connection.read_parquet(str(link), file_row_number=True)
        except duckdb.Error as fault:
            raise ImportFault(f"{source.path}: the Parquet file is damaged: {_first_line(fault)}") from fault
        types = {
            name: str(kind) for name, kind in zip(rows.columns, rows.types, strict=True) if name != "file_row_number"
        }
        return OpenFile(source, link, rows, types)
    header = _header(source)
    if source.dialect.encoding == "utf-8":
        link.symlink_to(source.path.resolve())
    else:
        _transcode(source, link)
    rows = connection.read_csv(
        str(link),
        header=True,
        columns=dict.fromkeys(header, "VARCHAR"),
        delimiter=source.dialect.separator,
        quotechar=source.dialect.quote,
        escapechar=source.dialect.quote,
        auto_detect=False,
        store_rejects=True,
        rejects_limit=20,
    ).project("*, row_number() OVER () - 1 AS file_row_number")
    return OpenFile(source, link, rows, dict.fromkeys(header, "VARCHAR"))


def refuse_damaged_lines(connection: duckdb.DuckDBPyConnection, files: list[OpenFile]) -> None:
    """After CSV files were read: raise ImportFault for lines whose fields could not be told apart."""
    if not connection.sql("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchall():
        return
    damaged = connection.sql(
        "SELECT DISTINCT s.file_path, e.line, e.error_type::VARCHAR, left(e.csv_line, 60) FROM reject_errors e "
        "JOIN reject_scans s USING (scan_id, file_id) ORDER BY 1, 2 LIMIT 20"
    ).fetchall()
    names = {str(file.opened): str(file.source.path) for file in files}
    if damaged:
        raise ImportFault(
            *(
                f"{names.get(path, path)}: row {row}: {_DAMAGE.get(kind, kind.lower())}: {text!r}"
                for path, row, kind, text in damaged
            )
        )


_DAMAGE = {
    "MISSING COLUMNS": "there are fewer fields than the header has columns",
    "TOO MANY COLUMNS": "there are more fields than the header has columns; quote a field that has the delimiter in it",
    "UNQUOTED VALUE": "a quote is opened and not closed, or stands inside a field; double it",
    "INVALID ENCODING": "this is not UTF-8 text; set csv.encoding, for instance cp1252",
    "LINE SIZE OVER MAXIMUM": "the line is longer than 2 MB; is a quote not closed?",
}


def _format(path: Path, said: str | None) -> str:
    if said is not None:
        return said
    ending = path.suffix.lower()
    if ending in (".csv", ".txt", ".tsv"):
        return "csv"
    if ending in (".parquet", ".pq"):
        return "parquet"
    raise ImportFault(f"{path}: the ending does not tell the format; write format: csv or format: parquet beside file")


def _check_readable(source: SourceFile) -> None:
    try:
        with source.path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError as fault:
        raise ImportFault(f"{source.path}: there is no such file; name the folder the files are in") from fault
    except OSError as fault:
        raise ImportFault(f"{source.path}: the file cannot be read: {fault.strerror}") from fault
    if not start:
        raise ImportFault(f"{source.path}: the file is empty")
    if source.format == "parquet" and start != b"PAR1":
        raise ImportFault(f"{source.path}: this is not a Parquet file; if it is text, write format: csv")
    if source.format == "csv":
        for mark, kind in _KINDS_OF_BINARY.items():
            if start.startswith(mark):
                raise ImportFault(f"{source.path}: this is {kind}, not CSV text; save it as CSV or Parquet")


def _header(source: SourceFile) -> list[str]:
    encoding = "utf-8-sig" if source.dialect.encoding == "utf-8" else source.dialect.encoding
    csv.field_size_limit(_FIELD_SIZE_MAX)
    try:
        with source.path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, delimiter=source.dialect.separator, quotechar=source.dialect.quote)
            header = [name.strip() for name in next(rows, [])]
    except UnicodeDecodeError as fault:
        raise _not_text(source, fault) from fault
    except csv.Error as fault:
        raise ImportFault(f"{source.path}: row 1 is no CSV header: {fault}") from fault
    if not any(header):
        raise ImportFault(f"{source.path}: row 1 is blank; it must name the columns")
    if len(header) == 1:
        others = [shown for mark, shown in _DELIMITERS.items() if mark in header[0]]
        if others:
            raise ImportFault(f"{source.path}: the header is one column, '{header[0]}'; is csv.delimiter {others[0]}?")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ImportFault(f"{source.path}: two columns are called '{twice[0]}'; rename one in row 1")
    return [name or f"(column {number})" for number, name in enumerate(header, 1)]


def _transcode(source: SourceFile, target: Path) -> None:
    try:
        with (
            source.path.open(encoding=source.dialect.encoding, newline="") as reading,
            target.open("w", encoding="utf-8", newline="") as writing,
        ):
            while block := reading.read(1 << 20):
                writing.write(block)
    except UnicodeError as fault:
        raise _not_text(source, fault) from fault
    except OSError as fault:
        raise ImportFault(f"{target.parent}: no room to convert {source.name}: {fault.strerror}; set TMPDIR") from fault


def _not_text(source: SourceFile, fault: UnicodeError) -> ImportFault:
    return ImportFault(
        f"{source.path}: this is not {source.dialect.encoding} text ({fault}); set csv.encoding, for instance cp1252"
    )


def _first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0]
