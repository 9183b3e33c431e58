"""A condition: an expression of type bool, checked once and compiled to a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.check import check
from treue.rules.problems import Problem
from treue.rules.python import compile_condition
from treue.rules.tree import Node
from treue.rules.types import BOOL, Value
from treue.rules.vocabulary import Vocabulary

Holds = Callable[[Order | None, Line | None, At, Mapping[str, Value]], bool]
"""Called with the order (None for other events), the line (None without `each: line`), the instant's fields and the
fields of a custom event (empty for built-in events)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition. Two are equal when their trees are."""

    text: str
    tree: Node
    holds: Holds = field(compare=False, repr=False)
    """False where the condition divides by zero or takes an item that a list does not have."""


def read_condition(text: str, vocabulary: Vocabulary) -> Condition | tuple[Problem, ...]:
    """The condition written in `text`, or everything that is wrong with it."""
    checked = check(text, vocabulary, expected=BOOL)
    if isinstance(checked, tuple):
        return checked
    return Condition(text, checked, compile_condition(checked))
