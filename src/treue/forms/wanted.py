"""What belongs into a field of a form, in words: its description, or what is said of a list and of an object."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from treue.words.sentences import Sentence, sentence

OBJECT = sentence("an object in braces")
LIST = sentence("a list")


def wanted_of(kind: Any) -> Sentence:
    """What belongs into a field of this type.

    Where something or nothing belongs, it says what the something is. The description of a form is said as it is;
    one that holds words of its own stands as a sentence beside it, under `wanted`.
    """
    if (one := something_of(kind)) is not None:
        return wanted_of(one)
    bare = bare_of(kind)
    if (one := something_of(bare)) is not None and get_origin(one) is Annotated:
        return wanted_of(one)
    if get_origin(kind) is Annotated:
        for note in get_args(kind)[1:]:
            if isinstance(note, msgspec.Meta) and note.description:
                return (note.extra or {}).get("wanted") or Sentence(note.description)
    return LIST if get_origin(bare) is tuple else OBJECT


def something_of(kind: Any) -> Any | None:
    """The type of the something where something or nothing belongs; None where it is not so."""
    if get_origin(kind) not in (Union, UnionType):
        return None
    rest = [one for one in get_args(kind) if one not in (NoneType, msgspec.UnsetType)]
    return rest[0] if len(rest) == 1 and len(get_args(kind)) > 1 else None


def bare_of(kind: Any) -> Any:
    """The type without its notes."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def every_wanted(form: type[msgspec.Struct]) -> Iterator[Sentence]:
    """What can be said to be missing or wrong in the form and in every form inside of it."""
    for field in msgspec.structs.fields(form):
        yield wanted_of(field.type)
        for inner in _forms_in(field.type):
            yield from every_wanted(inner)


def _forms_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in get_args(kind):
        yield from _forms_in(part)
