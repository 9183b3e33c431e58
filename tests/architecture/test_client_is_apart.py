"""The Python client stands for itself: whoever installs it gets httpx, and nothing of the service."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT, imported_modules, python_files, syntax_of, write_tree

ALLOWED = {*sys.stdlib_module_names, "httpx", "treue_client"}


def foreign_imports(folder: Path) -> list[str]:
    return [
        f"{file.relative_to(folder)}:{line}: {module}"
        for file in python_files(folder)
        for line, module in imported_modules(syntax_of(file))
        if module.partition(".")[0] not in ALLOWED
    ]


def test_the_client_needs_httpx_only() -> None:
    assert foreign_imports(ROOT / "clients" / "python") == []


def test_an_import_of_the_service_is_found(tmp_path: Path) -> None:
    write_tree(tmp_path, {"src/treue_client/calls.py": "import httpx\nfrom treue.domain import money\n"})

    assert foreign_imports(tmp_path) == ["src/treue_client/calls.py:2: treue.domain"]
