"""Values written in an expression, read exactly: texts in normal form C, decimals as fractions, money in cents."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from lark import Token

from treue.domain.money import Money, minor_digits, parse_money
from treue.rules.problems import Problem, ProblemCode
from treue.rules.tree import Literal, Span
from treue.rules.types import DECIMAL, INT, MONEY, STRING

INTEGER_MAX = 2**63 - 1
DIGITS_MAX = 30
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SIMPLE_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}


def read_string(token: Token, span: Span) -> Literal | Problem:
    """A quoted text, its escapes resolved."""
    unknown: list[str] = []

    def resolve(match: re.Match[str]) -> str:
        escape = match.group(1)
        if len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape not in _SIMPLE_ESCAPES:
            unknown.append(escape)
        return _SIMPLE_ESCAPES.get(escape, "")

    value = _ESCAPE.sub(resolve, str(token)[1:-1])
    if unknown:
        return Problem(
            ProblemCode.SYNTAX,
            span,
            f"the text has the escape '\\{unknown[0]}'",
            "the escapes are \\\\ \\' \\\" \\n \\t \\uXXXX; write a backslash as \\\\",
        )
    if any("\ud800" <= character <= "\udfff" for character in value):
        return Problem(ProblemCode.SYNTAX, span, "the text has half a character", "write the character itself")
    if "\0" in value:
        return Problem(
            ProblemCode.SYNTAX, span, "the text has the character \\u0000", "no text can have it; leave it out"
        )
    return Literal(unicodedata.normalize("NFC", value), STRING, span)


def read_integer(token: Token, span: Span) -> Literal | Problem:
    """A whole number up to 2^63 - 1."""
    if len(token) > DIGITS_MAX or int(token) > INTEGER_MAX:
        return _too_large(span)
    return Literal(int(token), INT, span)


def read_decimal(token: Token, span: Span) -> Literal | Problem:
    """A number with a point, exactly as written."""
    if len(token) > DIGITS_MAX:
        return _too_large(span)
    return Literal(Fraction(str(token)), DECIMAL, span)


def read_money(token: Token, span: Span, currency: str | None) -> Literal | Problem:
    """An amount of the programme's currency, as minor units."""
    if len(token) > DIGITS_MAX:
        return _too_large(span)
    try:
        money = parse_money(" ".join(token.split()))
    except ValueError as error:
        return Problem(ProblemCode.CURRENCY, span, str(error), "write as many decimals as the currency has")
    if currency is not None and money.currency != currency:
        return Problem(
            ProblemCode.CURRENCY,
            span,
            f"'{money}' is not in the programme's currency",
            f"write the amount in {currency}",
        )
    if money.minor > INTEGER_MAX:
        return _too_large(span)
    return Literal(money.minor, MONEY, span)


def as_money(literal: Literal, currency: str | None) -> str | None:
    """How a bare number would be written as money, where it can be."""
    if currency is None or not isinstance(literal.value, int | Fraction):
        return None
    minor = literal.value * 10 ** minor_digits(currency)
    return str(Money(int(minor), currency)) if minor == int(minor) else None


def _too_large(span: Span) -> Problem:
    return Problem(
        ProblemCode.LIMIT,
        span,
        "the number is too large",
        f"whole numbers and cents go up to {INTEGER_MAX}, decimals have at most {DIGITS_MAX} digits",
    )
