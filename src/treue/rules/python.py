"""The Python reader: a typed tree as a compiled function for decisions.

The function is built from nodes of the `ast` module, never from pasted text; its code object is taken out of the
compiled module and given to a function, so nothing is executed to make it. It is exact: money as whole minor units,
decimals as `Decimal` in comparisons and as `Fraction` in arithmetic.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import CodeType, FunctionType
from typing import Any, assert_never, cast

from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.derived import DERIVED
from treue.rules.facts import NO_FACTS, Facts, mapping_of
from treue.rules.tree import (
    And,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Choice,
    Comparison,
    ComparisonOperator,
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
    can_be_undefined,
)
from treue.rules.types import Value

UNDEFINED = (ZeroDivisionError, IndexError, KeyError)
"""What makes a condition false: a division by zero, an item that a list, or a row that a table, does not have."""

_ARITHMETIC: dict[ArithmeticOperator, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
_COMPARISON: dict[ComparisonOperator, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
}
_METHODS = {"startsWith": "startswith", "endsWith": "endswith"}

Compiled = Callable[..., Any]
"""Called with order, line, at, event and, where it reads them, facts."""


def compile_condition(tree: Node) -> Callable[..., bool]:
    """A function of (order, line, at, event, facts) that says whether the condition `tree` holds."""
    function = compile_expression(tree)
    if not can_be_undefined(tree):
        return function

    def holds(
        order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS
    ) -> bool:
        try:
            return cast(bool, function(order, line, at, event, facts))
        except UNDEFINED:
            return False

    return holds


def compile_amount(tree: Node) -> Callable[..., Fraction]:
    """A function of (order, line, at, event, facts) that calculates the amount `tree`; 0 where it has no value."""
    function = compile_expression(tree)

    def value(
        order: Order | None, line: Line | None, at: At, event: Mapping[str, Value], facts: Facts = NO_FACTS
    ) -> Fraction:
        try:
            return Fraction(function(order, line, at, event, facts))
        except UNDEFINED:
            return Fraction(0)

    return value


def compile_expression(tree: Node) -> Compiled:
    """A function of (order, line, at, event, facts) that calculates `tree`; raises UNDEFINED where it has no value."""
    builder = _Builder()
    parameters = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(name) for name in ("order", "line", "at", "event", "facts")],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    expression = ast.Expression(ast.Lambda(parameters, builder.build(tree)))
    code = compile(ast.fix_missing_locations(expression), "<expression>", "eval")
    body = next(constant for constant in code.co_consts if isinstance(constant, CodeType))
    return cast(Compiled, FunctionType(body, builder.known, "expression", (NO_FACTS,)))


def item_at(container: tuple[Value, ...], index: int) -> Value:
    """The item at `index`; IndexError for a negative one too."""
    if index < 0:
        raise IndexError(index)
    return container[index]


def days(first: date, last: date) -> int:
    """Whole days from `first` to `last`; below zero where `last` is earlier."""
    return (last - first).days


class _Builder:
    """Collects the names the code needs while it builds the code."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {
            "__builtins__": {},
            "Fraction": Fraction,
            "days": days,
            "floor": floor,
            "item_at": item_at,
            "max": max,
            "min": min,
            "size": len,
        }

    def build(self, node: Node) -> ast.expr:
        match node:
            case Literal():
                if isinstance(node.value, Fraction):
                    return self._constant(_as_decimal(node.value))
                if isinstance(node.value, date):
                    return self._constant(node.value)
                return ast.Constant(node.value)
            case ListLiteral():
                return self._list(node)
            case Read():
                return self._read(node)
            case Has():
                return self._has(node)
            case Not():
                return ast.UnaryOp(ast.Not(), self.build(node.operand))
            case Negate():
                return ast.UnaryOp(ast.USub(), self._exact(node.operand))
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return ast.Compare(self.build(node.left), [_COMPARISON[node.operator]()], [self.build(node.right)])
            case Membership():
                return ast.Compare(self.build(node.item), [ast.In()], [self.build(node.container)])
            case And():
                return ast.BoolOp(ast.And(), [self.build(operand) for operand in node.operands])
            case Or():
                return ast.BoolOp(ast.Or(), [self.build(operand) for operand in node.operands])
            case Choice():
                return ast.IfExp(self.build(node.condition), self.build(node.then), self.build(node.otherwise))
            case Call():
                return self._call(node)
            case Index():
                return _called("item_at", self.build(node.container), self.build(node.index))
            case Lookup():
                return self._lookup(node)
            case _:
                assert_never(node)

    def _exact(self, node: Node) -> ast.expr:
        """For arithmetic: a decimal that may be a `Decimal`, whose own arithmetic rounds, becomes a `Fraction`."""
        if node.type.name != "decimal" or isinstance(node, Arithmetic | Negate):
            return self.build(node)
        if isinstance(node, Literal):
            return self._constant(node.value)
        return _called("Fraction", self.build(node))

    def _arithmetic(self, node: Arithmetic) -> ast.expr:
        left, right = self._exact(node.left), self._exact(node.right)
        if node.operator == "/":
            left = _called("Fraction", left)
        return ast.BinOp(left, _ARITHMETIC[node.operator](), right)

    def _list(self, node: ListLiteral) -> ast.expr:
        texts = [item.value for item in node.items if isinstance(item, Literal) and isinstance(item.value, str)]
        if len(texts) == len(node.items):
            return self._constant(tuple(texts))
        return ast.Tuple([self.build(item) for item in node.items], ast.Load())

    def _read(self, node: Read) -> ast.expr:
        if node.place == "derived":
            return ast.Call(self._constant(DERIVED[node.name]), [ast.Name("order", ast.Load())], [])
        if node.place == "record" and node.scope != "event":
            return ast.Attribute(ast.Name(node.scope, ast.Load()), node.name, ast.Load())
        # Where there is no default, `has()` guards the reading, so that None is never seen.
        arguments = [ast.Constant(node.name), self._constant(node.default)]
        return ast.Call(ast.Attribute(_mapping(node), "get", ast.Load()), arguments, [])

    def _has(self, node: Has) -> ast.expr:
        read = node.read
        if read.scope == "event" or read.place == "fact":
            return ast.Compare(ast.Constant(read.name), [ast.In()], [_mapping(read)])
        return ast.Compare(self._read(read), [ast.NotEq()], [self._constant(read.default)])

    def _call(self, node: Call) -> ast.expr:
        arguments = [self.build(argument) for argument in node.arguments]
        match node.function:
            case "contains":
                return ast.Compare(arguments[1], [ast.In()], [arguments[0]])
            case "startsWith" | "endsWith":
                return ast.Call(ast.Attribute(arguments[0], _METHODS[node.function], ast.Load()), arguments[1:], [])
            case _:
                return _called(node.function, *arguments)

    def _lookup(self, node: Lookup) -> ast.expr:
        rows = self._constant(node.table.by_keys(node.column))
        keys = ast.Tuple([self.build(key) for key in node.keys], ast.Load())
        fallback = node.table.fallback(node.column)
        if fallback is None:
            return ast.Subscript(rows, keys, ast.Load())
        return ast.Call(ast.Attribute(rows, "get", ast.Load()), [keys, self._constant(fallback)], [])

    def _constant(self, value: object) -> ast.expr:
        """A value that code objects cannot hold themselves, under a name of its own."""
        name = f"constant_{len(self.known)}"
        self.known[name] = value
        return ast.Name(name, ast.Load())


def _mapping(read: Read) -> ast.expr:
    """Where the values of the scope are, by name."""
    if read.scope == "event":
        return ast.Name("event", ast.Load())
    return ast.Attribute(ast.Name("facts", ast.Load()), mapping_of(read.scope), ast.Load())


def _called(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])


def _as_decimal(value: Fraction) -> Decimal:
    """A fraction with a finite expansion as the `Decimal` of the same value, which compares fast with quantities."""
    decimals = 0
    while (value * 10**decimals).denominator != 1:
        decimals += 1
    return Decimal(int(value * 10**decimals)).scaleb(-decimals)
