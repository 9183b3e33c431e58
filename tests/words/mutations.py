"""Pairs of documents that differ in one place: for each kind of key in the presets it is gone, or says otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from treue.programme import read_document_parts
from treue.programme.checking import Checked
from treue.programme.parts import MAIN_PART
from treue.programme.schema.part import keys_of
from treue.programme.schema.shape import all_parts
from treue.programme.source import Mapping, plain
from treue.programme.versions import root_of

ROOT = Path(__file__).parents[2]
PRESETS = sorted((ROOT / "src" / "treue" / "presets").glob("*/programme.yaml"))
KEYS = frozenset(key for part in all_parts() for _, key in keys_of(part))
_NUMBER = re.compile(r"[0-9]+")
Steps = tuple[str | int, ...]
GONE = object()


@cache
def _choices() -> dict[tuple[str, str], str]:
    """Key and word -> another word that can be chosen there."""
    found: dict[tuple[str, str], str] = {}
    for part in all_parts():
        schema = part.model_json_schema()
        own = schema if "properties" in schema else schema["$defs"][part.__name__]
        for key, form in own["properties"].items():
            for one in (form, form.get("items", {}), *form.get("anyOf", ())):
                words = one.get("enum", ())
                found |= {(key, word): words[index - 1] for index, word in enumerate(words) if len(words) > 1}
    return found


def written(document: Any) -> bytes:
    """The document as a text; JSON is YAML."""
    return json.dumps(document, default=lambda number: int(number) if number == int(number) else float(number)).encode()


@cache
def checked(content: bytes) -> Checked | None:
    return read_document_parts({MAIN_PART: content}).checked


@lru_cache(maxsize=4)
def parsed(content: bytes) -> Mapping:
    """The document's tree; the next question is mostly about the same pair."""
    return root_of({MAIN_PART: content})


def texts(value: Any) -> Iterator[str]:
    """Every text of the document, keys that it declares included."""
    match value:
        case dict():
            yield from value
            yield from (text for one in value.values() for text in texts(one))
        case list():
            yield from (text for one in value for text in texts(one))
        case str():
            yield value


def mutations() -> Iterator[tuple[str, bytes, bytes]]:
    """Which kind of place, a document, and one that differs there; only documents that pass every check."""
    seen: set[str] = set()
    tried: dict[str, int] = {}
    for file in PRESETS:
        document = plain(root_of({MAIN_PART: file.read_bytes()}))
        for steps, value in _places(document, ()):
            kind = ".".join(str(step) if step in KEYS else "*" for step in steps)
            for number, other in enumerate(_others(value, steps)):
                name = f"{kind} {'another' if number else 'gone'}"
                tried[name] = tried.get(name, 0) + 1
                if name in seen or tried[name] > 3:
                    continue
                content = written(_replaced(document, steps, other))
                if checked(content) is not None:
                    seen.add(name)
                    yield name, written(document), content


def _places(value: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    if steps:
        yield steps, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _places(one, (*steps, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _places(one, (*steps, index))


def _others(value: Any, steps: Steps) -> Iterator[Any]:
    """Nothing at all, and another value of the same kind."""
    yield GONE
    match value:
        case bool():
            yield not value
        case Decimal():
            yield value + 1
        case str() if steps[-1] not in ("id", "treue"):
            key = next(step for step in reversed(steps) if isinstance(step, str))
            number = _NUMBER.search(value)
            if (key, value) in _choices():
                yield _choices()[key, value]
            elif number is not None:
                yield value.replace(number.group(), str(int(number.group()) + 1), 1)
            else:
                yield f"{value}x"


def _replaced(value: Any, steps: Steps, other: Any) -> Any:
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {
            key: _replaced(one, rest, other) if rest and key == step else other if key == step else one
            for key, one in value.items()
            if key != step or rest or other is not GONE
        }
    return [
        _replaced(one, rest, other) if rest and index == step else other if index == step else one
        for index, one in enumerate(value)
        if index != step or rest or other is not GONE
    ]
