"""The sections of a document as Markdown: a heading for each, a smaller one for each named part, points below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from treue.programme.checking import Checked
from treue.programme.schema.document import Document
from treue.words.document.names import parts_in
from treue.words.document.points import Point, Points
from treue.words.document.sentences import is_written, value_of
from treue.words.document.table import sentences_of
from treue.words.document.telling import ALWAYS
from treue.words.document.values import Values
from treue.words.languages import Language, readable


def sections(checked: Checked, language: Language, *, for_staff: bool) -> Iterator[str]:
    """The lines of all sections that have something to tell to this reader."""
    values = Values(checked, language)
    points = Points(values, for_staff=for_staff)
    document = checked.document
    for sentence in sentences_of(Document):
        key = sentence.keys[0]
        written = value_of(document, key)
        section = ALWAYS[key]() if key in ALWAYS and written is None else written
        lines = list(_section(values, points, document, key, section)) if is_written(section) else []
        if lines:
            yield from (f"## {language.say(sentence.text)}", "", *lines, "")


def _section(values: Values, points: Points, document: Document, key: str, section: Any) -> Iterator[str]:
    if isinstance(section, BaseModel):
        yield from bullets(points.of(section, (key,), (document,)))
        return
    for index, (identity, part) in enumerate(parts_in(section)):
        place = (key, identity if isinstance(section, dict) else index)
        if isinstance(part, BaseModel):
            title, found = values.names.title(key, index, part), points.of(part, place, (document,))
        else:
            title, found = values.language.quoted(readable(identity)), points.fields(part, place, (document,))
        if found:
            yield from (f"### {title[:1].upper()}{title[1:]}", "", *bullets(found), "")


def bullets(points: Iterable[Point], depth: int = 0) -> Iterator[str]:
    """The points as a list, with what stands below them."""
    indent = "  " * depth
    for point in points:
        # A text of several lines stays one point.
        yield f"{indent}- " + point.text.strip().replace("\n", f"\n{indent}  ")
        yield from bullets(point.below, depth + 1)
