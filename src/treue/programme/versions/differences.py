"""Differences within a node: which of its keys are new, gone or say something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treue.programme.source import Mapping, Node, Scalar, Sequence, Unreadable
from treue.programme.versions.nodes import content_of, ids_of


@dataclass(frozen=True, slots=True)
class Detail:
    """One value before and after; None where it is not there. `path` leads to it within the node."""

    path: str
    before: Node | None
    after: Node | None


def details_of(before: Node | None, after: Node | None) -> tuple[Detail, ...]:
    """The smallest values that differ. A node that is new or gone is one detail with an empty path."""
    return tuple(_details("", before, after))


def _details(path: str, before: Node | None, after: Node | None) -> Iterator[Detail]:
    if content_of(before) == content_of(after):
        return
    old, new = _named(before), _named(after)
    if old is None or new is None or isinstance(before, Sequence) != isinstance(after, Sequence):
        yield Detail(path, before, after)
        return
    listed = isinstance(after, Sequence)
    found = False
    for name in dict.fromkeys([*old, *new]):
        step = f"{path}[{name}]" if listed else f"{path}.{name}" if path else name
        for detail in _details(step, old.get(name), new.get(name)):
            found = True
            yield detail
    if not found:
        # The same items in another order.
        yield Detail(path, before, after)


def _named(node: Node | None) -> dict[str, Node] | None:
    """What is below the node by key or id, or None where it is one value."""
    if isinstance(node, Mapping):
        return {entry.key: entry.value for entry in node.entries}
    if isinstance(node, Sequence) and node.items and (ids := ids_of(node)) is not None:
        return dict(zip(ids, node.items, strict=True))
    return None


def shown(node: Node | None) -> str:
    """The value on one line, as a document writes it."""
    match node:
        case None:
            return "nothing"
        case Scalar(value=str() as text):
            return text
        case Scalar(written=written):
            return written
        case Sequence(items=items):
            return f"[{', '.join(shown(item) for item in items)}]"
        case Mapping():
            return "{" + ", ".join(f"{entry.key}: {shown(entry.value)}" for entry in node.entries) + "}"
        case Unreadable():
            return "something unreadable"
