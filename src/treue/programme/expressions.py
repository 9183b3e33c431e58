"""The expressions of a document: each typed in the vocabulary of its place, each problem a fault at its character."""

from __future__ import annotations

from collections.abc import Mapping

from treue.programme.locating import node_at
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.amounts import ConditionText, Expression, MoneyText, NumberText
from treue.programme.schema.earning import EarnPart
from treue.programme.source import Scalar, place_within
from treue.programme.vocabularies import Vocabularies, vocabularies_of
from treue.programme.walking import Visit
from treue.rules.check import check
from treue.rules.condition import Condition, read_condition
from treue.rules.problems import Problem
from treue.rules.tree import Node
from treue.rules.types import BOOL, DECIMAL, MONEY, STRING, Type
from treue.rules.vocabulary import Vocabulary

_EXPECTED: dict[type[Expression], tuple[Type, ...]] = {
    ConditionText: (BOOL,),
    NumberText: (DECIMAL,),
    MoneyText: (MONEY,),
}
_ANY_VALUE = (DECIMAL, MONEY, STRING)
Trees = Mapping[tuple[str | int, ...], Node]


def check_expressions(checker: MeaningChecker, visits: list[Visit]) -> tuple[Mapping[str, Condition], Trees]:
    """Notes the problems of all expressions; answers the sound conditions of rules by rule id, and all sound trees."""
    vocabularies = vocabularies_of(checker.document, checker.form.currency)
    conditions: dict[str, Condition] = {}
    trees: dict[tuple[str | int, ...], Node] = {}
    for visit in visits:
        text = visit.value
        if not isinstance(text, Expression):
            continue
        vocabulary = vocabularies.at(visit.keys, visit.parts)
        if vocabulary is None:
            continue
        part = visit.parts[-1]
        if isinstance(part, EarnPart) and visit.keys[-1] == "when":
            found = _condition(vocabularies, text, vocabulary)
            if isinstance(found, Condition):
                conditions[part.id] = found
                trees[visit.keys] = found.tree
                continue
        else:
            checked = _tree(vocabularies, text, vocabulary)
            if not isinstance(checked, tuple):
                trees[visit.keys] = checked
                continue
            found = checked
        _report(checker, visit, found)
    return conditions, trees


def _condition(vocabularies: Vocabularies, text: Expression, vocabulary: Vocabulary) -> Condition | tuple[Problem, ...]:
    found: Condition | tuple[Problem, ...] = vocabularies.answers.answer(
        ("rule", text, id(vocabulary)), lambda: read_condition(text, vocabulary)
    )
    return found


def _tree(vocabularies: Vocabularies, text: Expression, vocabulary: Vocabulary) -> Node | tuple[Problem, ...]:
    found: Node | tuple[Problem, ...] = vocabularies.answers.answer(
        (type(text).__name__, text, id(vocabulary)), lambda: _typed(text, vocabulary)
    )
    return found


def _typed(text: Expression, vocabulary: Vocabulary) -> Node | tuple[Problem, ...]:
    first: Node | tuple[Problem, ...] = ()
    for expected in _EXPECTED.get(type(text), _ANY_VALUE):
        found = check(text, vocabulary, expected=expected)
        if not isinstance(found, tuple):
            return found
        first = first or found
    return first


def _report(checker: MeaningChecker, visit: Visit, problems: tuple[Problem, ...]) -> None:
    scalar = node_at(checker.root, visit.keys)
    for found in problems:
        place = place_within(scalar, found.span.start) if isinstance(scalar, Scalar) else None
        checker.report(found.code.value, visit.keys, found.problem, found.remedy, place=place)
