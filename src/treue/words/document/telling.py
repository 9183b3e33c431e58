"""A part of a document as single sentences with their paths, so that two versions of it can be laid side by side.

Items of lists are found by their ids and not by their positions. What no sentence tells of (a picture, a name that is a
heading) is told as well, so that no difference between two versions goes unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from treue.programme.schema.document import Document
from treue.programme.schema.head import Checkout, Returns
from treue.programme.versions import NodeId
from treue.words.document.names import parts_in
from treue.words.document.points import (
    Around,
    Keys,
    are_fields,
    are_parts,
    fields_told,
    filling,
    fitting,
    said_with,
)
from treue.words.document.sentences import Sentence, is_written, value_of
from treue.words.document.table import sentences_of, silent_keys_of
from treue.words.document.values import Place, Values
from treue.words.languages import in_language, mark, readable

ALWAYS: Mapping[str, type[BaseModel]] = {"returns": Returns, "checkout": Checkout}
"""Sections that say something even where nothing is written: what holds by itself."""
NAMED = Sentence((("name", None),), (), mark("It is called {name}."), is_for_staff=False)
"""Tells of names that are headings otherwise."""
UNSPOKEN: Mapping[str, str] = {
    "id": mark("the name in addresses and files"),
    "treue": mark("the format of the document"),
    "picture": mark("the picture"),
    "pictures": mark("the pictures"),
    "group": mark("the group of rules it belongs to"),
    "adapter": mark("the connection to the outside catalogue"),
    "changes": mark("the clause about changes to the terms"),
    "termination": mark("the clause about the end of the programme"),
    "liability": mark("the clause about liability"),
    "more": mark("the further clauses"),
}
"""What keys without a sentence hold. Those that are missing here are told in the sentences of other keys."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about one place of a part."""

    path: tuple[str, ...]
    """The keys and ids that lead to it within the node."""
    text: str
    within: tuple[str, ...] = ()
    """What the items are called that it stands in, outermost first."""
    openings: tuple[str, ...] = ()
    """The sentences that introduce what it belongs to."""
    item: tuple[str, ...] = ()
    """The path of the item of a list that it belongs to, or nothing."""
    about: frozenset[str] = frozenset()
    """The keys of the outermost part that it tells of."""
    sentence: Sentence | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    unspoken: str = ""
    """What it holds, for a key that has no sentence; the text then only tells one value from another."""


