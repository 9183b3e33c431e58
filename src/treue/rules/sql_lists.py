"""Lists in SQL: arrays of the database, and lists that are written out, item by item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Protocol, cast

from sqlglot import exp

from treue.rules.sql_numbers import (
    Number,
    Numbers,
    all_true,
    any_true,
    called,
    decimal,
    either,
    enclosed,
    joined,
    whole,
)
from treue.rules.sql_values import Column, Columns, Sql, cases, constant, is_numeric
from treue.rules.tree import Choice, Index, ListLiteral, Node, Read, can_be_undefined
from treue.rules.types import Type, Value

Items = tuple[Node, ...] | Read


class Writer(Protocol):
    """What lists need of the writer they are a part of."""

    columns: Columns
    numbers: Numbers
    postgres: bool

    def value(self, node: Node) -> Sql: ...
    def number(self, node: Node) -> Number: ...
    def plain(self, node: Node) -> exp.Expression: ...
    def number_of(self, column: Column, kind: Type, default: Value | None) -> Number: ...
    def compared(self, kind: type[exp.Binary], left: Sql, right: Sql) -> exp.Expression: ...
    def defined(self, nodes: Sequence[Node], result: exp.Expression) -> exp.Expression: ...


class Lists:
    """Everything that reads a list."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def item(self, node: Index) -> Sql:
        def taken(items: Items) -> Sql:
            index = self.writer.number(node.index).above
            if isinstance(items, Read):
                return self._element(items, index, self.size(items))
            places = [joined(exp.EQ, self.writer.numbers.again(index), whole(place)) for place in range(len(items))]
            values = [self.writer.value(item) for item in items]
            if all(not isinstance(value, Number) for value in values):
                return self.writer.defined(items, cases(places, cast(list[exp.Expression], values), exp.null()))
            numbers = [cast(Number, value) for value in values]
            above = self.writer.defined(items, cases(places, [number.above for number in numbers], exp.null()))
            if all(number.below is None for number in numbers):
                return Number(above)
            copies = [self.writer.numbers.again(case) for case in places]
            below = cases(copies, [number.below or whole(1) for number in numbers], exp.null())
            return Number(above, below, all(number.positive for number in numbers))

        return self.chosen(node.container, taken)

    def _element(self, read: Read, index: exp.Expression, size: exp.Expression) -> Sql:
        within = all_true(joined(exp.GTE, index, whole(0)), joined(exp.LT, self.writer.numbers.again(index), size))
        # Never beyond the size: PostgreSQL would fail on a number that is no possible subscript.
        place = exp.cast(called("LEAST", self.writer.numbers.again(index), self.size(read)), "INT")
        element = either(within, self._at(read, joined(exp.Add, place, whole(1))), None)
        kind = cast(Type, read.type.element)
        if not is_numeric(kind):
            return element
        return self.writer.number_of(Column(element, self.writer.columns(read.path).decimals), kind, None)

    def _at(self, read: Read, place: exp.Expression) -> exp.Expression:
        return exp.Bracket(this=exp.Paren(this=self._array(read)), expressions=[place], offset=1)

    def among(self, item: Node, items: Items) -> exp.Expression:
        if isinstance(items, Read):
            kind = cast(Type, items.type.element)
            if is_numeric(kind):
                element = self.writer.number_of(
                    Column(exp.column("value"), self.writer.columns(items.path).decimals), kind, None
                )
                alias = exp.TableAlias(this=exp.to_identifier("item"), columns=[exp.to_identifier("value")])
                source = exp.Unnest(expressions=[self._array(items)], alias=alias)
                same = self.writer.numbers.compared(exp.EQ, self.writer.number(item), element)
                return exp.Exists(this=exp.select("1").from_(source).where(same))
            if self.writer.postgres:
                return exp.EQ(
                    this=enclosed(self.writer.plain(item)), expression=exp.Any(this=exp.Paren(this=self._array(items)))
                )
            return called("LIST_CONTAINS", self._array(items), self.writer.plain(item))
        if is_numeric(item.type):
            same = any_true(
                *(
                    self.writer.numbers.compared(exp.EQ, self.writer.number(item), self.writer.number(one))
                    for one in items
                )
            )
        else:
            same = exp.In(this=enclosed(self.writer.plain(item)), expressions=[self.writer.plain(one) for one in items])
        return self.writer.defined(items, same)

    def same_items(self, left: Items, right: Items) -> exp.Expression:
        if isinstance(left, Read) and isinstance(right, Read):
            if left.type == right.type:
                return joined(exp.EQ, self._array(left), self._array(right))
            # Whole numbers beside decimals: an array has one type.
            alike = (
                exp.cast(self._array(side), "DECIMAL(38, 6)[]" if not self.writer.postgres else "DECIMAL[]")
                for side in (left, right)
            )
            return joined(exp.EQ, *alike)
        if isinstance(left, Read):
            left, right = right, left
        items = cast(tuple[Node, ...], left)
        if isinstance(right, Read):
            kind = cast(Type, right.type.element)
            decimals = self.writer.columns(right.path).decimals
            pairs: list[exp.Expression] = [joined(exp.EQ, self.size(right), whole(len(items)))]
            for place, item in enumerate(items, start=1):
                element = self._at(right, whole(place))
                value = self.writer.number_of(Column(element, decimals), kind, None) if is_numeric(kind) else element
                pairs.append(self.writer.compared(exp.EQ, self.writer.value(item), value))
            return self.writer.defined(items, all_true(*pairs))
        if len(items) != len(right):
            return self.writer.defined((*items, *right), exp.false())
        same = (
            self.writer.compared(exp.EQ, self.writer.value(one), self.writer.value(other))
            for one, other in zip(items, right, strict=True)
        )
        return self.writer.defined((*items, *right), all_true(*same))

    def with_list(self, node: Node, use: Callable[[Items], exp.Expression]) -> exp.Expression:
        return cast(exp.Expression, self.chosen(node, use))

    def chosen(self, node: Node, use: Callable[[Items], Sql]) -> Sql:
        """What `use` makes of a list; of a choice between lists, the choice between what it makes of each."""
        match node:
            case Read():
                return use(node)
            case ListLiteral():
                return use(node.items)
            case Choice():
                condition, certain = self.writer.plain(node.condition), not can_be_undefined(node.condition)
                then, otherwise = self.chosen(node.then, use), self.chosen(node.otherwise, use)
                if isinstance(then, Number) and isinstance(otherwise, Number):
                    return self.writer.numbers.chosen(condition, then, otherwise, certain=certain)
                one, other = cast(exp.Expression, then), cast(exp.Expression, otherwise)
                return self.writer.numbers.case(condition, one, other, certain=certain)
            case _:
                raise AssertionError(f"{type(node).__name__} is no list")

    def size(self, items: Items) -> exp.Expression:
        if not isinstance(items, Read):
            return self.writer.defined(items, whole(len(items)))
        return called("CARDINALITY" if self.writer.postgres else "LEN", self._array(items))

    def _array(self, read: Read) -> exp.Expression:
        column = self.writer.columns(read.path).expression.copy()
        default = cast(tuple[Value, ...], read.default or ())
        if not default:
            # An empty array has no type of its own in PostgreSQL; this text turns into every one.
            empty = exp.Literal.string("{}") if self.writer.postgres else exp.Array()
            return exp.Coalesce(this=column, expressions=[empty])
        kind = cast(Type, read.type.element)
        items = [decimal(Fraction(cast(int, value))) if is_numeric(kind) else constant(value) for value in default]
        return exp.Coalesce(this=column, expressions=[exp.Array(expressions=items)])
