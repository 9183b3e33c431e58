"""Bytes of one file to nodes: YAML 1.2 without anchors, aliases, tags and directives, one document a file.

Every fault of the file is listed; what has a fault is left out or marked as unreadable, and the rest is still read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from treue.programme.faults import Fault
from treue.programme.source import Entry, Mapping, Node, Place, Scalar, Sequence, Unreadable

BYTES_MAX = 2_000_000
DEPTH_MAX = 20
DIGITS_MAX = 40

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = ("", "~", "null", "Null", "NULL")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+*/<>=()-]*(?: [A-Za-z0-9_.+*/<>=()-]+)*")


def is_plain_text(text: str) -> bool:
    """Whether the text is surely read as itself when it stands without quotes, in a list or mapping on one line too."""
    return _PLAIN.fullmatch(text) is not None and text not in _TRUTH and text not in _NOTHING


def read_yaml(name: str, content: bytes) -> tuple[Mapping | None, list[Fault]]:
    """The file's mapping, or None where it has none, and its faults."""
    if len(content) > BYTES_MAX:
        problem = f"the file has more than {BYTES_MAX // 1_000_000} MB"
        return None, [Fault("file_too_large", name, 0, 0, "", problem, "split the document into files of a folder")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        problem = f"byte {content[error.start]:#04x} is not UTF-8"
        return None, [Fault("file_not_utf8", name, line, column, "", problem, "save the file in the encoding UTF-8")]
    return _Reader(name, text).read()


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    place: Place
    is_mapping: bool
    children: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str, Place] | None = None
    expects_key: bool = True
    skipped: bool = False
    """Whether the value that comes belongs to a key that has a fault."""


class _TooDeep(Exception):
    """Ends the reading of a file whose nesting would cost more than it can mean."""


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def report(self, code: str, place: Place, problem: str, remedy: str) -> None:
        path = ".".join(opened.key[0] for opened in self.open if opened.key is not None)
        self.faults.append(Fault(code, self.name, place.line, place.column, path, problem, remedy))

    def read(self) -> tuple[Mapping | None, list[Fault]]:
        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                self._take(event)
                if self.documents > 1:
                    break
        except _TooDeep:
            return None, self.faults
        except ReaderError as error:
            before = self.text[: error.position]
            place = Place(self.name, before.count("\n") + 1, error.position - before.rfind("\n"))
            self._no_yaml(place, f"the character U+{ord(self.text[error.position]):04X} is not allowed in YAML")
            return None, self.faults
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name, 1, 1)
            self._no_yaml(place, str(error.problem or error.context or "this is not YAML").strip())
            return None, self.faults
        except (YAMLError, ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError):
            # The parser answers some broken texts with an exception of Python's own instead of its own kind.
            self._no_yaml(Place(self.name, 1, 1), "this is not YAML")
            return None, self.faults
        return self._mapping(), self.faults

    def _no_yaml(self, place: Place, problem: str) -> None:
        self.open.clear()
        remedy = "check indentation, quotes and brackets there; a text with ': ' or '#' needs quotes"
        self.report("yaml_syntax", place, problem, remedy)

    def _mapping(self) -> Mapping | None:
        if self.root is None or (isinstance(self.root, Scalar) and self.root.value is None):
            problem = "the file is empty"
            self.faults.append(Fault("file_empty", self.name, 0, 0, "", problem, "write a document or delete the file"))
            return None
        if isinstance(self.root, Mapping):
            return self.root
        if not isinstance(self.root, Unreadable):
            place = self.root.place
            self.report("wrong_type", place, "the file is not a mapping", "begin it with a key, like 'treue: 1'")
        return None

    def _take(self, event: Any) -> None:
        place = Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self._document(event, place)
        elif isinstance(event, AliasEvent):
            self.report("yaml_alias", place, f"'*{event.anchor}' is an alias", "write the value out")
            self._add(Unreadable(place), place, None)
        elif isinstance(event, ScalarEvent):
            self._refuse_properties(event, place)
            node = self._scalar(event, place)
            self._add(node, place, event.value)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._refuse_properties(event, place)
            if len(self.open) == DEPTH_MAX:
                self.report("yaml_depth", place, f"this is nested deeper than {DEPTH_MAX} levels", "make it flatter")
                raise _TooDeep
            self.open.append(_Open(place, isinstance(event, MappingStartEvent)))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = self.open.pop()
            node = (
                Mapping(closed.place, closed.entries)
                if closed.is_mapping
                else Sequence(closed.place, tuple(closed.children))
            )
            self._add(node, closed.place, None)

    def _document(self, event: Any, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            remedy = "put the second document into a file of its own"
            self.report("yaml_documents", place, "a second document begins here", remedy)
        elif event.version is not None or event.tags:
            first = Place(self.name, 1, 1)
            self.report("yaml_directive", first, "the file has a directive ('%...')", "delete it; this is YAML 1.2")

    def _refuse_properties(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self.report("yaml_anchor", place, f"'&{event.anchor}' is an anchor", "write the value out")
        if event.tag is not None:
            self.report("yaml_tag", place, f"'{event.tag}' is a tag", "delete it; types follow from the key")

    def _scalar(self, event: Any, place: Place) -> Node:
        written = self.text[event.start_mark.index : event.end_mark.index]
        text = str(event.value)
        if event.style is not None:
            return Scalar(place, text, written)
        if text in _NOTHING:
            return Scalar(place, None, written)
        if text in _TRUTH:
            return Scalar(place, _TRUTH[text], written)
        if _NUMBER.fullmatch(text) is None:
            return Scalar(place, text, written)
        if self._awaits_key():
            return Scalar(place, text, written)
        if len(text) > DIGITS_MAX or abs((number := Decimal(text)).adjusted()) > DIGITS_MAX:
            self.report("number_size", place, "the number is too large or too long", f"use at most {DIGITS_MAX} digits")
            return Unreadable(place)
        return Scalar(place, number, written)

    def _awaits_key(self) -> bool:
        return bool(self.open) and self.open[-1].is_mapping and self.open[-1].expects_key

    def _add(self, node: Node, place: Place, key: str | None) -> None:
        """Puts a complete node where it belongs: as the root, an item, a key or the value of the key before it."""
        if not self.open:
            if self.root is None:
                self.root = node
            return
        parent = self.open[-1]
        if not parent.is_mapping:
            parent.children.append(node)
        elif parent.expects_key:
            self._add_key(parent, key, place)
        else:
            if parent.key is not None and not parent.skipped:
                name, key_place = parent.key
                parent.entries[name] = Entry(name, key_place, node)
            parent.key, parent.expects_key, parent.skipped = None, True, False

    def _add_key(self, parent: _Open, key: str | None, place: Place) -> None:
        parent.expects_key = False
        if key is None or not key.strip():
            self.report("key_form", place, "this key is not a word", "write a key like 'id:'")
            parent.skipped = True
        elif key in parent.entries:
            parent.key = (key, place)
            first = parent.entries[key].place.line
            self.report("duplicate_key", place, f"'{key}' is already written in line {first}", "delete one of the two")
            parent.skipped = True
        else:
            parent.key = (key, place)
