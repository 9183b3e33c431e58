"""Moving what is finished into the archive: which parts go, which stay because something needs them, and the new text.

Nothing is lost: the document holds the same parts afterwards, those that moved below `archive`. Text and comments stay
as they are written where the text allows it; otherwise the part of the document is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from treue.programme.checking import Checked
from treue.programme.cutting import archived, cut, with_archived
from treue.programme.declared import section_of
from treue.programme.finishing import ended_before
from treue.programme.locating import Keys
from treue.programme.merging import as_part, is_archived, merge
from treue.programme.parts import MAIN_PART
from treue.programme.remembering import read_file
from treue.programme.schema.archive import ARCHIVE
from treue.programme.schema.document import Document
from treue.programme.schema.references import Reference
from treue.programme.source import Entry, Sequence
from treue.programme.source import Mapping as MappingNode
from treue.programme.versions.nodes import NodeId, content_of, ids_of
from treue.programme.walking import walk
from treue.programme.writing import write_document
from treue.rules.tree import Literal
from treue.rules.tree import walk as walk_tree


@dataclass(frozen=True, slots=True)
class Finished:
    """A part that is over. It stays where something live needs it."""

    node: NodeId
    last_day: date
    needed_by: tuple[NodeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Archiving:
    """What goes into the archive and what stays, and the parts of the document afterwards."""

    moved: tuple[Finished, ...]
    kept: tuple[Finished, ...]
    parts: dict[str, bytes]
    rewritten: tuple[str, ...]
    """Parts whose text could not be kept; they are written anew, without comments."""


def archiving(parts: Mapping[str, bytes], checked: Checked, before: date, *, is_folder: bool) -> Archiving:
    """Everything that is over before the day moved into the archive, unless something live needs it."""
    ended = {_node(one.keys, one.id): one.last_day for one in ended_before(checked.document, before)}
    needed: dict[NodeId, dict[NodeId, None]] = {}
    going = set(ended)
    uses = list(_uses(checked))
    has_changed = True
    while has_changed:
        # What stays may need other things that would have gone.
        staying = {needed_node for user, needed_node in uses if needed_node in going and user not in going}
        for user, needed_node in uses:
            if needed_node in staying and user not in going:
                needed.setdefault(needed_node, {})[user] = None
        going -= staying
        has_changed = bool(staying)
    moved = tuple(Finished(node, day) for node, day in ended.items() if node in going)
    kept = tuple(Finished(node, day, tuple(needed[node])) for node, day in ended.items() if node not in going)
    moving = _Moving(dict(parts), going, before)
    if is_folder:
        moving.in_folder()
    elif going:
        moving.in_file()
    return Archiving(moved, kept, moving.parts, tuple(moving.rewritten))


def _node(keys: Keys, name: str) -> NodeId:
    return NodeId(str(keys[0]), name, isinstance(keys[1], int))


def _uses(checked: Checked) -> Iterator[tuple[NodeId, NodeId]]:
    """(live part, part that it names) of all references, those in expressions included."""
    document = checked.document
    for visit in walk(document):
        if isinstance(visit.value, Reference) and visit.keys[0] != ARCHIVE:
            section = section_of(visit.value.kind)
            yield _user(document, visit.keys), NodeId(section, str(visit.value), _is_listed(section))
    for keys, tree in checked.trees.items():
        named = {node.value for node in walk_tree(tree) if isinstance(node, Literal)}
        # Of all that can be archived, expressions name partners only.
        for partner in document.partners:
            if partner in named:
                yield _user(document, keys), NodeId("partners", str(partner))


def _is_listed(section: str) -> bool:
    field = Document.model_fields.get(section)
    return field is not None and field.default_factory is list


def _user(document: Document, keys: Keys) -> NodeId:
    section = str(keys[0])
    if len(keys) == 1:
        return NodeId(section)
    if isinstance(keys[1], int):
        identity = getattr(getattr(document, section)[keys[1]], "id", None)
        return NodeId(section, str(identity), is_listed=True) if identity is not None else NodeId(section)
    return NodeId(section, keys[1])


class _Moving:
    """The parts while they change."""

    def __init__(self, parts: dict[str, bytes], going: set[NodeId], before: date) -> None:
        self.parts = parts
        self.going = going
        self.before = before
        self.rewritten: list[str] = []

    def in_file(self) -> None:
        """The archive of a document in one file stands in it, below `archive`."""
        content = self.parts[MAIN_PART]
        root = _read(MAIN_PART, content)
        wanted = self._wanted(root)
        mark, text = _decoded(content)
        taken = cut(text, wanted)
        whole = with_archived(taken.rest, taken.pieces) if taken is not None else None
        expected = _united(_without(root, wanted), _only(root, wanted))
        self.parts[MAIN_PART] = self._sound(MAIN_PART, whole, expected, mark)

    def in_folder(self) -> None:
        """What is finished goes to a part of the folder `archive`; a part with nothing else goes as it is."""
        for name, content in tuple(self.parts.items()):
            root = _read(name, content)
            wanted = {} if is_archived(name) else self._wanted(root)
            if not wanted:
                continue
            rest, finished = _without(root, wanted), _only(root, wanted)
            if not rest.by_key:
                del self.parts[name]
                self.parts[self._free(name)] = content
                continue
            mark, text = _decoded(content)
            taken = cut(text, wanted)
            target = self._free(str(PurePosixPath(name).with_stem(f"{PurePosixPath(name).stem}-{self.before}")))
            self.parts[target] = self._sound(name, archived(taken.pieces) if taken else None, finished, b"")
            self.parts[name] = self._sound(name, taken.rest if taken else None, rest, mark)

    def _wanted(self, root: MappingNode) -> dict[str, frozenset[str]]:
        """The ids of this part that go, by section."""
        found: dict[str, frozenset[str]] = {}
        for entry in root.entries:
            names = _names(entry)
            going = {node.name for node in self.going if node.section == entry.key and node.name in names}
            if going:
                found[entry.key] = frozenset(going)
        return found

    def _free(self, name: str) -> str:
        path = PurePosixPath(ARCHIVE, name)
        found, count = path, 1
        while str(found) in self.parts:
            count += 1
            found = path.with_stem(f"{path.stem}-{count}")
        return str(found)

    def _sound(self, name: str, text: str | None, expected: MappingNode, mark: bytes) -> bytes:
        """The text where it says what is expected, or what is expected written anew."""
        if text is not None:
            content = mark + text.encode("utf-8")
            root, faults = read_file(name, content)
            if root is not None and not faults and content_of(root) == content_of(expected):
                return content
        if name not in self.rewritten:
            self.rewritten.append(name)
        return write_document(expected)


_MARK = b"\xef\xbb\xbf"


def _decoded(content: bytes) -> tuple[bytes, str]:
    return (_MARK if content.startswith(_MARK) else b""), content.decode("utf-8-sig")


def _read(name: str, content: bytes) -> MappingNode:
    root, faults = read_file(name, content)
    if root is None or faults:
        raise ValueError(f"the part {name} cannot be read: {'; '.join(str(fault) for fault in faults)}")
    return root


def _names(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.value, Sequence):
        return ids_of(entry.value) or ()
    return tuple(entry.value.by_key) if isinstance(entry.value, MappingNode) else ()


def _only(root: MappingNode, wanted: Mapping[str, frozenset[str]]) -> MappingNode:
    return _chosen(root, {key: wanted.get(key, frozenset()) for key in root.by_key})


def _without(root: MappingNode, wanted: Mapping[str, frozenset[str]]) -> MappingNode:
    kept = {
        entry.key: frozenset(_names(entry)) - wanted[entry.key] if entry.key in wanted else None
        for entry in root.entries
    }
    return _chosen(root, kept)


def _chosen(root: MappingNode, names: Mapping[str, frozenset[str] | None]) -> MappingNode:
    """The root with only these parts of each section; None keeps the section as it is."""
    entries: dict[str, Entry] = {}
    for entry in root.entries:
        wanted, value = names[entry.key], entry.value
        if wanted is None:
            entries[entry.key] = entry
        elif wanted and isinstance(value, Sequence):
            items = tuple(item for name, item in zip(_names(entry), value.items, strict=True) if name in wanted)
            entries[entry.key] = Entry(entry.key, entry.place, Sequence(value.place, items))
        elif wanted and isinstance(value, MappingNode):
            below = {key: one for key, one in value.by_key.items() if key in wanted}
            entries[entry.key] = Entry(entry.key, entry.place, MappingNode(value.place, below))
    return MappingNode(root.place, entries)


def _united(rest: MappingNode, finished: MappingNode) -> MappingNode:
    """The rest with what is finished at the end of its archive."""
    merged, faults = merge([rest, as_part(f"{ARCHIVE}/", finished)])
    assert merged is not None
    assert not faults
    return merged
