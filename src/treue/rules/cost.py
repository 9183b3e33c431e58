"""The static cost of an expression: a bound on the steps one evaluation takes, known before it ever runs.

There are no loops, so the bound is a sum over the tree. What looks through a text or a list counts for more than what
compares two numbers.
"""

from __future__ import annotations

from treue.rules.tree import Call, Comparison, ListLiteral, Membership, Node, walk

COST_MAX = 2_000
LIST_STEPS = 20
"""For a list that comes from outside: tags, segments."""
TEXT_STEPS = 5


def cost_of(tree: Node) -> int:
    """Steps; at most COST_MAX in an expression that passes the check."""
    return sum(_own_cost(node) for node in walk(tree))


def _own_cost(node: Node) -> int:
    match node:
        case Membership():
            # The items of a list that is written out are parts of the tree and counted there.
            return 1 if isinstance(node.container, ListLiteral) else LIST_STEPS
        case Comparison() if node.left.type.element is not None:
            return LIST_STEPS
        case Call() if node.function in ("startsWith", "endsWith", "contains"):
            return TEXT_STEPS
        case _:
            return 1
