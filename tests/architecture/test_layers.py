"""Each room imports only lower ones, and a folder that is no room is refused.

The rule itself is the import-linter contract in pyproject.toml; here it is run, and shown to bite.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, TREUE, python_files, write_tree

EVERY_ROOM = (
    "domain rules programme engine words store processing rendering delivery access insight usecases "
    "jobs api web cli connect"
).split()
DOCSTRING = '"""A room."""\n'


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contract of `root`/pyproject.toml on the package in `root`/src."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    return subprocess.run(
        [str(program), "--no-cache"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def whole_house(tmp_path: Path) -> Path:
    """A made-up package with all rooms, all empty, under the real contract."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    files = {f"src/treue/{room}/__init__.py": DOCSTRING for room in EVERY_ROOM}
    return write_tree(tmp_path, {"src/treue/__init__.py": DOCSTRING, "src/treue/app.py": DOCSTRING, **files})


def folders_that_are_no_package(package: Path) -> list[str]:
    """Folders with Python files but no `__init__.py`: the contract would not see them."""
    folders = {file.parent for file in python_files(package)}
    return sorted(str(folder.relative_to(package)) for folder in folders if not (folder / "__init__.py").is_file())


def test_the_layers_hold() -> None:
    outcome = lint_imports(ROOT)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_folder_of_code_is_a_package_that_the_contract_sees() -> None:
    assert folders_that_are_no_package(TREUE) == []


def test_all_rooms_of_the_house_have_a_place(whole_house: Path) -> None:
    outcome = lint_imports(whole_house)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("stray", ["src/treue/misplaced/__init__.py", "src/treue/misplaced.py"])
def test_a_folder_or_file_without_a_place_is_refused(whole_house: Path, stray: str) -> None:
    write_tree(whole_house, {stray: DOCSTRING})

    outcome = lint_imports(whole_house)

    assert outcome.returncode == 1
    assert "treue.misplaced" in outcome.stdout


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("domain", "rules"),
        ("engine", "store"),
        ("store", "processing"),
        ("usecases", "api"),
        ("cli", "connect"),
        ("cli", "app"),
    ],
)
def test_an_import_upwards_or_between_peers_is_refused(whole_house: Path, importer: str, imported: str) -> None:
    importing = f"{DOCSTRING}\nfrom treue import {imported}\n\n__all__ = ['{imported}']\n"
    write_tree(whole_house, {f"src/treue/{importer}/__init__.py": importing})

    outcome = lint_imports(whole_house)

    assert outcome.returncode == 1
    assert f"treue.{importer} -> treue.{imported}" in outcome.stdout


@pytest.mark.parametrize("module", ["psycopg", "random", "socket"])
def test_a_deciding_room_that_reaches_outside_is_refused(whole_house: Path, module: str) -> None:
    write_tree(whole_house, {"src/treue/engine/chance.py": f"{DOCSTRING}\nimport {module}\n"})

    outcome = lint_imports(whole_house)

    assert outcome.returncode == 1
    assert f"treue.engine.chance -> {module}" in outcome.stdout


def test_a_folder_without_its_package_file_is_found(tmp_path: Path) -> None:
    write_tree(tmp_path, {"__init__.py": DOCSTRING, "engine/__init__.py": "", "hidden/late.py": ""})

    assert folders_that_are_no_package(tmp_path) == ["hidden"]
