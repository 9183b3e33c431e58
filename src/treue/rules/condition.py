"""Conditions and amounts: expressions checked once and compiled to a function.

A condition has the type bool and guards a rule. An amount is a number, or money, that a rule calculates with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.check import check
from treue.rules.facts import NO_FACTS, Facts
from treue.rules.problems import Problem
from treue.rules.python import compile_amount, compile_condition
from treue.rules.tree import Node
from treue.rules.types import BOOL, DECIMAL, MONEY, Type, Value
from treue.rules.vocabulary import Vocabulary


class Holds(Protocol):
    """Called with the order (None for other events), the line (None without `each: line`), the instant's fields, the
    fields of a custom event (empty for built-in events), and whatever else the expression reads."""

    def __call__(
        self, order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS, /
    ) -> bool: ...


class Calculates(Protocol):
    """Called like `Holds`."""

    def __call__(
        self, order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS, /
    ) -> Fraction: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition. Two are equal when their trees are."""

    text: str
    tree: Node
    holds: Holds = field(compare=False, repr=False)
    """False where the condition divides by zero or takes an item that a list or a table does not have."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A checked amount: a plain number, or money in minor units. Two are equal when their trees are."""

    text: str
    tree: Node
    value: Calculates = field(compare=False, repr=False)
    """Exact and not yet rounded; 0 where it divides by zero or takes what a list or a table does not have."""

    @property
    def is_money(self) -> bool:
        """Whether the value counts minor units of money."""
        return self.tree.type == MONEY


def read_condition(text: str, vocabulary: Vocabulary) -> Condition | tuple[Problem, ...]:
    """The condition written in `text`, or everything that is wrong with it."""
    checked = check(text, vocabulary, expected=BOOL)
    if isinstance(checked, tuple):
        return checked
    return Condition(text, checked, compile_condition(checked))


def read_amount(text: str, vocabulary: Vocabulary, *, expected: Type = DECIMAL) -> Amount | tuple[Problem, ...]:
    """The amount written in `text`, or everything that is wrong with it; `expected` is DECIMAL or MONEY.

    A whole number is a decimal as well. Money and numbers do not stand for each other: `order.paid / 1.00 EUR`.
    """
    checked = check(text, vocabulary, expected=expected)
    if isinstance(checked, tuple):
        return checked
    return Amount(text, checked, compile_amount(checked))
