"""The words everything is said in depend on nothing but Python."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import TREUE, imported_modules, python_files, syntax_of, write_tree


def foreign_imports(domain: Path) -> list[str]:
    faults = []
    for file in python_files(domain):
        for line, module in imported_modules(syntax_of(file)):
            at_home = module.partition(".")[0] in sys.stdlib_module_names or f"{module}.".startswith("treue.domain.")
            if not at_home:
                faults.append(f"{file.relative_to(domain)}:{line}: imports {module}")
    return faults


def test_the_domain_imports_only_the_standard_library_and_itself() -> None:
    assert foreign_imports(TREUE / "domain") == []


@pytest.mark.parametrize("module", ["msgspec", "treue.rules.tree", "treue.domains"])
def test_another_import_is_found_even_inside_a_function(tmp_path: Path, module: str) -> None:
    write_tree(tmp_path, {"money.py": f"import decimal\n\n\ndef total() -> None:\n    import {module}\n"})

    assert foreign_imports(tmp_path) == [f"money.py:5: imports {module}"]
