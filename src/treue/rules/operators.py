"""The typing rules of operators: a node, or a sentence about why the two sides do not fit."""

from __future__ import annotations

from treue.rules.literals import as_money
from treue.rules.problems import Problem, ProblemCode, suggestion
from treue.rules.tree import (
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
    ListLiteral,
    Literal,
    Membership,
    Negate,
    Node,
    Not,
    Read,
    Span,
)
from treue.rules.types import BOOL, DECIMAL, INT, MONEY, STRING, Type, comparable
from treue.rules.vocabulary import Vocabulary

_KINDS = {
    "string": "a text",
    "bool": "a condition",
    "int": "a whole number",
    "decimal": "a number",
    "money": "money",
    "date": "a date",
    "instant": "an instant",
    "list": "a list",
    "struct": "a part of an event",
}
_ORDERED = ("string", "int", "decimal", "money", "date", "instant")


def described(kind: Type) -> str:
    """A type as people say it."""
    return _KINDS[kind.name]


def shown(node: Node, text: str) -> str:
    """The node's own text in quotes, shortened."""
    part = text[node.span.start : node.span.end]
    part = part if len(part) <= 60 else part[:57] + "..."
    return part if part.startswith(("'", '"')) else f"'{part}'"


def negation(operand: Node, span: Span, text: str) -> Not | Problem:
    """`!operand`."""
    if operand.type != BOOL:
        problem = f"{shown(operand, text)} is {described(operand.type)}, not a condition"
        return Problem(ProblemCode.TYPE, operand.span, problem, "'!' turns a condition round: !(line.kind == 'fee')")
    return Not(operand, span)


def negative(operand: Node, span: Span, text: str) -> Negate | Problem:
    """`-operand`."""
    if not operand.type.is_number and operand.type != MONEY:
        problem = f"{shown(operand, text)} is {described(operand.type)}, not a number"
        return Problem(ProblemCode.TYPE, operand.span, problem, "'-' stands before numbers and money")
    return Negate(operand, operand.type, span)


def arithmetic(operator: ArithmeticOperator, left: Node, right: Node, span: Span, text: str) -> Arithmetic | Problem:
    """`left operator right`. Whole numbers stay whole but for `/`, which is exact; money times money has no meaning."""
    kind = _arithmetic_type(operator, left.type, right.type)
    if kind is not None:
        return Arithmetic(operator, left, right, kind, span)
    problem = f"{shown(left, text)} is {described(left.type)} and {shown(right, text)} is {described(right.type)}"
    if MONEY in (left.type, right.type):
        remedy = "add money to money; multiply or divide it by a number"
        return Problem(ProblemCode.MONEY, span, f"{problem}: '{operator}' does not fit", remedy)
    remedy = "calculate with numbers or with money"
    return Problem(ProblemCode.TYPE, span, f"{problem}: '{operator}' does not fit", remedy)


def _arithmetic_type(operator: ArithmeticOperator, left: Type, right: Type) -> Type | None:
    if left.is_number and right.is_number:
        return INT if left == right == INT and operator != "/" else DECIMAL
    if left == right == MONEY:
        return {"+": MONEY, "-": MONEY, "/": DECIMAL}.get(operator)
    if left == right == STRING:
        return STRING if operator == "+" else None
    if left == MONEY and right.is_number and operator in "*/":
        return MONEY
    if right == MONEY and left.is_number and operator == "*":
        return MONEY
    return None


def comparison(
    operator: ComparisonOperator, left: Node, right: Node, span: Span, text: str, vocabulary: Vocabulary
) -> Comparison | Problem:
    """`left operator right` of two values of one kind; order needs a kind that has one."""
    if not comparable(left.type, right.type):
        return _not_comparable(left, right, span, text, vocabulary)
    if operator not in ("==", "!=") and left.type.name not in _ORDERED:
        problem = f"'{operator}' does not fit {described(left.type)}"
        return Problem(ProblemCode.TYPE, span, problem, "compare it with '==' or '!='")
    if operator not in ("==", "!=") and (named := _with_known_values(left, right, vocabulary)) is not None:
        problem = f"'{named.path}' is a name and has no order"
        return Problem(
            ProblemCode.TYPE, span, problem, f"write a list: {named.path} in ['{_values(named, vocabulary)[-1]}']"
        )
    return (
        _impossible(left, right, vocabulary)
        or _impossible(right, left, vocabulary)
        or Comparison(operator, left, right, span)
    )


def membership(item: Node, container: Node, span: Span, text: str, vocabulary: Vocabulary) -> Membership | Problem:
    """`item in container` of a list."""
    element = container.type.element
    if element is None:
        problem = f"{shown(container, text)} is {described(container.type)}, not a list"
        return Problem(ProblemCode.TYPE, container.span, problem, "write a list like ['coffee', 'tea'] after 'in'")
    if not comparable(item.type, element):
        example = container.items[0] if isinstance(container, ListLiteral) else container
        if isinstance(container, ListLiteral):
            return _not_comparable(item, example, span, text, vocabulary)
        problem = f"{shown(item, text)} is {described(item.type)}; the list holds {described(element)}"
        return Problem(ProblemCode.TYPE, span, problem, "look for what the list holds")
    if (problem_found := _impossible(container, item, vocabulary)) is not None:
        return problem_found
    if isinstance(container, ListLiteral):
        for one in container.items:
            if (problem_found := _impossible(item, one, vocabulary)) is not None:
                return problem_found
    return Membership(item, container, span)


def _not_comparable(left: Node, right: Node, span: Span, text: str, vocabulary: Vocabulary) -> Problem:
    problem = f"{shown(left, text)} is {described(left.type)} and {shown(right, text)} is {described(right.type)}"
    for number, other in ((left, right), (right, left)):
        if number.type.is_number and other.type == MONEY:
            written = as_money(number, vocabulary.currency) if isinstance(number, Literal) else None
            remedy = "write the number as money, like '30.00 EUR'" if written is None else f"write '{written}'"
            return Problem(ProblemCode.MONEY, span, f"{problem}, which cannot be compared", remedy)
        if number.type.is_number and other.type == STRING:
            remedy = "write both with quotes" if isinstance(number, Literal) else "write the number without quotes"
            return Problem(ProblemCode.TYPE, span, f"{problem}, which cannot be compared", remedy)
    return Problem(ProblemCode.TYPE, span, f"{problem}, which cannot be compared", "compare values of one kind")


def _values(read: Read, vocabulary: Vocabulary) -> tuple[str, ...]:
    return vocabulary.entries[read.path].values


def _with_known_values(left: Node, right: Node, vocabulary: Vocabulary) -> Read | None:
    return next((side for side in (left, right) if isinstance(side, Read) and _values(side, vocabulary)), None)


def _impossible(read: Node, literal: Node, vocabulary: Vocabulary) -> Problem | None:
    """A text that the name can never be, where all its values are known."""
    if not isinstance(read, Read) or not isinstance(literal, Literal):
        return None
    values = _values(read, vocabulary)
    if not values or literal.value in values:
        return None
    word = str(literal.value)
    if not word and vocabulary.entries[read.path].optional:
        return Problem(ProblemCode.VALUE, literal.span, f"'{read.path}' is never ''", f"write !has({read.path})")
    otherwise = f"it is one of {', '.join(values)}"
    return Problem(
        ProblemCode.VALUE, literal.span, f"'{read.path}' is never '{word}'", suggestion(word, values, otherwise)
    )
