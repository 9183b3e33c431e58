"""The text of a document as a tree of nodes that know their place.

Numbers are read from the source text, exactly: 0.1 is one tenth. The tree is built from parser events with a stack of
our own, so that no nesting of the text makes it recurse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: text, number, true or false, or nothing."""

    place: Place
    value: str | Decimal | bool | None
    written: str
    """The characters of the source, with their quotes."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Node, ...]
    positions: tuple[int, ...] | None = None
    """Where each item stood before others were taken out; None where none was."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and its value."""

    key: str
    place: Place
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, each key once."""

    place: Place
    by_key: dict[str, Entry]

    @property
    def entries(self) -> Iterable[Entry]:
        """In the order of the text."""
        return self.by_key.values()

    def entry(self, key: str) -> Entry | None:
        """The entry of `key`, if it is there."""
        return self.by_key.get(key)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that already has its fault; nothing more is said about it."""

    place: Place


Node = Scalar | Sequence | Mapping | Unreadable


def plain(node: Node) -> Any:
    """The node as dictionaries, lists, texts, `Decimal`, bool and None; what is unreadable stays as it is."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {entry.key: plain(entry.value) for entry in node.entries}
        case Unreadable():
            return node


def place_within(scalar: Scalar, offset: int) -> Place:
    """Where character `offset` of the scalar's text is written.

    Exact for values on one line and for `|` blocks; for folded text the place where the scalar begins.
    """
    written, start = scalar.written, scalar.place
    if written.startswith("|"):
        return _within_block(scalar, offset)
    if "\n" in written or written.startswith(">"):
        return start
    if written.startswith(("'", '"')):
        return Place(start.file, start.line, start.column + _written_offset(written, offset))
    return Place(start.file, start.line, start.column + offset)


def _written_offset(written: str, offset: int) -> int:
    """The position in quoted source text of character `offset` of its value."""
    position = 1
    for _ in range(offset):
        if position >= len(written) - 1:
            break
        if written[0] == "'":
            position += 2 if written.startswith("''", position) else 1
        elif written[position] == "\\":
            position += {"x": 4, "u": 6, "U": 10}.get(written[position + 1], 2)
        else:
            position += 1
    return position


def _within_block(scalar: Scalar, offset: int) -> Place:
    text = str(scalar.value)
    number = text.count("\n", 0, offset)
    lines, source_lines = text.split("\n"), scalar.written.split("\n")[1:]
    if number >= len(source_lines):
        return scalar.place
    indentation = len(source_lines[number].rstrip("\r")) - len(lines[number])
    in_line = offset - (text.rfind("\n", 0, offset) + 1)
    return Place(scalar.place.file, scalar.place.line + 1 + number, max(0, indentation) + in_line + 1)
