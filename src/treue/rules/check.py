"""From syntax to the typed tree: names resolved, types proven, every problem found listed at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lark import Token

from treue.rules import operators
from treue.rules.grammar import Syntax, parse, span_of
from treue.rules.literals import read_decimal, read_integer, read_money, read_string
from treue.rules.problems import Problem, ProblemCode, did_you_mean, suggestion
from treue.rules.tree import (
    And,
    ArithmeticOperator,
    Call,
    Choice,
    ComparisonOperator,
    Function,
    Has,
    Index,
    ListLiteral,
    Literal,
    Node,
    Or,
    Read,
    Span,
)
from treue.rules.types import BOOL, INT, STRING, Type, comparable, list_of
from treue.rules.vocabulary import SCOPES, Scope, Vocabulary

FUNCTIONS: tuple[Function, ...] = ("size", "startsWith", "endsWith", "contains")
_SCOPE_WORDS = f"names begin with {', '.join(SCOPES[:-1])} or {SCOPES[-1]}"
_NO_SUCH_FUNCTION = "the functions are has(...), size(), startsWith(), endsWith() and contains()"


def check(text: str, vocabulary: Vocabulary, *, expected: Type) -> Node | tuple[Problem, ...]:
    """The typed tree of `text`, whose value has the type `expected`, or everything that is wrong with it."""
    syntax = parse(text)
    if isinstance(syntax, Problem):
        return (syntax,)
    checker = _Checker(text, vocabulary)
    node = checker.node(syntax)
    if node is not None and not comparable(node.type, expected):
        checker.report(
            ProblemCode.TYPE,
            node.span,
            f"the expression is {operators.described(node.type)}, not {operators.described(expected)}",
            "a condition compares or combines: line.category == 'coffee'" if expected == BOOL else f"give a {expected}",
        )
    if checker.problems or node is None:
        return tuple(checker.problems)
    return node


class _Checker:
    """One walk over the syntax. A part that is faulty becomes None, so that its neighbours are still checked."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, code: ProblemCode, span: Span, problem: str, remedy: str) -> None:
        self.problems.append(Problem(code, span, problem, remedy))

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
        if word in SCOPES:
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
        remedy = f"did you mean '{same[0]}'?" if same else suggestion(word, SCOPES, otherwise)
        self.report(ProblemCode.NAME, span_of(syntax), f"'{word}' is not known", remedy)

    def _member(self, syntax: Syntax) -> Read | None:
        of, name = syntax.children[0], str(syntax.children[1])
        span = span_of(syntax)
        if isinstance(of, Token) or of.data != "name" or str(_token(of)) not in SCOPES:
            if isinstance(of, Token) or of.data == "name" or (inner := self.node(of)) is None:
                self._unknown_scope(of, span)
                return None
            kind = operators.described(inner.type)
            self.report(ProblemCode.TYPE, span, f"{self.text_of(inner)} is {kind} and has no parts", "leave them out")
            return None
        scope = cast(Scope, str(_token(of)))
        entry = self.vocabulary.entries.get(f"{scope}.{name}")
        if entry is not None:
            return Read(scope, name, entry.type, span)
        reason = self.vocabulary.absent.get(scope)
        if reason is not None:
            self.report(ProblemCode.SCOPE, span, f"'{scope}.{name}' cannot be read here", reason)
            return None
        names = self.vocabulary.names(scope)
        otherwise = f"'{scope}' has {', '.join(names)}"
        nearest = did_you_mean(name, names)
        remedy = otherwise if nearest is None else f"did you mean '{scope}.{nearest}'?"
        self.report(ProblemCode.NAME, span, f"'{scope}.{name}' is not known", remedy)
        return None

    def _unknown_scope(self, of: Syntax | Token, span: Span) -> None:
        if isinstance(of, Token) or of.data != "name":
            return
        word = str(_token(of))
        self.report(ProblemCode.NAME, span, f"'{word}' is not known", suggestion(word, SCOPES, _SCOPE_WORDS))

    def _call(self, syntax: Syntax) -> Node | None:
        name, arguments = str(syntax.children[0]), _arguments(syntax.children[1:])
        if name == "has":
            return self._has(syntax, arguments)
        return self._function(syntax, name, arguments)

    def _method(self, syntax: Syntax) -> Node | None:
        receiver, name = syntax.children[0], str(syntax.children[1])
        return self._function(syntax, name, [receiver, *_arguments(syntax.children[2:])])

    def _function(self, syntax: Syntax, name: str, arguments: list[Syntax | Token]) -> Node | None:
        span = span_of(syntax)
        function = next((known for known in FUNCTIONS if known == name), None)
        if function is None:
            remedy = suggestion(name, (*FUNCTIONS, "has"), _NO_SUCH_FUNCTION)
            self.report(ProblemCode.FUNCTION, span, f"there is no function '{name}'", remedy)
            return None
        values = self.nodes(arguments)
        if values is None:
            return None
        wanted = 1 if function == "size" else 2
        if len(values) != wanted:
            self.report(ProblemCode.FUNCTION, span, f"'{name}' is called with {len(values)} values", _usage(function))
            return None
        accepted = ("string", "list") if function == "size" else ("string",)
        for value in values:
            if value.type.name not in accepted:
                kind = operators.described(value.type)
                problem = f"{self.text_of(value)} is {kind}, which '{name}' cannot take"
                self.report(ProblemCode.TYPE, value.span, problem, _usage(function))
                return None
        return Call(function, values, span)

    def _has(self, syntax: Syntax, arguments: list[Syntax | Token]) -> Node | None:
        span = span_of(syntax)
        if len(arguments) != 1 or isinstance(arguments[0], Token) or arguments[0].data != "member":
            self.report(ProblemCode.HAS, span, "'has' asks for one name", "write it like has(line.brand)")
            return None
        read = self._member(arguments[0])
        if read is None:
            return None
        if not self.vocabulary.entries[read.path].optional:
            self.report(ProblemCode.HAS, span, f"'{read.path}' is always there", "leave the has(...) out")
            return None
        return Has(read, span)

    def _index(self, syntax: Syntax) -> Node | None:
        values = self.nodes(list(syntax.children))
        if values is None:
            return None
        container, index = values
        if container.type.element is None or index.type != INT:
            kinds = f"{operators.described(container.type)} at {operators.described(index.type)}"
            problem = f"this takes an item of {kinds}"
            self.report(ProblemCode.TYPE, span_of(syntax), problem, "write it like line.tags[0]")
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


def _usage(function: Function) -> str:
    if function == "size":
        return "write it like size(line.tags) or line.name.size()"
    example = f"line.name.{function}('X')"
    note = f"write it like {example}, with a {STRING} on both sides"
    return f"{note}; for a list write 'x' in line.tags" if function == "contains" else note
