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

    def of(self, part: BaseModel, keys: Keys, around: tuple[BaseModel, ...]) -> tuple[Point, ...]:
        """What is to say of the part that stands at `keys` within the parts `around`."""
        told: set[str] = set()
        points: list[Point] = []
        for sentence in sentences_of(type(part)):
            if told.intersection(sentence.keys) or not sentence.fits(part):
                continue
            told.update(sentence.keys)
            points += self._points(sentence, part, keys, (*around, part))
        return tuple(points)

    def fields(self, fields: Mapping[str, Any], keys: Keys, around: tuple[BaseModel, ...]) -> tuple[Point, ...]:
        """What is to say of declared fields, each in one point."""
        points = []
        for name, declared in fields.items():
            called, kind = self._values.field(name, declared)
            if not isinstance(declared, FieldPart):
                place = Place((*keys, name), "type", around)
                points.append(Point(f"{called}: {self._values.said(kind, place)}."))
                continue
            below = self.of(declared, (*keys, name), around)
            points.append(Point(f"{called}: {' '.join(point.text for point in below)}"))
        # Staff knows the fields from the terms; there is nothing more to tell.
        return () if self._for_staff else tuple(points)

    def _points(
        self, sentence: Sentence, part: BaseModel, keys: Keys, around: tuple[BaseModel, ...]
    ) -> Iterator[Point]:
        key = sentence.keys[0]
        value = value_of(part, key)
        below = self._below(value, (*keys, key), around) if is_written(value) else None
        if below is None:
            if sentence.is_for_staff is self._for_staff:
                yield Point(self._filled(sentence, part, keys, around))
        elif not sentence.text:
            yield from below
        elif below:
            yield Point(self._filled(sentence, part, keys, around), below)

    def _below(self, value: Any, keys: Keys, around: tuple[BaseModel, ...]) -> tuple[Point, ...] | None:
        """The points of parts inside the value; None where it is a plain value."""
        if isinstance(value, BaseModel):
            return self.of(value, keys, around)
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            items = (self.of(item, (*keys, index), around) for index, item in enumerate(value))
            return tuple(_joined(item) for item in items if item)
        if isinstance(value, dict) and value and all(isinstance(one, FieldPart | Type) for one in value.values()):
            return self.fields(value, keys, around)
        return None

    def _filled(self, sentence: Sentence, part: BaseModel, keys: Keys, around: tuple[BaseModel, ...]) -> str:
        words = {
            key: self._value(part, key, Place((*keys, key), key, around))
            for _, key, _, _ in Formatter().parse(sentence.text)
            if key
        }
        text = self._values.language.say(sentence.text, **words)
        # A value can end with a full stop of its own.
        return text.replace("..", ".") if text.endswith("..") else text

    def _value(self, part: BaseModel, key: str, place: Place) -> str:
        if isinstance(part, LevelPart) and key == "from":
            return self._values.threshold(part, place)
        return self._values.said(value_of(part, key), place)


def _joined(points: tuple[Point, ...]) -> Point:
    """The points of one item of a list as one point, where nothing stands below them."""
    if all(not point.below for point in points):
        return Point(" ".join(point.text for point in points))
    plain = [point for point in points if not point.below]
    first = " ".join(point.text for point in plain) if plain else points[0].text
    rest = tuple(point for point in points if point.below)
    return Point(first, rest if plain else (*points[0].below, *points[1:]))
