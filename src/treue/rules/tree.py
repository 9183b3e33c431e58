"""The typed tree of an expression: what every reader walks.

A node knows its type and its span, the half-open range of characters of the text it came from. `&&` and `||` hold all
their operands side by side, so that the depth of a tree is the depth of its thought. A reader is one function that
matches on `Node`; mypy proves with `assert_never` that it forgot no kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal as OneOf

from treue.rules.facts import Place
from treue.rules.tables import Table
from treue.rules.types import BOOL, Type, Value

ArithmeticOperator = OneOf["+", "-", "*", "/"]
ComparisonOperator = OneOf["==", "!=", "<", "<=", ">", ">="]
Function = OneOf["size", "startsWith", "endsWith", "contains", "min", "max", "floor", "days"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to but without `end` of the expression's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the text; money is in minor units, a decimal is a `Fraction` with a finite expansion."""

    value: str | bool | int | Fraction | date
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """A list written in the text, never empty."""

    items: tuple[Node, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Read:
    """A name of the vocabulary, for instance scope 'line', name 'category'."""

    scope: str
    name: str
    type: Type
    span: Span
    place: Place
    default: Value | None
    """What it reads as where it is absent; None where it never is, or where `has()` guards it."""

    @property
    def path(self) -> str:
        """As written in expressions, for instance 'line.category'."""
        return f"{self.scope}.{self.name}"


@dataclass(frozen=True, slots=True)
class Has:
    """Whether an optional name is there."""

    read: Read
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`."""

    operand: Node
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class Negate:
    """`-operand` of a number or money."""

    operand: Node
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`; on two strings `+` joins them."""

    operator: ArithmeticOperator
    left: Node
    right: Node
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right` of two values of one kind."""

    operator: ComparisonOperator
    left: Node
    right: Node
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class Membership:
    """`item in container`."""

    item: Node
    container: Node
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class And:
    """All operands hold; read from left to right up to the first that does not."""

    operands: tuple[Node, ...]
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class Or:
    """One operand holds; read from left to right up to the first that does."""

    operands: tuple[Node, ...]
    span: Span

    @property
    def type(self) -> Type:
        """Always bool."""
        return BOOL


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`; only the chosen side is read."""

    condition: Node
    then: Node
    otherwise: Node
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments; a method's receiver is its first argument."""

    function: Function
    arguments: tuple[Node, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`container[index]`, counted from 0; outside the list the condition is false."""

    container: Node
    index: Node
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Lookup:
    """`table.ID[key][key].column`; keys without a row have the table's fallback, else the condition is false."""

    table: Table
    keys: tuple[Node, ...]
    column: str
    type: Type
    span: Span


Node = (
    Literal
    | ListLiteral
    | Read
    | Has
    | Not
    | Negate
    | Arithmetic
    | Comparison
    | Membership
    | And
    | Or
    | Choice
    | Call
    | Index
    | Lookup
)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order of the text."""
    match node:
        case Literal() | Read():
            return ()
        case ListLiteral():
            return node.items
        case Has():
            return (node.read,)
        case Not() | Negate():
            return (node.operand,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Membership():
            return (node.item, node.container)
        case And() | Or():
            return node.operands
        case Choice():
            return (node.condition, node.then, node.otherwise)
        case Call():
            return node.arguments
        case Index():
            return (node.container, node.index)
        case Lookup():
            return node.keys


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, each before its parts."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names_read(node: Node) -> frozenset[str]:
    """The vocabulary paths the expression reads, for instance {'line.category', 'at.weekday'}."""
    return frozenset(part.path for part in walk(node) if isinstance(part, Read))


def can_be_undefined(node: Node) -> bool:
    """Whether the node or a part of it can be without a value, which makes the whole condition false."""
    return any(
        isinstance(part, Index)
        or (isinstance(part, Arithmetic) and part.operator == "/" and not _is_number_above_zero(part.right))
        or (isinstance(part, Lookup) and part.table.otherwise is None)
        for part in walk(node)
    )


def _is_number_above_zero(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int | Fraction) and node.value > 0
