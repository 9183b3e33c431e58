"""From syntax to the typed tree: names resolved, types proven, every problem found listed at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lark import Token

from treue.rules import functions, operators
from treue.rules.cost import COST_MAX, cost_of
from treue.rules.grammar import Syntax, parse, span_of
from treue.rules.guards import unguarded
from treue.rules.literals import read_decimal, read_integer, read_money, read_string
from treue.rules.lookups import lookup
from treue.rules.problems import Problem, ProblemCode, did_you_mean, suggestion
from treue.rules.tree import (
    And,
    ArithmeticOperator,
    Choice,
    ComparisonOperator,
    Has,
    Index,
    ListLiteral,
    Literal,
    Node,
    Or,
    Read,
    Span,
)
from treue.rules.types import BOOL, INT, MONEY, Type, comparable, list_of
from treue.rules.vocabulary import SCOPES, Vocabulary

_SCOPE_WORDS = f"names begin with {', '.join(SCOPES[:-1])} or {SCOPES[-1]}"
_LOOKUP = "write it like table.points[leg.cabin][leg.region]"


def check(text: str, vocabulary: Vocabulary, *, expected: Type) -> Node | tuple[Problem, ...]:
    """The typed tree of `text`, whose value has the type `expected`, or everything that is wrong with it."""
    syntax = parse(text)
    if isinstance(syntax, Problem):
        return (syntax,)
    checker = _Checker(text, vocabulary)
    node = checker.node(syntax)
    if node is not None:
        checker.whole(node, expected)
    if checker.problems or node is None:
        return tuple(checker.problems)
    return node


_EXPECTED = {
    "bool": "a condition compares or combines: line.category == 'coffee'",
    "decimal": "make a number of money by dividing it: order.paid / 1.00 EUR",
    "money": "write money, or a number times money: 0.10 * order.paid",
}


class _Checker:
    """One walk over the syntax. A part that is faulty becomes None, so that its neighbours are still checked."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, code: ProblemCode, span: Span, problem: str, remedy: str) -> None:
        self.problems.append(Problem(code, span, problem, remedy))

    def whole(self, node: Node, expected: Type) -> None:
        """What can be said only of the expression as a whole: its type, its cost, and what it reads unguarded."""
        if not comparable(node.type, expected):
            problem = f"the expression is {operators.described(node.type)}, not {operators.described(expected)}"
            code = ProblemCode.MONEY if MONEY in (node.type, expected) and expected != BOOL else ProblemCode.TYPE
            self.report(
                code, node.span, problem, _EXPECTED.get(expected.name, f"write {operators.described(expected)}")
            )
        cost = cost_of(node)
        if cost > COST_MAX:
            problem = f"the expression takes up to {cost} steps; {COST_MAX} are allowed"
            self.report(ProblemCode.LIMIT, node.span, problem, "split it into several rules")
        for read in unguarded(node, self.vocabulary):
            remedy = f"ask before: has({read.path}) && ..., or declare a default"
            self.report(ProblemCode.HAS, read.span, f"'{read.path}' may be absent", remedy)

    def kept(self, result: Node | Problem) -> Node | None:
        """The node, or None after noting the problem."""
        if isinstance(result, Problem):
            self.problems.append(result)
            return None
        return result

    def node(self, syntax: Syntax | Token) -> Node | None:
        # The grammar names every kind of part, so only trees arrive here, and each kind has its method.
        assert not isinstance(syntax, Token)
        method = cast(Callable[[Syntax], Node | None], getattr(self, f"_{syntax.data}"))
        return method(syntax)

    def nodes(self, syntaxes: list[Syntax | Token]) -> tuple[Node, ...] | None:
        found = [self.node(syntax) for syntax in syntaxes]
        complete = tuple(node for node in found if node is not None)
        return complete if len(complete) == len(found) else None

    def _string(self, syntax: Syntax) -> Node | None:
        return self.kept(read_string(_token(syntax), span_of(syntax)))

    def _integer(self, syntax: Syntax) -> Node | None:
        return self.kept(read_integer(_token(syntax), span_of(syntax)))

    def _decimal(self, syntax: Syntax) -> Node | None:
        return self.kept(read_decimal(_token(syntax), span_of(syntax)))

    def _money(self, syntax: Syntax) -> Node | None:
        return self.kept(read_money(_token(syntax), span_of(syntax), self.vocabulary.currency))

    def _true(self, syntax: Syntax) -> Node:
        return Literal(True, BOOL, span_of(syntax))

    def _false(self, syntax: Syntax) -> Node:
        return Literal(False, BOOL, span_of(syntax))

    def _list(self, syntax: Syntax) -> Node | None:
        if not syntax.children:
            self.report(ProblemCode.TYPE, span_of(syntax), "the list is empty", "write at least one value into it")
            return None
        items = self.nodes(_arguments(syntax.children))
        if items is None:
            return None
        if items[0].type.element is not None:
            self.report(ProblemCode.TYPE, span_of(syntax), "the list holds lists", "write single values into it")
            return None
        for item in items[1:]:
            if not comparable(items[0].type, item.type):
                self.report(
                    ProblemCode.TYPE,
                    item.span,
                    f"the list holds {operators.described(items[0].type)} and {operators.described(item.type)}",
                    "write values of one kind",
                )
                return None
        element = next((item.type for item in items if item.type != INT), items[0].type)
        return ListLiteral(items, list_of(element), span_of(syntax))

    def _name(self, syntax: Syntax) -> None:
        word = str(_token(syntax))
        if word in self.vocabulary.scopes:
            names = self.vocabulary.names(word)
            example = f"'{word}.{names[0]}'" if names else "another name"
            reason = self.vocabulary.absent.get(word)
            problem = f"'{word}' is not known here: {reason}" if reason else f"'{word}' alone is no value"
            self.report(ProblemCode.NAME, span_of(syntax), problem, f"name a part of it, for instance {example}")
            return
        same = [path for path in self.vocabulary.entries if path.partition(".")[2] == word]
        if word.lower() in ("null", "none"):
            remedy = "ask with has(...) whether a value is there"
            self.report(ProblemCode.NAME, span_of(syntax), f"there is no '{word}'", remedy)
            return
        otherwise = f"{_SCOPE_WORDS}; texts have quotes"
        remedy = f"did you mean '{same[0]}'?" if same else suggestion(word, self.vocabulary.scopes, otherwise)
        self.report(ProblemCode.NAME, span_of(syntax), f"'{word}' is not known", remedy)

    def _member(self, syntax: Syntax) -> Node | None:
        of, name = syntax.children[0], str(syntax.children[1])
        if _is_lookup(syntax.children[0]):
            return self._lookup(syntax, cast(Syntax, of), name)
        span = span_of(syntax)
        if isinstance(of, Token) or of.data != "name" or str(_token(of)) not in self.vocabulary.scopes:
            if isinstance(of, Token) or of.data == "name" or (inner := self.node(of)) is None:
                self._unknown_scope(of, span)
                return None
            kind = operators.described(inner.type)
            self.report(ProblemCode.TYPE, span, f"{self.text_of(inner)} is {kind} and has no parts", "leave them out")
            return None
        scope = str(_token(of))
        if scope == "table":
            self.report(ProblemCode.NAME, span, f"'table.{name}' alone is no value", _LOOKUP)
            return None
        return self._read(scope, name, span)

    def _read(self, scope: str, name: str, span: Span) -> Read | None:
        path = f"{scope}.{name}"
        entry = self.vocabulary.entries.get(path)
        if entry is not None:
            absent = entry.absent_value if entry.optional or entry.place == "fact" else None
            return Read(scope, name, entry.type, span, entry.place, absent)
        reason = self.vocabulary.absent.get(path) or self.vocabulary.absent.get(scope)
        if reason is not None:
            self.report(ProblemCode.SCOPE, span, f"'{path}' cannot be read here", reason)
            return None
        self._unknown_part(scope, name, span)
        return None

    def _unknown_part(self, scope: str, name: str, span: Span) -> None:
        names = self.vocabulary.names(scope)
        otherwise = f"'{scope}' has {', '.join(names)}" if names else f"the document declares no {scope}"
        nearest = did_you_mean(name, names)
        remedy = otherwise if nearest is None else f"did you mean '{scope}.{nearest}'?"
        self.report(ProblemCode.NAME, span, f"'{scope}.{name}' is not known", remedy)

    def _lookup(self, whole: Syntax, indexed: Syntax, column: str) -> Node | None:
        """`table.ID[key][key].column`, or without the column where the table has no names for them."""
        keys: list[Syntax | Token] = []
        while indexed.data == "index":
            keys.insert(0, indexed.children[1])
            indexed = cast(Syntax, indexed.children[0])
        table = self.vocabulary.tables.get(str(indexed.children[1]))
        values = self.nodes(keys)
        if table is None:
            self._unknown_part("table", str(indexed.children[1]), span_of(indexed))
            return None
        return None if values is None else self.kept(lookup(table, values, column, span_of(whole), self.text))

    def _unknown_scope(self, of: Syntax | Token, span: Span) -> None:
        if isinstance(of, Token) or of.data != "name":
            return
        word = str(_token(of))
        self.report(
            ProblemCode.NAME, span, f"'{word}' is not known", suggestion(word, self.vocabulary.scopes, _SCOPE_WORDS)
        )

    def _call(self, syntax: Syntax) -> Node | None:
        name, arguments = str(syntax.children[0]), _arguments(syntax.children[1:])
        if name == "has":
            return self._has(syntax, arguments)
        if name == "date":
            values = self.nodes(arguments)
            return None if values is None else self.kept(functions.read_date(values, span_of(syntax)))
        return self._function(syntax, name, arguments)

    def _method(self, syntax: Syntax) -> Node | None:
        receiver, name = syntax.children[0], str(syntax.children[1])
        return self._function(syntax, name, [receiver, *_arguments(syntax.children[2:])])

    def _function(self, syntax: Syntax, name: str, arguments: list[Syntax | Token]) -> Node | None:
        form = functions.form_of(name, span_of(syntax))
        if isinstance(form, Problem):
            return self.kept(form)
        values = self.nodes(arguments)
        return None if values is None else self.kept(functions.call(form, values, span_of(syntax), self.text))

    def _has(self, syntax: Syntax, arguments: list[Syntax | Token]) -> Node | None:
        span = span_of(syntax)
        asked = arguments[0] if len(arguments) == 1 else None
        if asked is None or isinstance(asked, Token) or asked.data != "member" or _is_lookup(asked.children[0]):
            self.report(ProblemCode.HAS, span, "'has' asks for one name", "write it like has(line.brand)")
            return None
        read = self._member(asked)
        if not isinstance(read, Read):
            return None
        if not self.vocabulary.entries[read.path].optional:
            self.report(ProblemCode.HAS, span, f"'{read.path}' is always there", "leave the has(...) out")
            return None
        return Has(read, span)

    def _index(self, syntax: Syntax) -> Node | None:
        if _is_lookup(syntax):
            return self._lookup(syntax, syntax, "")
        values = self.nodes(list(syntax.children))
        if values is None:
            return None
        container, index = values
        if container.type.element is None or index.type != INT:
            kinds = f"{operators.described(container.type)} at {operators.described(index.type)}"
            problem = f"this takes an item of {kinds}"
            self.report(ProblemCode.TYPE, span_of(syntax), problem, "write it like line.tags[0]")
            return None
        if container.type.element.name == "struct":
            remedy = f"look at each one with 'each: {container.type.element}'"
            self.report(ProblemCode.TYPE, span_of(syntax), f"{self.text_of(container)} holds parts", remedy)
            return None
        return Index(container, index, container.type.element, span_of(syntax))

    def _negation(self, syntax: Syntax) -> Node | None:
        operand = self.node(syntax.children[0])
        return None if operand is None else self.kept(operators.negation(operand, span_of(syntax), self.text))

    def _negative(self, syntax: Syntax) -> Node | None:
        operand = self.node(syntax.children[0])
        return None if operand is None else self.kept(operators.negative(operand, span_of(syntax), self.text))

    def _arithmetic(self, syntax: Syntax) -> Node | None:
        left, operator, right = syntax.children
        sides = self.nodes([left, right])
        if sides is None:
            return None
        sign = cast(ArithmeticOperator, str(operator))
        return self.kept(operators.arithmetic(sign, sides[0], sides[1], span_of(syntax), self.text))

    def _comparison(self, syntax: Syntax) -> Node | None:
        left, operator, right = syntax.children
        sides = self.nodes([left, right])
        if sides is None:
            return None
        sign = cast(ComparisonOperator, str(operator))
        return self.kept(operators.comparison(sign, sides[0], sides[1], span_of(syntax), self.text, self.vocabulary))

    def _membership(self, syntax: Syntax) -> Node | None:
        sides = self.nodes(list(syntax.children))
        if sides is None:
            return None
        return self.kept(operators.membership(sides[0], sides[1], span_of(syntax), self.text, self.vocabulary))

    def _all_of(self, syntax: Syntax) -> Node | None:
        operands = self._conditions(syntax, "&&")
        return None if operands is None else And(operands, span_of(syntax))

    def _any_of(self, syntax: Syntax) -> Node | None:
        operands = self._conditions(syntax, "||")
        return None if operands is None else Or(operands, span_of(syntax))

    def _conditions(self, syntax: Syntax, sign: str) -> tuple[Node, ...] | None:
        operands = self.nodes(list(syntax.children))
        if operands is None:
            return None
        for operand in operands:
            if operand.type != BOOL:
                problem = f"{self.text_of(operand)} is {operators.described(operand.type)}, not a condition"
                self.report(ProblemCode.TYPE, operand.span, problem, f"'{sign}' combines conditions: compare it first")
                return None
        return operands

    def _choice(self, syntax: Syntax) -> Node | None:
        values = self.nodes(list(syntax.children))
        if values is None:
            return None
        condition, then, otherwise = values
        if condition.type != BOOL:
            problem = f"{self.text_of(condition)} is {operators.described(condition.type)}, not a condition"
            self.report(ProblemCode.TYPE, condition.span, problem, "before '?' stands a condition")
            return None
        if not comparable(then.type, otherwise.type):
            kinds = f"{operators.described(then.type)} or {operators.described(otherwise.type)}"
            self.report(ProblemCode.TYPE, span_of(syntax), f"the choice is {kinds}", "both sides have one kind")
            return None
        kind = otherwise.type if then.type == INT else then.type
        return Choice(condition, then, otherwise, kind, span_of(syntax))

    def text_of(self, node: Node) -> str:
        return operators.shown(node, self.text)


def _token(syntax: Syntax) -> Token:
    token = syntax.children[0]
    assert isinstance(token, Token)
    return token


def _arguments(parts: list[Syntax | Token]) -> list[Syntax | Token]:
    """What stands between the parentheses or brackets; nothing where they are empty."""
    return [child for part in parts if not isinstance(part, Token) for child in part.children]


def _is_lookup(syntax: Syntax | Token) -> bool:
    """Whether the syntax is `table.ID` with at least one key behind it."""
    keys = 0
    while not isinstance(syntax, Token) and syntax.data == "index":
        syntax = syntax.children[0]
        keys += 1
    if not keys or isinstance(syntax, Token) or syntax.data != "member":
        return False
    of = syntax.children[0]
    return not isinstance(of, Token) and of.data == "name" and str(_token(of)) == "table"
