"""The trace reader: a typed tree over given values, with the value of every part that was looked at.

It walks the tree itself and shares nothing with the compiled function, so that each can be held against the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.derived import DERIVED
from treue.rules.facts import NO_FACTS, Facts, mapping_of
from treue.rules.tree import (
    And,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Has,
    Index,
    ListLiteral,
    Literal,
    Lookup,
    Membership,
    Negate,
    Node,
    Not,
    Or,
    Read,
)
from treue.rules.types import INT, Value


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the expression and what it was."""

    node: Node
    value: Value


@dataclass(frozen=True, slots=True)
class Trace:
    """Every part that was looked at, each after its own parts."""

    value: Value
    """What came out: of a condition whether it holds, of an amount a fraction."""
    steps: tuple[Step, ...]
    undefined: Node | None
    """The part that had no value: it divided by zero or took what the list or the table does not have."""

    @property
    def holds(self) -> bool:
        """Whether the condition holds."""
        return self.value is True


class _Undefined(Exception):
    """Leaves the walk at the part that has no value."""

    def __init__(self, node: Node) -> None:
        self.node = node


def trace_condition(
    tree: Node, order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS
) -> Trace:
    """How the condition `tree` came out for these values; False where it had no value."""
    walker = _Walker(order, line, at, event, facts)
    try:
        return Trace(bool(walker.value(tree)), tuple(walker.steps), None)
    except _Undefined as undefined:
        return Trace(False, tuple(walker.steps), undefined.node)


def trace_amount(
    tree: Node, order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS
) -> Trace:
    """How the amount `tree` came out for these values, as a fraction; 0 where it had no value."""
    walker = _Walker(order, line, at, event, facts)
    try:
        return Trace(Fraction(walker.value(tree)), tuple(walker.steps), None)
    except _Undefined as undefined:
        return Trace(Fraction(0), tuple(walker.steps), undefined.node)


class _Walker:
    def __init__(
        self, order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts
    ) -> None:
        self.records: Mapping[str, Any] = {"order": order, "line": line, "at": at}
        self.event = event
        self.facts = facts
        self.steps: list[Step] = []

    def value(self, node: Node) -> Any:
        found = self._found(node)
        self.steps.append(Step(node, found))
        return found

    def _found(self, node: Node) -> Any:
        match node:
            case Literal():
                return node.value
            case ListLiteral():
                return tuple(self.value(item) for item in node.items)
            case Read():
                return self._read(node)
            case Has():
                return self._is_there(node.read)
            case Not():
                return not self.value(node.operand)
            case Negate():
                return -self.value(node.operand)
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return _compared(node.operator, self.value(node.left), self.value(node.right))
            case Membership():
                item, container = self.value(node.item), self.value(node.container)
                return any(item == other for other in container)
            case And():
                return all(self.value(operand) for operand in node.operands)
            case Or():
                return any(self.value(operand) for operand in node.operands)
            case Choice():
                return self.value(node.then if self.value(node.condition) else node.otherwise)
            case Call():
                return _answer(node.function, [self.value(argument) for argument in node.arguments])
            case Index():
                return self._item(node)
            case Lookup():
                return self._row(node)
            case _:
                assert_never(node)

    def _read(self, node: Read) -> Any:
        if node.place == "derived":
            return DERIVED[node.name](self.records["order"])
        values = self._values(node)
        if values is None:
            return getattr(self.records[node.scope], node.name)
        return values.get(node.name, node.default)

    def _values(self, read: Read) -> Mapping[str, Value] | None:
        """The mapping that holds the name, or None for a field of a record."""
        if read.scope == "event":
            return self.event
        if read.place != "fact":
            return None
        values: Mapping[str, Value] = getattr(self.facts, mapping_of(read.scope))
        return values

    def _is_there(self, read: Read) -> bool:
        values = self._values(read)
        if values is None:
            return bool(self._read(read) != read.default)
        return read.name in values

    def _row(self, node: Lookup) -> Any:
        wanted = tuple(self.value(key) for key in node.keys)
        place = node.table.column(node.column)
        for keys, values in node.table.rows:
            if keys == wanted:
                return values[place]
        if node.table.otherwise is None:
            raise _Undefined(node)
        return node.table.otherwise[place]

    def _arithmetic(self, node: Arithmetic) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, str):
            return left + right
        if node.type != INT:
            left, right = Fraction(left), Fraction(right)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                if right == 0:
                    raise _Undefined(node)
                return left / right

    def _item(self, node: Index) -> Any:
        container, index = self.value(node.container), self.value(node.index)
        if not 0 <= index < len(container):
            raise _Undefined(node)
        return container[index]


def _compared(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "==":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _answer(function: str, arguments: list[Any]) -> Any:
    match function:
        case "size":
            return len(arguments[0])
        case "startsWith":
            return arguments[0][: len(arguments[1])] == arguments[1]
        case "endsWith":
            return arguments[0].endswith(arguments[1])
        case "contains":
            return arguments[1] in arguments[0]
        case "min" | "max":
            ordered = sorted(arguments)
            return ordered[0 if function == "min" else -1]
        case "floor":
            whole = Fraction(arguments[0])
            return whole.numerator // whole.denominator
        case _:
            return arguments[1].toordinal() - arguments[0].toordinal()
