"""What can be wrong with an expression, as values with a place in its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from treue.rules.tree import Span


class ProblemCode(StrEnum):
    """Kinds of problems of an expression."""

    SYNTAX = "expression_syntax"
    LIMIT = "expression_limit"
    NAME = "expression_name"
    SCOPE = "expression_scope"
    FUNCTION = "expression_function"
    TYPE = "expression_type"
    MONEY = "expression_money"
    CURRENCY = "expression_currency"
    VALUE = "expression_value"
    HAS = "expression_has"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an expression: where in its text, what, and what to do."""

    code: ProblemCode
    span: Span
    problem: str
    remedy: str


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`, if one is near."""
    names = list(known)
    # In short words two swapped letters are a third of the word; in longer ones that much is another word.
    nearest = get_close_matches(word[:100], names, n=1, cutoff=0.6 if len(word) < 5 else 0.7)
    if nearest:
        return nearest[0]
    folded = {name.casefold(): name for name in names}
    return folded.get(word.casefold())


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown word: the nearest known one, else the sentence `otherwise`."""
    nearest = did_you_mean(word, known)
    return otherwise if nearest is None else f"did you mean '{nearest}'?"
