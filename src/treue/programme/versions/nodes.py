"""Nodes: the pieces by which documents are compared and merged.

A node is an item with an id in a section that is a list, or a key of a section that is a mapping: one rule, one unit,
one reward, one setting. A section of any other form is one node as a whole. Nodes are not taken apart further, so that
two people who edit one rule always see each other's edit. The sections of the archive are sections of their own, so
that what is finished is a node too: `archive.offers[spring]`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from treue.programme.merging import as_part, merge
from treue.programme.parts import MAIN_PART
from treue.programme.schema.archive import ARCHIVE
from treue.programme.source import Entry, Node, Scalar, Sequence, Unreadable
from treue.programme.source import Mapping as MappingNode
from treue.programme.yaml_reading import read_yaml

_ARCHIVED = f"{ARCHIVE}."


@dataclass(frozen=True, slots=True, order=True)
class NodeId:
    """Which node: the section, and the id or key in it; without one the whole section."""

    section: str
    name: str = ""
    is_listed: bool = False

    @property
    def is_archived(self) -> bool:
        """Whether it is finished and in the archive."""
        return self.section.startswith(_ARCHIVED)

    @property
    def live(self) -> NodeId:
        """What it is called outside the archive."""
        return NodeId(self.section.removeprefix(_ARCHIVED), self.name, self.is_listed)

    @property
    def archived(self) -> NodeId:
        """What it is called in the archive."""
        return NodeId(f"{_ARCHIVED}{self.live.section}", self.name, self.is_listed)

    def __str__(self) -> str:
        if not self.name:
            return self.section
        return f"{self.section}[{self.name}]" if self.is_listed else f"{self.section}.{self.name}"


def root_of(parts: Mapping[str, bytes]) -> MappingNode:
    """The keys of all parts together. Raises ValueError where the parts are not those of a document."""
    roots: list[MappingNode] = []
    for name in sorted(parts, key=lambda name: (name != MAIN_PART, name.split("/"))):
        root, faults = read_yaml(name, parts[name])
        if root is None or faults:
            raise ValueError(f"the part {name} cannot be read: {'; '.join(str(fault) for fault in faults)}")
        roots.append(as_part(name, root))
    merged, faults = merge(roots)
    if merged is None or faults:
        raise ValueError(f"the parts are no document: {'; '.join(str(fault) for fault in faults)}")
    return merged


def lifted(root: MappingNode) -> MappingNode:
    """The document with the sections of its archive beside the others, for instance `archive.offers`."""
    archive = root.entry(ARCHIVE)
    if archive is None or not isinstance(archive.value, MappingNode):
        return root
    entries = {key: entry for key, entry in root.by_key.items() if key != ARCHIVE}
    for entry in archive.value.entries:
        entries[f"{_ARCHIVED}{entry.key}"] = Entry(f"{_ARCHIVED}{entry.key}", entry.place, entry.value)
    return MappingNode(root.place, entries)


def lowered(root: MappingNode) -> MappingNode:
    """The document as it is written, from what `lifted` made of it."""
    below = {
        key.removeprefix(_ARCHIVED): Entry(key.removeprefix(_ARCHIVED), entry.place, entry.value)
        for key, entry in root.by_key.items()
        if key.startswith(_ARCHIVED)
    }
    entries = {key: entry for key, entry in root.by_key.items() if not key.startswith(_ARCHIVED)}
    if below:
        place = next(iter(below.values())).place
        entries[ARCHIVE] = Entry(ARCHIVE, place, MappingNode(place, below))
    return MappingNode(root.place, entries)


def nodes_of(root: MappingNode) -> dict[NodeId, Node]:
    """Every node by its id, in the order of the text."""
    nodes: dict[NodeId, Node] = {}
    for entry in lifted(root).entries:
        match entry.value:
            case MappingNode() as section:
                nodes.update({NodeId(entry.key, below.key): below.value for below in section.entries})
            case Sequence() as section if (ids := ids_of(section)) is not None:
                listed = zip(ids, section.items, strict=True)
                nodes.update({NodeId(entry.key, name, is_listed=True): item for name, item in listed})
            case section:
                nodes[NodeId(entry.key)] = section
    return nodes


def ids_of(section: Sequence) -> tuple[str, ...] | None:
    """The ids of the items, or None where one has none or two have the same."""
    ids: list[str] = []
    for item in section.items:
        entry = item.entry("id") if isinstance(item, MappingNode) else None
        if entry is None or not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, str):
            return None
        ids.append(entry.value.value)
    return tuple(ids) if len(set(ids)) == len(ids) else None


def content_of(node: Node | None) -> Hashable:
    """What the node says: equal for nodes that differ only in place, quotes, zeros at the end or the order of keys."""
    match node:
        case None:
            return None
        case Scalar(value=value):
            # True and 1 are equal for Python and different in a document.
            return type(value).__name__, value
        case Sequence(items=items):
            return "list", tuple(content_of(item) for item in items)
        case MappingNode():
            return "mapping", frozenset((entry.key, content_of(entry.value)) for entry in node.entries)
        case Unreadable(place=place):
            raise ValueError(f"{place.file}:{place.line}: this part has a fault; repair it before comparing")
