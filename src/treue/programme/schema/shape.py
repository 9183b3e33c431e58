"""The schema as a tree of keys: which keys stand where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from treue.programme.schema.document import Document
from treue.programme.schema.part import key_of

Keys = tuple[str | int, ...]


def keys_known_at(keys: Keys) -> list[str]:
    """The keys that the mapping at `keys` can have."""
    found: list[Any] = [Document]
    for key in keys:
        found = [below for annotation in found for below in _below(annotation, key)]
    models = [model for annotation in found for model in _models(annotation)]
    return list(dict.fromkeys(key_of(model, name) for model in models for name in model.model_fields))


@cache
def all_parts() -> tuple[type[BaseModel], ...]:
    """Every kind of mapping the schema has, each once, in the order in which a document shows them."""
    found: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [Document]
    while waiting:
        model = waiting.pop(0)
        if model in found:
            continue
        found[model] = None
        waiting = [below for field in model.model_fields.values() for below in _inner(field.annotation)] + waiting
    return tuple(found)


def _inner(annotation: Any) -> Iterator[type[BaseModel]]:
    for one in _alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one
        elif get_origin(one) in (dict, list):
            yield from _inner(get_args(one)[-1])


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [one for one in _alternatives(annotation) if isinstance(one, type) and issubclass(one, BaseModel)]


def _below(annotation: Any, key: str | int) -> Iterator[Any]:
    for one in _alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield from (field.annotation for name, field in one.model_fields.items() if key_of(one, name) == key)
        elif get_origin(one) is (list if isinstance(key, int) else dict):
            yield get_args(one)[-1]
