"""The time of day is read in one module; everywhere else it is an argument.

Only so can a test clock be turned, a decision be made again, and a member's time line be settled in order.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import TREUE, full_name, names_in_scope, python_files, syntax_of, write_tree

THE_CLOCK = Path("processing/clock.py")
CLOCK_READINGS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.time",
    "time.time_ns",
}
SQL_CLOCK = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b"
    r"|'now'",
    re.IGNORECASE,
)
SQL_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
# The only column that the database's own clock may fill: when a row was written, which decides nothing.
RECORDED_AT = re.compile(r"\brecorded_at\s+timestamptz\b[^,;]*?\bdefault\s+now\(\)", re.IGNORECASE)


def clock_readings_in_python(package: Path) -> list[str]:
    faults = []
    for file in python_files(package):
        if file.relative_to(package) == THE_CLOCK:
            continue
        tree = syntax_of(file)
        names = names_in_scope(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute | ast.Name):
                name = full_name(node, names)
                if name in CLOCK_READINGS:
                    faults.append(f"{file.relative_to(package)}:{node.lineno}: {name} outside {THE_CLOCK}")
    return faults


def clock_readings_in_sql(package: Path) -> list[str]:
    faults = []
    for file in sorted(package.rglob("*.sql")):
        faults += [f"{file.relative_to(package)}: {found}" for found in sql_clocks(file.read_text(encoding="utf-8"))]
    for file in python_files(package / "store"):
        for line, text in strings_that_run(syntax_of(file)):
            faults += [f"{file.relative_to(package)}:{line}: {found}" for found in sql_clocks(text)]
    return faults


def sql_clocks(sql: str) -> list[str]:
    statement = RECORDED_AT.sub("", SQL_COMMENT.sub(" ", sql))
    return [f"SQL reads the clock with {found.group()}" for found in SQL_CLOCK.finditer(statement)]


def strings_that_run(tree: ast.Module) -> list[tuple[int, str]]:
    """All strings of a module but its docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_only_the_clock_module_reads_the_time() -> None:
    assert clock_readings_in_python(TREUE) == []


def test_no_sql_reads_the_database_clock_but_to_note_when_a_row_was_written() -> None:
    assert clock_readings_in_sql(TREUE) == []


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\nborn = datetime.datetime.now(datetime.UTC)",
        "from datetime import datetime as moment\nborn = moment.utcnow()",
        "from datetime import date\nread_day = date.today",
        "import time\nstarted = time.time()",
        "from time import time_ns\nstarted = time_ns()",
    ],
)
def test_a_clock_read_under_any_name_is_found(tmp_path: Path, code: str) -> None:
    write_tree(tmp_path, {"engine/late.py": code})

    assert len(clock_readings_in_python(tmp_path)) == 1


def test_the_clock_module_and_measured_durations_are_free(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "processing/clock.py": "import time\n\n\ndef wall() -> float:\n    return time.time()\n",
            "processing/batcher.py": "import time\n\nstarted = time.perf_counter()\n",
        },
    )

    assert clock_readings_in_python(tmp_path) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM lot WHERE expires_at < now();",
        "SELECT CURRENT_TIMESTAMP;",
        "SELECT clock_timestamp ( );",
        "INSERT INTO event (happened_at) VALUES ('now');",
        "CREATE TABLE lot (created_at timestamptz NOT NULL DEFAULT now());",
    ],
)
def test_a_clock_read_in_sql_is_found(tmp_path: Path, sql: str) -> None:
    write_tree(tmp_path, {"store/statements/late.sql": sql})
    assert len(clock_readings_in_sql(tmp_path)) == 1

    write_tree(tmp_path, {"store/statements/late.sql": "", "store/late.py": f'"""Late."""\n\nSQL = """{sql}"""\n'})
    assert len(clock_readings_in_sql(tmp_path)) == 1


def test_the_instant_of_recording_and_comments_are_free(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "store/schema.sql": "-- never now()\n"
            "CREATE TABLE audit (id bigint, recorded_at timestamptz NOT NULL DEFAULT now(), actor text);\n"
        },
    )

    assert clock_readings_in_sql(tmp_path) == []
