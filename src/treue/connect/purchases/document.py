"""The YAML of a mapping as a tree of plain texts, and where each of them stands.

Every value stays the text that was written, so `0330` is a store number and keeps its nought; what a text means is for
the schema to say. The form is that of programme documents: YAML 1.2 without anchors, aliases and tags.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from treue.connect.purchases.records import ImportFault
from treue.programme.faults import Fault
from treue.programme.source import Mapping, Node, Place, Scalar, Sequence
from treue.programme.yaml_reading import read_yaml

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Keys: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML text, read."""

    name: str
    tree: Tree
    places: dict[Keys, Place]

    def sentence(self, keys: Keys, message: str) -> str:
        """`message` with the place the keys lead to, or of the nearest thing around it that was written."""
        known = keys
        while known and known not in self.places:
            known = known[:-1]
        place = self.places.get(known, Place(self.name, 1, 1))
        path = ".".join(str(key) for key in keys)
        return f"{self.name}:{place.line}:{place.column}: {path + ': ' if path else ''}{message}"


def read_document(content: bytes, name: str) -> Document:
    """Read YAML; `name` is for the sentences. Raises ImportFault with every fault of form."""
    root, faults = read_yaml(name, content)
    if faults or root is None:
        raise ImportFault(*(_sentence(fault) for fault in faults))
    places: dict[Keys, Place] = {}
    return Document(name, _plain(root, (), places), places)


def _sentence(fault: Fault) -> str:
    place = f"{fault.file}:{fault.line}:{fault.column}" if fault.line else fault.file
    return f"{place}: {fault.problem}; {fault.remedy}"


def _plain(node: Node, keys: Keys, places: dict[Keys, Place]) -> Tree:
    places.setdefault(keys, node.place)
    if isinstance(node, Mapping):
        for entry in node.entries:
            places[(*keys, entry.key)] = entry.place
        return {entry.key: _plain(entry.value, (*keys, entry.key), places) for entry in node.entries}
    if isinstance(node, Sequence):
        return [_plain(item, (*keys, index), places) for index, item in enumerate(node.items)]
    if isinstance(node, Scalar):
        return node.value if isinstance(node.value, str) else node.written
    return ""
