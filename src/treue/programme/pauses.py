"""A pause stands on facts whose history is known: at what instant they began and ended to hold (docs/rules.md R4.7)."""

from __future__ import annotations

from treue.programme.expressions import Trees
from treue.programme.meaning import MeaningChecker
from treue.rules.tree import Read, walk

WITH_HISTORY = ("level", "plan")


def check_pauses(checker: MeaningChecker, trees: Trees) -> None:
    """Notes every name in a `pause` whose history nobody keeps."""
    for name in checker.document.units:
        keys = ("units", name, "pause", "while")
        tree = trees.get(keys)
        read = [node.path for node in walk(tree) if isinstance(node, Read)] if tree is not None else []
        for path in dict.fromkeys(read):
            if path.partition(".")[0] not in WITH_HISTORY:
                problem = f"nobody keeps since when '{path}' is what it is"
                checker.report("pause_without_history", keys, problem, "ask for a level or a plan")
