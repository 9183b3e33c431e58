"""The SQL reader: a condition as a sqlglot expression, for segments and reports in PostgreSQL and DuckDB.

The caller says for each name which column holds it. Money columns count minor units, texts are in normal form C, lists
are arrays without NULL, and a NULL is an absent value. The answer is true or false, never NULL: inside, NULL stands for
"has no value" (docs/rules.md R5.3), and since that must not be absorbed by what stands beside it, `&&` and `||` become
CASE where a side can be without a value, and plain AND and OR where none can.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never, cast

from sqlglot import exp

from treue.rules.problems import Problem, ProblemCode
from treue.rules.sql_lists import Lists
from treue.rules.sql_numbers import (
    Dialect,
    Number,
    Numbers,
    TooLarge,
    all_true,
    any_true,
    called,
    either,
    enclosed,
    joined,
    whole,
)
from treue.rules.sql_values import Column, Columns, Sql, cases, constant, is_numeric, or_null
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
    can_be_undefined,
)
from treue.rules.types import STRING, Type, Value

_COMPARISON: dict[str, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def condition_in_sql(tree: Node, columns: Columns, dialect: Dialect) -> exp.Expression | Problem:
    """The condition `tree` as SQL; a problem where it has so many divisions in each other that the SQL explodes."""
    try:
        condition = _Writer(columns, dialect).plain(tree)
    except TooLarge:
        return Problem(ProblemCode.LIMIT, tree.span, "the expression is too large for SQL", "divide less often in it")
    if can_be_undefined(tree):
        return exp.Coalesce(this=condition, expressions=[exp.false()])
    return condition


class _Writer:
    def __init__(self, columns: Columns, dialect: Dialect) -> None:
        self.columns = columns
        self.postgres = dialect == "postgres"
        self.numbers = Numbers(dialect)
        self.lists = Lists(self)

    def value(self, node: Node) -> Sql:
        return self.number(node) if is_numeric(node.type) else self.plain(node)

    def number(self, node: Node) -> Number:
        """Whole numbers, decimals, money."""
        match node:
            case Literal():
                return self.numbers.constant(cast(Fraction | int, node.value))
            case Read():
                return self.number_of(self.columns(node.path), node.type, node.default)
            case Negate():
                return self.numbers.negative(self.number(node.operand))
            case Arithmetic():
                return self._arithmetic(node)
            case Choice():
                condition, certain = self.plain(node.condition), not can_be_undefined(node.condition)
                then, otherwise = self.number(node.then), self.number(node.otherwise)
                return self.numbers.chosen(condition, then, otherwise, certain=certain)
            case Call():
                return self._number_answer(node)
            case Index():
                return cast(Number, self.lists.item(node))
            case Lookup():
                return cast(Number, self._row(node))
            case _:
                raise AssertionError(f"{type(node).__name__} is no number")

    def plain(self, node: Node) -> exp.Expression:
        """Texts, dates and conditions."""
        match node:
            case Literal():
                return constant(node.value)
            case Read():
                column = self.columns(node.path).expression.copy()
                return (
                    column if node.default is None else exp.Coalesce(this=column, expressions=[constant(node.default)])
                )
            case Has():
                return self._has(node)
            case Not():
                return exp.Not(this=enclosed(self.plain(node.operand)))
            case Arithmetic():
                return joined(exp.DPipe, self.plain(node.left), self.plain(node.right))
            case Comparison():
                return self._comparison(node)
            case Membership():
                member = self.lists.with_list(node.container, lambda items: self.lists.among(node.item, items))
                return self.defined((node.item,), member)
            case And():
                return self._all_of(node.operands)
            case Or():
                return self._any_of(node.operands)
            case Choice():
                certain = not can_be_undefined(node.condition)
                condition, then, otherwise = (self.plain(part) for part in (node.condition, node.then, node.otherwise))
                return self.numbers.case(condition, then, otherwise, certain=certain)
            case Call():
                return self._answer(node)
            case Index():
                return cast(exp.Expression, self.lists.item(node))
            case Lookup():
                return cast(exp.Expression, self._row(node))
            case ListLiteral() | Negate():
                raise AssertionError(f"{type(node).__name__} has a reader of its own")
            case _:
                assert_never(node)

    def _all_of(self, operands: Sequence[Node]) -> exp.Expression:
        """The first operand that does not hold, or has no value, decides."""
        result = self.plain(operands[-1])
        for operand in reversed(operands[:-1]):
            first = self.plain(operand)
            if can_be_undefined(operand):
                result = self.numbers.case(first, result, exp.false(), certain=False)
            elif any(can_be_undefined(later) for later in operands):
                result = either(first, result, exp.false())
            else:
                result = all_true(first, result)
        return result

    def _any_of(self, operands: Sequence[Node]) -> exp.Expression:
        result = self.plain(operands[-1])
        for operand in reversed(operands[:-1]):
            first = self.plain(operand)
            if can_be_undefined(operand):
                result = self.numbers.case(first, exp.true(), result, certain=False)
            elif any(can_be_undefined(later) for later in operands):
                result = either(first, exp.true(), result)
            else:
                result = any_true(first, result)
        return result

    def _comparison(self, node: Comparison) -> exp.Expression:
        if node.left.type.element is not None:
            same = self.lists.with_list(
                node.left,
                lambda left: self.lists.with_list(node.right, lambda right: self.lists.same_items(left, right)),
            )
            return same if node.operator == "==" else exp.Not(this=enclosed(same))
        kind = _COMPARISON[node.operator]
        left, right = self.value(node.left), self.value(node.right)
        if node.left.type == STRING and kind not in (exp.EQ, exp.NEQ) and self.postgres:
            # By code points, whatever the database's own order is; DuckDB's is that already.
            left = exp.Collate(
                this=enclosed(cast(exp.Expression, left)), expression=exp.to_identifier("C", quoted=True)
            )
        return self.compared(kind, left, right)

    def compared(self, kind: type[exp.Binary], left: Sql, right: Sql) -> exp.Expression:
        if isinstance(left, Number) and isinstance(right, Number):
            return self.numbers.compared(kind, left, right)
        return joined(kind, cast(exp.Expression, left), cast(exp.Expression, right))

    def _arithmetic(self, node: Arithmetic) -> Number:
        left, right = self.number(node.left), self.number(node.right)
        match node.operator:
            case "+":
                return self.numbers.plus(left, right)
            case "-":
                return self.numbers.plus(left, right, exp.Sub)
            case "*":
                return self.numbers.times(left, right)
            case "/":
                return self.numbers.divided(
                    left, right, by_positive=isinstance(node.right, Literal) and node.right.value != 0
                )

    def _number_answer(self, node: Call) -> Number:
        match node.function:
            case "size" if node.arguments[0].type.element is not None:
                return Number(self.lists.with_list(node.arguments[0], self.lists.size))
            case "size":
                return Number(called("LENGTH", self.plain(node.arguments[0])))
            case "floor":
                return self.numbers.floor(self.number(node.arguments[0]))
            case "days":
                first, last = (self.plain(argument) for argument in node.arguments)
                return Number(enclosed(joined(exp.Sub, last, first)))
            case _:
                return cast(Number, self._extreme(node))

    def _extreme(self, node: Call) -> Sql:
        """`min` and `max`, pair by pair: LEAST would pass over what has no value."""
        kind = exp.LTE if node.function == "min" else exp.GTE
        result, certain = self.value(node.arguments[0]), not can_be_undefined(node.arguments[0])
        for argument in node.arguments[1:]:
            other = self.value(argument)
            certain = certain and not can_be_undefined(argument)
            first = self.compared(kind, self._again(result), self._again(other))
            if isinstance(result, Number) and isinstance(other, Number):
                result = self.numbers.chosen(first, result, other, certain=certain)
            else:
                one, another = cast(exp.Expression, result), cast(exp.Expression, other)
                result = self.numbers.case(first, one, another, certain=certain)
        return result

    def _again(self, value: Sql) -> Sql:
        if not isinstance(value, Number):
            return self.numbers.again(value)
        below = None if value.below is None else self.numbers.again(value.below)
        return Number(self.numbers.again(value.above), below, value.positive, value.exact)

    def _answer(self, node: Call) -> exp.Expression:
        if node.function in ("min", "max"):
            return cast(exp.Expression, self._extreme(node))
        text, part = (self.plain(argument) for argument in node.arguments)
        match node.function:
            case "startsWith":
                return called("STARTS_WITH", text, part)
            case "endsWith":
                end = called("RIGHT", text, called("LENGTH", self.numbers.again(part)))
                return joined(exp.EQ, end, part)
            case _:
                return joined(exp.GT, called("STRPOS", text, part), whole(0))

    def _has(self, node: Has) -> exp.Expression:
        read = node.read
        column = self.columns(read.path).expression.copy()
        if read.place == "fact" or read.scope == "event":
            return exp.Not(this=exp.Is(this=enclosed(column), expression=exp.null()))
        if read.type.element is not None:
            return joined(exp.GT, self.lists.size(read), whole(0))
        return joined(exp.NEQ, self.plain(read), constant(cast(Value, read.default)))

    def _row(self, node: Lookup) -> Sql:
        """A CASE over the rows: tables are constants of the version."""
        table, place = node.table, node.table.column(node.column)
        same_keys = []
        for keys, _ in table.rows:
            same = [
                self.compared(exp.EQ, self.value(key), self.literal(known, key.type))
                for key, known in zip(node.keys, keys, strict=True)
            ]
            same_keys.append(all_true(*same))
        values = [values[place] for _, values in table.rows]
        fallback = table.fallback(node.column)
        if not is_numeric(node.type):
            return self.defined(node.keys, cases(same_keys, [constant(value) for value in values], or_null(fallback)))
        numbers = [Fraction(cast(int, value)) for value in (*values, *(() if fallback is None else (fallback,)))]
        below = max((number.denominator for number in numbers), default=1)
        while any((number * below).denominator != 1 for number in numbers):
            below *= 10
        scaled = [whole(int(number * below)) for number in numbers]
        otherwise = exp.null() if fallback is None else scaled.pop()
        above = self.defined(node.keys, cases(same_keys, scaled, otherwise))
        return Number(above, None if below == 1 else whole(below))

    def number_of(self, column: Column, kind: Type, default: Value | None) -> Number:
        expression = column.expression.copy()
        if kind.name == "decimal":
            absent = None if default is None else Fraction(cast(int, default))
            return self.numbers.scaled(expression, column.decimals, absent)
        if default is None:
            return Number(expression)
        return Number(exp.Coalesce(this=expression, expressions=[whole(int(cast(int, default)))]))

    def literal(self, value: Value, kind: Type) -> Sql:
        return self.numbers.constant(Fraction(cast(int, value))) if is_numeric(kind) else constant(value)

    def defined(self, nodes: Sequence[Node], result: exp.Expression) -> exp.Expression:
        """`result` where each of the nodes has a value, else NULL."""
        present: list[exp.Expression] = []
        for node in nodes:
            if not can_be_undefined(node):
                continue
            value = self.value(node)
            parts = [value.above, value.below] if isinstance(value, Number) else [value]
            present += [
                exp.Not(this=exp.Is(this=enclosed(self.numbers.again(part)), expression=exp.null()))
                for part in parts
                if part is not None
            ]
        return either(all_true(*present), result, None) if present else result
