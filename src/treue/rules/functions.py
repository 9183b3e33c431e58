"""The functions of expressions: declared once, with how each is written, what it answers, and how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

from treue.rules import operators
from treue.rules.problems import Problem, ProblemCode, suggestion
from treue.rules.tree import Call, Function, Literal, Node, Span
from treue.rules.types import BOOL, DATE, INT, MONEY, Type, comparable

ARGUMENTS_MAX = 8
Takes = OneOf["sized", "texts", "amounts", "number", "dates"]


@dataclass(frozen=True, slots=True)
class FunctionForm:
    """How a function is written and what it is for."""

    name: Function
    takes: Takes
    usage: str
    """An example that passes the check, which ends every remedy."""
    meaning: str
    """One line of the manual."""


FUNCTIONS: tuple[FunctionForm, ...] = (
    FunctionForm("size", "sized", "size(line.tags)", "how many characters a text, or items a list, has"),
    FunctionForm("startsWith", "texts", "line.sku.startsWith('X')", "whether a text begins with another"),
    FunctionForm("endsWith", "texts", "line.sku.endsWith('X')", "whether a text ends with another"),
    FunctionForm("contains", "texts", "line.sku.contains('X')", "whether a text occurs in another"),
    FunctionForm("min", "amounts", "min(line.paid, 30.00 EUR)", "the smallest of up to 8 numbers, amounts or dates"),
    FunctionForm("max", "amounts", "max(line.quantity, 1)", "the largest of up to 8 numbers, amounts or dates"),
    FunctionForm("floor", "number", "floor(line.quantity)", "the whole number at or below a number"),
    FunctionForm("days", "dates", "days(member.joined, at.date)", "the days from one date to another"),
)
SPECIAL: tuple[tuple[str, str, str], ...] = (
    ("has", "has(line.brand)", "whether a name that may be absent is there"),
    ("date", "date('2027-03-01')", "a day of the calendar, written out"),
)
"""What is written like a function and read when the document is checked: name, example, meaning."""

_BY_NAME: dict[str, FunctionForm] = {form.name: form for form in FUNCTIONS}
_NUMBERS = {"sized": (1, 1), "texts": (2, 2), "amounts": (2, ARGUMENTS_MAX), "number": (1, 1), "dates": (2, 2)}
_ACCEPTED = {
    "sized": ("string", "list"),
    "texts": ("string",),
    "amounts": ("int", "decimal", "money", "date"),
    "number": ("int", "decimal"),
    "dates": ("date",),
}


def form_of(name: str, span: Span) -> FunctionForm | Problem:
    """The declared function, or what to write instead."""
    form = _BY_NAME.get(name)
    if form is not None:
        return form
    every = (*_BY_NAME, *(special for special, _, _ in SPECIAL))
    remedy = suggestion(name, every, f"the functions are {', '.join(every[:-1])} and {every[-1]}")
    return Problem(ProblemCode.FUNCTION, span, f"there is no function '{name}'", remedy)


def call(form: FunctionForm, arguments: tuple[Node, ...], span: Span, text: str) -> Call | Problem:
    """The call with its type, or why the arguments do not fit."""
    remedy = _remedy(form)
    fewest, most = _NUMBERS[form.takes]
    if not fewest <= len(arguments) <= most:
        problem = f"'{form.name}' is called with {len(arguments)} values"
        return Problem(ProblemCode.FUNCTION, span, problem, remedy)
    for argument in arguments:
        if argument.type.name not in _ACCEPTED[form.takes]:
            kind = operators.described(argument.type)
            problem = f"{operators.shown(argument, text)} is {kind}, which '{form.name}' cannot take"
            return Problem(ProblemCode.TYPE, argument.span, problem, remedy)
        if form.takes == "amounts" and not comparable(argument.type, arguments[0].type):
            first = f"{operators.shown(arguments[0], text)} is {operators.described(arguments[0].type)}"
            problem = f"{first} and {operators.shown(argument, text)} is {operators.described(argument.type)}"
            code = ProblemCode.MONEY if MONEY in (argument.type, arguments[0].type) else ProblemCode.TYPE
            return Problem(code, argument.span, problem, f"'{form.name}' compares values of one kind")
    return Call(form.name, arguments, _answer(form, arguments), span)


def read_date(arguments: tuple[Node, ...], span: Span) -> Literal | Problem:
    """`date('2027-03-01')`."""
    remedy = "write the day like date('2027-03-01')"
    argument = arguments[0] if len(arguments) == 1 else None
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        return Problem(ProblemCode.FUNCTION, span, "'date' is called with something else than one text", remedy)
    written = argument.value
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        return Problem(ProblemCode.VALUE, argument.span, f"'{written}' is not a day of the calendar", remedy)
    return Literal(day, DATE, span)


def _answer(form: FunctionForm, arguments: tuple[Node, ...]) -> Type:
    match form.takes:
        case "texts":
            return BOOL
        case "amounts":
            return next((argument.type for argument in arguments if argument.type != INT), INT)
        case _:
            return INT


def _remedy(form: FunctionForm) -> str:
    if form.name == "contains":
        return f"write it like {form.usage}; a list is asked with 'x' in line.tags"
    return f"write it like {form.usage}"