class Telling:
    """Tells the nodes of one document."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def node(self, node: NodeId) -> tuple[Told, ...]:
        """The sentences about the node; nothing where the document does not have it."""
        written = self._written(node.section)
        section = ALWAYS[node.section]() if node.section in ALWAYS and written is None else written
        around: Around = (self.values.document,)
        if not node.name:
            return tuple(self._whole(node.section, section, around))
        if isinstance(section, BaseModel):
            return tuple(one for one in self._part(section, (node.section,), around) if node.name in one.about)
        index, part = self._found(node)
        keys = (*node.section.split("."), node.name if isinstance(section, dict) else index)
        if isinstance(part, BaseModel):
            return tuple(self._part(part, keys, around))
        return tuple(self._fields(part, keys)) if part is not None else ()

    def title(self, node: NodeId) -> str | None:
        """What the node is called, or its kind and number where nobody named it; None where it is no part."""
        index, part = self._found(node)
        if isinstance(part, BaseModel):
            return self.values.names.title(node.live.section, index, part)
        return readable(node.name) if part is not None else None

    def is_numbered(self, node: NodeId) -> bool:
        """Whether the node is a part without a name."""
        _, part = self._found(node)
        return isinstance(part, BaseModel) and not getattr(part, "name", None)

    def _found(self, node: NodeId) -> tuple[int, Any]:
        """The part of a section with its position."""
        section = self._written(node.section)
        if not isinstance(section, BaseModel) and is_written(section):
            for index, (identity, part) in enumerate(parts_in(section)):
                if identity == node.name:
                    return index, part
        return 0, None

    def _written(self, section: str) -> Any:
        """What a section of the document, or of its archive, holds."""
        written: Any = self.values.document
        for key in section.split("."):
            written = value_of(written, key) if written is not None else None
        return written

    def heading(self, section: str) -> str:
        """What stands over the section in the terms."""
        sentence = next(one for one in sentences_of(Document) if one.keys == (section,))
        return self.values.language.say(sentence.text)

    def _whole(self, section: str, written: Any, around: Around) -> Iterator[Told]:
        if not are_parts(written):
            shown = "" if written is None else str(written)
            yield Told((section,), shown, unspoken=UNSPOKEN.get(section, ""))
            return
        for index, part in enumerate(written):
            title = self.values.names.title(section, index, part)
            yield from self._item(part, (section, index), around, str(getattr(part, "unit", index)), title)

    def _part(self, part: BaseModel, keys: Keys, around: Around) -> Iterator[Told]:
        inside = (*around, part)
        for sentence in fitting(part, self.values):
            about = frozenset((*sentence.keys, *sentence.guards))
            for one in self._sentence(sentence, part, keys, inside):
                yield replace(one, about=about)
        for silent in silent_keys_of(type(part)):
            value = value_of(part, silent.key)
            if not is_written(value) or (silent.key == "id" and len(around) + len(keys) > 2):
                continue
            if silent.key == "name":
                place = Place((*keys, "name"), "name", inside)
                words = {"name": self.values.said(value, place)}
                text = said_with(self.values, NAMED, words)
                yield Told(("name",), text, about=frozenset(("name",)), sentence=NAMED, words=words)
            elif isinstance(value, BaseModel):
                for one in self._part(value, (*keys, silent.key), inside):
                    yield replace(one, path=(silent.key, *one.path), about=frozenset((silent.key,)))
            elif silent.key in UNSPOKEN:
                shown = in_language(value, self.values.language) if isinstance(value, dict) else str(value)
                about = frozenset((silent.key,))
                yield Told((silent.key,), shown, about=about, unspoken=UNSPOKEN[silent.key])

    def _sentence(self, sentence: Sentence, part: BaseModel, keys: Keys, inside: Around) -> Iterator[Told]:
        key = sentence.keys[0]
        value = value_of(part, key)
        below = (*keys, key)
        if isinstance(value, BaseModel):
            found = self._part(value, below, inside)
        elif are_parts(value):
            found = self._items(value, below, inside)
        elif are_fields(value):
            found = self._fields(value, below)
        elif sentence.text:
            words = filling(self.values, sentence, part, keys, inside)
            yield Told((key,), said_with(self.values, sentence, words), sentence=sentence, words=words)
            return
        else:
            return
        opening = (said_with(self.values, sentence, {}),) if sentence.text else ()
        for one in found:
            item = (key, *one.item) if one.item else ()
            openings = one.openings if one.within else (*opening, *one.openings)
            yield replace(one, path=(key, *one.path), item=item, openings=openings)

    def _items(self, items: list[BaseModel], keys: Keys, inside: Around) -> Iterator[Told]:
        for index, item in enumerate(items):
            name = getattr(item, "name", None)
            identity = str(getattr(item, "id", index))
            yield from self._item(
                item, (*keys, index), inside, identity, in_language(name, self.values.language) if name else None
            )

    def _item(self, item: BaseModel, keys: Keys, inside: Around, identity: str, name: str | None) -> Iterator[Told]:
        for one in self._part(item, keys, inside):
            within = (name, *one.within) if name else one.within
            path = (identity, *one.path)
            # An item inside an item belongs to the outer one: where that is new, all of it is.
            yield replace(one, path=path, within=within, item=(identity,))

    def _fields(self, fields: Mapping[str, Any], keys: Keys) -> Iterator[Told]:
        for name, text in fields_told(self.values, fields, keys, (self.values.document,)):
            yield Told((name,), text, item=(name,))
