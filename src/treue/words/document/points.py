"""From the parts of a document to points of a text: each sentence once, what belongs to a part below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from pydantic import BaseModel

from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.ladders import LevelPart
from treue.rules.types import Type
from treue.words.document.sentences import Sentence, is_written, value_of
from treue.words.document.table import sentences_of
from treue.words.document.values import Place, Values

Keys = tuple[str | int, ...]
Around = tuple[BaseModel, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a text and what stands below it."""

    text: str
    below: tuple[Point, ...] = ()


class Points:
    """Makes the points of one document for one reader: members, or staff."""

    def __init__(self, values: Values, *, for_staff: bool) -> None:
        self._values = values
        self._for_staff = for_staff

    def of(self, part: BaseModel, keys: Keys, around: Around) -> tuple[Point, ...]:
        """What is to say of the part that stands at `keys` within the parts `around`."""
        points: list[Point] = []
        for sentence in fitting(part, self._values):
            points += self._points(sentence, part, keys, (*around, part))
        return tuple(points)

    def fields(self, fields: Mapping[str, Any], keys: Keys, around: Around) -> tuple[Point, ...]:
        """What is to say of declared fields, each in one point."""
        # Staff knows the fields from the terms; there is nothing more to tell.
        return (
            () if self._for_staff else tuple(Point(text) for _, text in fields_told(self._values, fields, keys, around))
        )

    def _points(self, sentence: Sentence, part: BaseModel, keys: Keys, around: Around) -> Iterator[Point]:
        key = sentence.keys[0]
        value = value_of(part, key)
        below = self._below(value, (*keys, key), around) if is_written(value) else None
        if below is None:
            if sentence.text and sentence.is_for_staff is self._for_staff:
                yield Point(spoken(self._values, sentence, part, keys, around))
        elif not sentence.text:
            yield from below
        elif below:
            yield Point(spoken(self._values, sentence, part, keys, around), below)

    def _below(self, value: Any, keys: Keys, around: Around) -> tuple[Point, ...] | None:
        """The points of parts inside the value; None where it is a plain value."""
        if isinstance(value, BaseModel):
            return self.of(value, keys, around)
        if are_parts(value):
            items = (self.of(item, (*keys, index), around) for index, item in enumerate(value))
            return tuple(_joined(item) for item in items if item)
        if are_fields(value):
            return self.fields(value, keys, around)
        return None


def fitting(part: BaseModel, values: Values) -> Iterator[Sentence]:
    """The sentences that say what stands in the part; no key is told twice."""
    told: set[str] = set()
    for sentence in sentences_of(type(part)):
        if told.intersection(sentence.keys) or not sentence.fits(part):
            continue
        told.update(sentence.keys)
        # Nothing counts towards levels where there are none.
        if "qualifying" not in sentence.keys or values.document.ladders:
            yield sentence


def filling(values: Values, sentence: Sentence, part: BaseModel, keys: Keys, around: Around) -> dict[str, str]:
    """The words for the placeholders of the sentence; `around` ends with the part."""
    names = [name for _, name, _, _ in Formatter().parse(sentence.text) if name]
    return {name: _value(values, part, name, Place((*keys, name), name, around)) for name in names}


def spoken(values: Values, sentence: Sentence, part: BaseModel, keys: Keys, around: Around) -> str:
    """The sentence with its placeholders filled."""
    return said_with(values, sentence, filling(values, sentence, part, keys, around))


def said_with(values: Values, sentence: Sentence, words: Mapping[str, str]) -> str:
    """The sentence with these words in it; a value can end with a full stop of its own."""
    return tidy_end(values.language.say(sentence.text, **words))


def tidy_end(text: str) -> str:
    """The sentence with one mark at its end, where a value brought its own."""
    return text[:-1] if text.endswith(("..", "?.", "!.", "….")) else text


def fields_told(values: Values, fields: Mapping[str, Any], keys: Keys, around: Around) -> Iterator[tuple[str, str]]:
    """Each declared field with what is to say of it."""
    for name, declared in fields.items():
        called, kind = values.field(name, declared)
        if not isinstance(declared, FieldPart):
            yield name, f"{called}: {values.said(kind, Place((*keys, name), 'type', around))}."
            continue
        place = (*keys, name)
        below = (spoken(values, one, declared, place, (*around, declared)) for one in fitting(declared, values))
        yield name, f"{called}: {' '.join(below)}"


def are_parts(value: Any) -> bool:
    """Whether the value is a list of parts."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], BaseModel)


def are_fields(value: Any) -> bool:
    """Whether the value declares fields."""
    return isinstance(value, dict) and bool(value) and all(isinstance(one, FieldPart | Type) for one in value.values())


def _value(values: Values, part: BaseModel, key: str, place: Place) -> str:
    if isinstance(part, LevelPart) and key == "from":
        return values.threshold(part, place)
    return values.said(value_of(part, key), place)


def _joined(points: tuple[Point, ...]) -> Point:
    """The points of one item of a list as one point, where nothing stands below them."""
    if all(not point.below for point in points):
        return Point(" ".join(point.text for point in points))
    plain = [point for point in points if not point.below]
    first = " ".join(point.text for point in plain) if plain else points[0].text
    rest = tuple(point for point in points if point.below)
    return Point(first, rest if plain else (*points[0].below, *points[1:]))
