"""What every part of a document has in common, and how a value of several kinds is told apart."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Discriminator, PlainValidator, Tag, WithJsonSchema

from treue.programme.schema import values


class Part(BaseModel):
    """A mapping whose keys are the ones named here and no others. The text below a key says what it means."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
        # Only the whole document validates; building each part on its own would double the time to start.
        defer_build=True,
    )


def choice(*words: str) -> tuple[PlainValidator, WithJsonSchema]:
    """One of a few texts."""
    return values.one_of(*words), WithJsonSchema({"type": "string", "enum": list(words)})


@cache
def keys_of(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """(name of the field, key as it is written) of each key, in their order."""
    return tuple((name, key_of(model, name)) for name in model.model_fields)


def key_of(model: type[BaseModel], field: str) -> str:
    """The key as it is written; some keys are words that Python keeps for itself."""
    return model.model_fields[field].alias or field


TAG = "="
"""Begins the names of alternatives, so that they can be told from keys in the place of a fault."""
VALUE, MAPPING, LIST = Tag("=value"), Tag("=mapping"), Tag("=list")


def _kind(value: Any) -> str:
    return "=mapping" if isinstance(value, dict) else "=list" if isinstance(value, list) else "=value"


BY_KIND = Discriminator(_kind)
"""Chooses between a single value, a mapping and a list by what is written."""
