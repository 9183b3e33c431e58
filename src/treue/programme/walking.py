"""Every value of a document with the keys that lead to it: what the general checks go over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from treue.programme.locating import Keys
from treue.programme.schema.part import keys_of
from treue.programme.schema.values import Translated


@dataclass(frozen=True, slots=True)
class Visit:
    """One value on the way."""

    keys: Keys
    value: Any
    parts: tuple[BaseModel, ...]
    """The mappings of the schema around it, outermost first."""
    is_key: bool = False
    """Whether it stands as a key."""


def walk(part: Any, keys: Keys = (), parts: tuple[BaseModel, ...] = ()) -> Iterator[Visit]:
    """The value and everything below it that is written, each before its parts."""
    yield Visit(keys, part, parts)
    if isinstance(part, BaseModel):
        written = part.model_fields_set
        around = (*parts, part)
        for name, key in keys_of(type(part)):
            if name in written:
                yield from walk(getattr(part, name), (*keys, key), around)
    elif isinstance(part, Translated):
        return
    elif isinstance(part, dict):
        for key, value in part.items():
            yield Visit((*keys, str(key)), key, parts, is_key=True)
            yield from walk(value, (*keys, str(key)), parts)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from walk(value, (*keys, index), parts)
