"""A file is one thing: past 400 lines it is two."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.source_tree import ROOT, python_files, write_tree

LINES_MAX = 400
FOLDERS = ("src", "clients", "tests", "bench", "tools")


def files_too_long(root: Path) -> list[str]:
    faults = []
    for folder in FOLDERS:
        for file in [*python_files(root / folder), *sorted((root / folder).rglob("*.sql"))]:
            lines = len(file.read_text(encoding="utf-8").splitlines())
            if lines > LINES_MAX:
                faults.append(f"{file.relative_to(root)}: {lines} lines, at most {LINES_MAX}")
    return faults


def test_no_file_is_longer_than_one_thing() -> None:
    assert files_too_long(ROOT) == []


def test_one_line_too_many_is_found(tmp_path: Path) -> None:
    write_tree(tmp_path, {"src/treue/full.py": "x = 1\n" * 400, "tests/test_long.py": "x = 1\n" * 401})

    assert files_too_long(tmp_path) == ["tests/test_long.py: 401 lines, at most 400"]
