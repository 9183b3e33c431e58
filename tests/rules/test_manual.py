"""docs/expressions.md is what the vocabulary says, and its examples are expressions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from treue.rules.condition import Condition, read_condition
from treue.rules.functions import FUNCTIONS, SPECIAL
from treue.rules.manual import DEVIATIONS, page
from treue.rules.names import AT, LINE, MEMBER, ORDER, PARTNER, PLAN_STATES, VALUE, source_texts
from treue.rules.vocabulary import for_purchase

MANUAL = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text("utf-8")
ENTRIES = (*ORDER, VALUE, *LINE, *AT, *MEMBER, *PARTNER)
EACH_LINE = for_purchase("EUR", each_line=True)


def test_the_committed_page_is_the_one_the_vocabulary_writes() -> None:
    assert page() == MANUAL, "write it anew: python tools/expressions_page.py"


def test_every_name_is_in_the_manual_with_a_star_where_it_may_be_absent() -> None:
    written = dict(re.findall(r"^\| `([a-z]+\.[a-z_]+)`(\\\*)?", MANUAL, re.MULTILINE))

    assert {entry.path: entry.optional for entry in ENTRIES} == {
        path: bool(star) for path, star in written.items() if path != "member.segments"
    }


def test_every_function_and_deviation_is_in_the_manual() -> None:
    assert all(f"| `{form.usage}` | {form.meaning} |" in MANUAL for form in FUNCTIONS)
    assert all(f"| {here} | {in_cel} |" in MANUAL for here, in_cel in DEVIATIONS)


def test_the_examples_of_the_manual_are_conditions() -> None:
    examples = MANUAL.partition("```\n")[2].partition("```")[0].splitlines()

    assert len(examples) == 4
    for text in examples:
        assert isinstance(read_condition(text, EACH_LINE), Condition), text


@pytest.mark.parametrize("usage", [*(form.usage for form in FUNCTIONS), *(usage for _, usage, _ in SPECIAL)])
def test_the_example_of_a_function_passes_the_check(usage: str) -> None:
    assert isinstance(read_condition(f"{usage} == {usage}", EACH_LINE), Condition)


def test_every_entry_has_words_that_catalogues_translate() -> None:
    texts = source_texts()

    assert {entry.words for entry in ENTRIES} | set(PLAN_STATES.values()) <= set(texts)
    for entry in ENTRIES:
        assert set(entry.value_words) in (set(), set(entry.values))
