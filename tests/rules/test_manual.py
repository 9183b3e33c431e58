"""docs/expressions.md names everything an expression can read and call."""

from __future__ import annotations

import re
from pathlib import Path

from treue.rules.at import WEEKDAYS
from treue.rules.check import FUNCTIONS
from treue.rules.condition import Condition, read_condition
from treue.rules.grammar import CHARACTERS_MAX, DEPTH_MAX, NODES_MAX
from treue.rules.vocabulary import AT, LINE, ORDER, for_purchase

MANUAL = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text("utf-8")


def test_every_name_is_in_the_manual_with_a_star_where_it_may_be_absent() -> None:
    written = dict(re.findall(r"`((?:order|line|at)\.[a-z]+)`(\\\*)?", MANUAL))

    assert {entry.path: entry.optional for entry in (*ORDER, *LINE, *AT)} == {
        path: bool(star) for path, star in written.items()
    }


def test_every_function_and_limit_is_in_the_manual() -> None:
    assert all(f"{function}(" in MANUAL for function in (*FUNCTIONS, "has"))
    assert f"at most {CHARACTERS_MAX:,} characters, {NODES_MAX} parts, {DEPTH_MAX} levels" in MANUAL
    assert all(word in MANUAL for word in (WEEKDAYS[0], WEEKDAYS[-1]))


def test_the_examples_of_the_manual_are_conditions() -> None:
    examples = MANUAL.partition("```\n")[2].partition("```")[0].splitlines()

    assert len(examples) == 3
    for text in examples:
        assert isinstance(read_condition(text, for_purchase("EUR", each_line=True)), Condition), text


def test_every_entry_has_words_in_both_languages() -> None:
    assert all(entry.words["de"] and entry.words["en"] for entry in (*ORDER, *LINE, *AT))
