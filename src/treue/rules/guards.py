"""Which names without an honest default are read without `has()` having been asked before (docs/rules.md R5.3).

A text that is absent reads as ''; an absent date reads as nothing at all. So it may stand only where the expression has
made sure: `has(member.renewed) && days(member.renewed, at.date) < 30`.
"""

from __future__ import annotations

from collections.abc import Iterator

from treue.rules.tree import And, Choice, Has, Node, Not, Or, Read, children
from treue.rules.vocabulary import Vocabulary

_NOTHING: frozenset[str] = frozenset()


def unguarded(tree: Node, vocabulary: Vocabulary, known: frozenset[str] = _NOTHING) -> Iterator[Read]:
    """Every such reading, where `known` are the paths that are there."""
    match tree:
        case Read():
            entry = vocabulary.entries[tree.path]
            if entry.optional and entry.absent_value is None and tree.path not in known:
                yield tree
        case Has():
            return
        case And() | Or():
            for operand in tree.operands:
                yield from unguarded(operand, vocabulary, known)
                known |= _known_if(operand, isinstance(tree, And))
        case Choice():
            yield from unguarded(tree.condition, vocabulary, known)
            yield from unguarded(tree.then, vocabulary, known | _known_if(tree.condition, True))
            yield from unguarded(tree.otherwise, vocabulary, known | _known_if(tree.condition, False))
        case _:
            for child in children(tree):
                yield from unguarded(child, vocabulary, known)


def _known_if(condition: Node, holds: bool) -> frozenset[str]:
    """The paths that are there when the condition holds, or when it does not."""
    match condition:
        case Has() if holds:
            return frozenset((condition.read.path,))
        case Not():
            return _known_if(condition.operand, not holds)
        case And() if holds:
            return _NOTHING.union(*(_known_if(operand, True) for operand in condition.operands))
        case Or() if not holds:
            return _NOTHING.union(*(_known_if(operand, False) for operand in condition.operands))
        case _:
            return _NOTHING
