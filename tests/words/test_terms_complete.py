"""Nothing that can be configured goes unsaid: every key of the schema has a sentence, or a reason why it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from treue.programme.declared import FIGURES as KNOWN_FIGURES
from treue.programme.known_events import EVENTS as KNOWN_EVENTS
from treue.programme.schema.part import keys_of
from treue.programme.schema.shape import all_parts
from treue.words.document.phrases import EVENTS, FIGURES
from treue.words.document.sentences import Sentence
from treue.words.document.table import SENTENCES, sentences_of, silent_keys_of

PARTS = all_parts()
SCHEMAS = {part: part.model_json_schema() for part in PARTS}


def known_keys(part: type[BaseModel]) -> set[str]:
    return {key for _, key in keys_of(part)}


def own(part: type[BaseModel]) -> dict[str, Any]:
    """The properties of the part in its JSON Schema; one that contains itself stands among the definitions."""
    schema = SCHEMAS[part]
    found = schema if "properties" in schema else schema["$defs"][part.__name__]
    return dict(found["properties"])


def choices() -> Iterator[tuple[type[BaseModel], str, str]]:
    """Each word that can be chosen at a key."""
    for part in PARTS:
        for key, form in own(part).items():
            for alternative in (form, form.get("items", {}), *form.get("anyOf", ())):
                inner = alternative.get("items", alternative)
                yield from ((part, key, word) for word in (*alternative.get("enum", ()), *inner.get("enum", ())))


def switches() -> Iterator[tuple[type[BaseModel], str]]:
    for part in PARTS:
        yield from ((part, key) for key, form in own(part).items() if form.get("type") == "boolean")


def told(part: type[BaseModel], key: str) -> list[Sentence]:
    return [sentence for sentence in sentences_of(part) if key in sentence.keys]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_has_a_sentence_or_a_reason(part: type[BaseModel]) -> None:
    spoken = {key for sentence in sentences_of(part) for key in sentence.keys}
    unspoken = {silent.key for silent in silent_keys_of(part)}

    assert known_keys(part) - spoken - unspoken == set()
    assert all(silent.reason for silent in silent_keys_of(part))


@pytest.mark.parametrize("part", SENTENCES, ids=lambda part: part.__name__)
def test_no_sentence_speaks_of_a_key_that_is_not_there(part: type[BaseModel]) -> None:
    wanted = {key for sentence in sentences_of(part) for key in (*sentence.keys, *sentence.guards)}
    filled = {name for sentence in sentences_of(part) for name in re.findall(r"\{(\w+)\}", sentence.text)}

    assert (wanted | filled | {silent.key for silent in silent_keys_of(part)}) - known_keys(part) == set()


def test_every_word_that_can_be_chosen_has_its_own_words() -> None:
    unspoken = []
    for part, key, word in choices():
        sentences = told(part, key)
        values = [value for one in sentences for name, value in one.wanted if name == key]
        if word not in values and not any(one.item == word for one in sentences):
            unspoken.append((part.__name__, key, word))

    assert len(list(choices())) > 150
    assert unspoken == []


def test_every_switch_says_what_it_does_when_it_is_on_or_off() -> None:
    silent = {(part, one.key) for part in PARTS for one in silent_keys_of(part)}
    unspoken = [
        (part.__name__, key)
        for part, key in switches()
        if (part, key) not in silent
        and not {"yes", "no"} & {value for one in told(part, key) for name, value in one.wanted if name == key}
    ]

    assert unspoken == []


def test_events_and_figures_have_words() -> None:
    assert set(EVENTS) == set(KNOWN_EVENTS)
    assert set(FIGURES) == set(KNOWN_FIGURES)
