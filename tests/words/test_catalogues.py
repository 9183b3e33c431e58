"""Catalogues: every sentence of the source text has a German one with the same placeholders, and none is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from tests.architecture.source_tree import TREUE, python_files, syntax_of
from treue.api.calls import CALLS
from treue.forms.facts import EnvelopeForm
from treue.forms.wanted import every_wanted
from treue.programme.known_events import FIELDS, WORDS
from treue.rules.names import source_texts
from treue.words.languages import SOURCE, languages, read_catalogue

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
Sentence = str | tuple[str, str]
ROOMS = ("words", "forms", "cli", "api", "web", "usecases")


def written() -> Iterator[Sentence]:
    """Every sentence handed to `say`, `count` or `mark`, or to `sentence` for later."""
    for file in [file for room in ROOMS for file in python_files(TREUE / room)]:
        for node in ast.walk(syntax_of(file)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if name in ("say", "mark", "sentence") and texts:
                    yield texts[0]
                elif name == "count" and len(texts) == 2:
                    yield texts[0], texts[1]


def in_templates() -> Iterator[Sentence]:
    """The same in the pages of the console."""
    for file in sorted((TREUE / "web" / "templates").glob("*.html")):
        for _, name, texts in extract_from_ast(Environment().parse(file.read_text(encoding="utf-8")), ("say", "count")):
            if name == "say" and isinstance(texts, str):
                yield texts
            elif isinstance(texts, tuple):
                # Those of `say` have their placeholders beside them, which are no texts.
                said = tuple(text for text in texts if text is not None)
                if name == "say" and said:
                    yield said[0]
                elif name == "count" and len(said) == 2:
                    yield said[0], said[1]


def in_forms() -> Iterator[Sentence]:
    """What is said to belong into each field of what callers send."""
    for call in CALLS:
        bodies = call.body if isinstance(call.body, tuple) else (call.body,)
        for form in (EnvelopeForm, *(one for one in (*bodies, call.query) if one is not None)):
            yield from (wanted.text for wanted in every_wanted(form))


SENTENCES = sorted({*written(), *in_templates(), *in_forms(), *source_texts(), *WORDS.values()}, key=str)
OTHERS = [code for code in languages() if code != SOURCE]


def sentences_of(catalogue: Catalog) -> dict[Any, Any]:
    """Sentence -> translation; with a plural both are tuples."""
    return {message.id: message.string for message in catalogue if message.id}


def test_there_is_german_beside_english() -> None:
    assert languages() == ("de", "en")
    assert len(SENTENCES) > 100


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_complete_and_has_nothing_left_over(code: str) -> None:
    translated = sentences_of(read_catalogue(code))

    assert sorted(set(SENTENCES) - translated.keys(), key=str) == []
    assert sorted(translated.keys() - set(SENTENCES), key=str) == []
    assert [one for one, text in translated.items() if not text or not all(text)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_placeholders_of_its_sentence(code: str) -> None:
    wrong = []
    for one, text in sentences_of(read_catalogue(code)).items():
        # The singular may say "1" in words of its own, so the plural decides.
        wanted = set(_PLACEHOLDER.findall(one[-1] if isinstance(one, tuple) else one))
        for form in text[-1:] if isinstance(text, tuple) else [text]:
            if set(_PLACEHOLDER.findall(form)) != wanted:
                wrong.append((one, form))

    assert wrong == []


def test_every_field_of_a_known_event_has_words() -> None:
    assert {name for fields in FIELDS.values() for name in fields} == set(WORDS)


def test_english_needs_no_translation() -> None:
    assert sentences_of(read_catalogue(SOURCE)) == {}
