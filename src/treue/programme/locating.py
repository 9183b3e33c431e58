"""From the keys that lead to a value to its place and to the words for it."""

from __future__ import annotations

from treue.programme.faults import Fault
from treue.programme.source import Mapping, Node, Place, Scalar, Sequence, Unreadable

Keys = tuple[str | int, ...]


def node_at(root: Mapping, keys: Keys) -> Node:
    """The node the keys lead to, or the last one on the way that is there."""
    node: Node = root
    for key in keys:
        below = _step(node, key)
        if below is None:
            break
        node = below
    return node


def written_at(root: Mapping, keys: Keys) -> Node | None:
    """The node the keys lead to, or None where they lead nowhere."""
    node: Node | None = root
    for key in keys:
        node = _step(node, key) if node is not None else None
    return node


def fault_at(
    root: Mapping, code: str, keys: Keys, problem: str, remedy: str, *, at_key: bool = False, place: Place | None = None
) -> Fault:
    """A fault of the value at `keys`; `at_key` points to the last key instead, `place` to an exact place."""
    found = place or (_key_place(root, keys) if at_key else None) or node_at(root, keys).place
    return Fault(code, found.file, found.line, found.column, path_text(root, keys), problem, remedy)


def path_text(root: Mapping, keys: Keys) -> str:
    """The keys as a path, list items by their id where they have one: 'earn[base].give.beans'."""
    text = ""
    node: Node | None = root
    for key in keys:
        listed = node
        node = _step(node, key) if node is not None else None
        if key == "*":
            continue
        if isinstance(key, int):
            positions = listed.positions if isinstance(listed, Sequence) else None
            text += f"[{_id_of(node) or (positions[key] if positions else key)}]"
        else:
            text += f".{key}" if text else key
    return text


def is_unreadable(root: Mapping, keys: Keys) -> bool:
    """Whether what stands at `keys` has its fault already."""
    return isinstance(node_at(root, keys), Unreadable)


def _step(node: Node, key: str | int) -> Node | None:
    if isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
        return node.items[key]
    if isinstance(node, Mapping) and isinstance(key, str):
        entry = node.entry(key)
        return None if entry is None else entry.value
    return None


def _key_place(root: Mapping, keys: Keys) -> Place | None:
    parent = node_at(root, keys[:-1])
    entry = parent.entry(str(keys[-1])) if isinstance(parent, Mapping) and keys else None
    return None if entry is None else entry.place


def _id_of(node: Node | None) -> str | None:
    entry = node.entry("id") if isinstance(node, Mapping) else None
    if entry is None or not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, str):
        return None
    return entry.value.value[:64]
