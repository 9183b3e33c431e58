"""How a sentence is tied to the keys it tells of.

A selector names keys of one part: `give+per` wants both, `picks=best` that value, `window=none` an absent key,
`once=yes` and `once=no` a switch. `budget>at_limit=cut` also wants `budget`, and leaves it to be told elsewhere.
`channels:email` is the word for one item of a list. The first sentence that fits tells its keys; later ones for the
same keys are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from treue.programme.schema.part import keys_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; an empty text means that what stands below speaks for itself."""

    wanted: tuple[tuple[str, str | None], ...]
    """Key and the value it must have; None is any."""
    guards: tuple[str, ...]
    text: str
    is_for_staff: bool
    item: str | None = None
    """The item of the list that the text is a word for."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it tells of."""
        return tuple(key for key, _ in self.wanted)

    def fits(self, part: BaseModel) -> bool:
        """Whether the part says what this sentence tells."""
        if self.item is not None:
            return False
        return all(is_written(value_of(part, key)) for key in self.guards) and all(
            _meets(value_of(part, key), value) for key, value in self.wanted
        )


@dataclass(frozen=True, slots=True)
class Silent:
    """A key that people need not read of, and why."""

    key: str
    reason: str


Sentences = Mapping[type[BaseModel], tuple[Sentence | Silent, ...]]


def said(selector: str, text: str) -> Sentence:
    """A sentence for members."""
    return _sentence(selector, text, is_for_staff=False)


def staff(selector: str, text: str) -> Sentence:
    """A sentence for staff only."""
    return _sentence(selector, text, is_for_staff=True)


def silent(key: str, reason: str) -> Silent:
    """A key without a sentence."""
    return Silent(key, reason)


def value_of(part: BaseModel, key: str) -> Any:
    """The value that stands at the key as it is written."""
    return next(getattr(part, field) for field, written in keys_of(type(part)) if written == key)


def is_written(value: Any) -> bool:
    """Whether there is something to tell."""
    return value is not None and value is not False and value != [] and value != {}


def _sentence(selector: str, text: str, *, is_for_staff: bool) -> Sentence:
    guard, separator, rest = selector.rpartition(">")
    if ":" in rest:
        key, _, item = rest.partition(":")
        return Sentence(((key, None),), (), text, is_for_staff, item)
    wanted = []
    for one in rest.split("+"):
        key, equals, value = one.partition("=")
        wanted.append((key, value if equals else None))
    return Sentence(tuple(wanted), (guard,) if separator else (), text, is_for_staff)


def _meets(value: Any, wanted: str | None) -> bool:
    match wanted:
        case None:
            return is_written(value)
        case "none" if not isinstance(value, str):
            return not is_written(value)
        case "yes":
            return value is True
        case "no":
            return value is False
        case _:
            return str(value) == wanted
