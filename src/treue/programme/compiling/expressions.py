"""The expressions of a checked document as functions, found by the keys that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeGuard

from treue.programme.checking import Checked
from treue.programme.locating import Keys
from treue.programme.records import Reads
from treue.programme.remembering import Memory
from treue.programme.schema.amounts import Expression
from treue.rules.condition import Amount, Condition
from treue.rules.python import Compiled, compile_amount, compile_condition, compile_expression
from treue.rules.tree import Node, Read, walk

_CONDITIONS: Memory[tuple[str, Node], Condition] = Memory(10_000)


class Expressions:
    """Answers each expression compiled, once for the same tree."""

    def __init__(self, checked: Checked) -> None:
        self._trees = checked.trees

    def tree(self, keys: Keys) -> Node:
        """The typed tree at the keys."""
        return self._trees[keys]

    def condition(self, keys: Keys, text: str | None) -> Condition | None:
        """The condition at the keys; None where there is none."""
        if text is None:
            return None
        tree = self.tree(keys)
        return _CONDITIONS.answer((text, tree), lambda: Condition(text, tree, compile_condition(tree)))

    def amount(self, keys: Keys, text: str) -> Amount:
        """The amount at the keys."""
        tree = self.tree(keys)
        return Amount(text, tree, compile_amount(tree))

    def value(self, keys: Keys) -> Compiled:
        """A function for the value at the keys, of whatever type."""
        return compile_expression(self.tree(keys))


def reads_of(trees: Iterable[Node]) -> Reads:
    """What the trees read of the member, his metrics, levels and partner."""
    found: dict[str, set[str]] = {"member": set(), "metric": set(), "level": set(), "partner": set()}
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Read) and node.scope in found:
                found[node.scope].add(node.name)
    return Reads(*(frozenset(found[scope]) for scope in ("member", "metric", "level", "partner")))


def is_number(value: object) -> TypeGuard[Decimal]:
    """Whether an amount of the document is a plain number, not an expression."""
    return isinstance(value, Decimal) and not isinstance(value, Expression)
