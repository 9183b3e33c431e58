"""What the architecture tests look at: this repository's files, and small made-up trees to prove a check can fail.

A check is a function from a folder to a list of faults, each `path:line: what is wrong`. On the repository the list
must be empty; on a made-up folder with the fault in it, it must not be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREUE = ROOT / "src" / "treue"


def python_files(folder: Path) -> list[Path]:
    """All Python files below `folder`, in a fixed order."""
    return sorted(folder.rglob("*.py"))


def syntax_of(file: Path) -> ast.Module:
    """The syntax tree of one Python file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def write_tree(folder: Path, files: dict[str, str]) -> Path:
    """Lay out a made-up tree, given as path and content, and answer its folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that is imported anywhere in `tree`, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def names_in_scope(tree: ast.Module) -> dict[str, str]:
    """Local name to full name of all that is imported: `from datetime import date as day` gives day: datetime.date."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first_part = alias.name.partition(".")[0]
                names[alias.asname or first_part] = alias.name if alias.asname else first_part
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full name that `a.b.c` stands for, given the imports; None for anything but names and dots."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return None if owner is None else f"{owner}.{node.attr}"
    return None
