"""Text of an expression to lark's syntax tree, within limits; what the names mean is the checker's business.

The parser is LALR and keeps its own stack, so no text makes it recurse; the limits keep every later walk shallow.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from treue.rules.problems import Problem, ProblemCode
from treue.rules.tree import Span

CHARACTERS_MAX = 4_000
DEPTH_MAX = 40
NODES_MAX = 500

Syntax = Tree[Token]

_WORDS = {
    "and": "write '&&' for 'and'",
    "or": "write '||' for 'or'",
    "not": "write '!' for 'not'",
}
_SIGNS = {
    "=": "write '==' to compare",
    "&": "write '&&' for 'and'",
    "|": "write '||' for 'or'",
    "'": "end the text with the quote it begins with",
    '"': "end the text with the quote it begins with",
    "%": "there is no remainder; the operators are + - * /",
}
_LOOK = "an expression looks like: line.category == 'coffee' && order.paid >= 30.00 EUR"


@cache
def _parser() -> Lark:
    grammar = files("treue.rules").joinpath("expressions.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse(text: str) -> Syntax | Problem:
    """The syntax tree of `text`, or the first thing that keeps it from being one."""
    if len(text) > CHARACTERS_MAX:
        return Problem(
            ProblemCode.LIMIT,
            Span(0, 1),
            f"the expression has {len(text)} characters; {CHARACTERS_MAX} are allowed",
            "split the rule into several",
        )
    try:
        syntax = _parser().parse(text)
    except UnexpectedInput as unexpected:
        return _syntax_problem(text, unexpected)
    return _over_limit(text, syntax) or syntax


def span_of(syntax: Syntax | Token) -> Span:
    """The characters a part of the syntax tree came from."""
    if isinstance(syntax, Token):
        return Span(syntax.start_pos or 0, syntax.end_pos or 0)
    if syntax.meta.empty:
        return Span(0, 0)
    return Span(syntax.meta.start_pos, syntax.meta.end_pos)


def _over_limit(text: str, syntax: Syntax) -> Problem | None:
    whole = Span(0, len(text))
    nodes = 0
    waiting = [(syntax, 1)]
    while waiting:
        part, depth = waiting.pop()
        nodes += 1
        if depth > DEPTH_MAX:
            return Problem(
                ProblemCode.LIMIT,
                span_of(part),
                f"the expression is nested deeper than {DEPTH_MAX} levels",
                "split it into several rules, or write a list with 'in'",
            )
        waiting.extend((child, depth + 1) for child in part.children if isinstance(child, Tree))
    if nodes > NODES_MAX:
        return Problem(
            ProblemCode.LIMIT,
            whole,
            f"the expression has {nodes} parts; {NODES_MAX} are allowed",
            "split it into several rules",
        )
    return None


def _syntax_problem(text: str, unexpected: UnexpectedInput) -> Problem:
    if isinstance(unexpected, UnexpectedCharacters):
        found_at: object = unexpected.pos_in_stream
        position = found_at if isinstance(found_at, int) else 0
        found = text[position]
        return Problem(
            ProblemCode.SYNTAX,
            Span(position, position + 1),
            f"{found!r} cannot stand here",
            _SIGNS.get(found, _LOOK),
        )
    if isinstance(unexpected, UnexpectedToken) and unexpected.token.type != "$END":
        token = unexpected.token
        word = str(token)
        previous = str(unexpected.token_history[-1]) if unexpected.token_history else ""
        remedy = _WORDS.get(word.lower()) or _WORDS.get(previous.lower()) or _SIGNS.get(word, _LOOK)
        return Problem(ProblemCode.SYNTAX, span_of(token), f"'{word[:40]}' cannot stand here", remedy)
    end = len(text.rstrip())
    if not text.strip():
        return Problem(ProblemCode.SYNTAX, Span(0, 0), "the expression is empty", _LOOK)
    return Problem(
        ProblemCode.SYNTAX,
        Span(end, end),
        "the expression ends too early",
        "finish it: close every parenthesis and write a value after each operator",
    )
