"""No text becomes code: a programme's expressions are read into a tree, never pasted into Python.

Only the room `rules` may compile, and what it compiles is a tree it built itself.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source_tree import TREUE, python_files, syntax_of, write_tree

NOWHERE = {"eval", "exec", "__import__"}
IN_RULES_ONLY = {"compile"}


def calls_that_make_code(package: Path) -> list[str]:
    faults = []
    for file in python_files(package):
        place = file.relative_to(package)
        forbidden = NOWHERE if place.parts[0] == "rules" else NOWHERE | IN_RULES_ONLY
        for node in ast.walk(syntax_of(file)):
            if name_of_builtin(node) in forbidden:
                faults.append(f"{place}:{getattr(node, 'lineno', 0)}: {name_of_builtin(node)}")
    return faults


def name_of_builtin(node: ast.AST) -> str | None:
    """`eval` for the bare name and for `builtins.eval`, called or handed on; None for a method such as `re.compile`."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "builtins":
        return node.attr
    return None


def test_no_text_becomes_code() -> None:
    assert calls_that_make_code(TREUE) == []


@pytest.mark.parametrize(
    "code",
    [
        "x = eval('1 + 1')",
        "exec('x = 1')",
        "import builtins\nbuiltins.exec('x = 1')",
        "run = eval",
        "code = compile('1', 'rule', 'eval')",
        "module = __import__('os')",
    ],
)
def test_a_way_to_make_code_is_found(tmp_path: Path, code: str) -> None:
    write_tree(tmp_path, {"engine/clever.py": code})

    assert len(calls_that_make_code(tmp_path)) == 1


def test_compiling_is_free_in_rules_and_as_a_method(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "rules/python.py": "import ast\ncode = compile(ast.Module([], []), 'rule', 'exec')\n",
            "words/names.py": "import re\nNAME = re.compile('[a-z]+')\n",
        },
    )

    assert calls_that_make_code(tmp_path) == []
