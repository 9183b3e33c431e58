"""Change sets: a draft as what it changes in the version it was edited from.

Applied to that version a change set gives the draft; applied to a later version it gives both edits, provided that
`edits` found no overlap. Nothing here looks at the meaning of a node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from treue.programme.source import Entry, Node, Sequence
from treue.programme.source import Mapping as MappingNode
from treue.programme.versions.nodes import NodeId, content_of, ids_of, lifted, lowered, nodes_of


@dataclass(frozen=True, slots=True)
class NodeChange:
    """One node before and after; None where it is not there."""

    node: NodeId
    before: Node | None
    after: Node | None


@dataclass(frozen=True, slots=True)
class Reordering:
    """Items of a list that are there before and after, in another order."""

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A node that went into the archive or came out of it; what of it changed besides is in before and after."""

    node: NodeId
    """What it is called outside the archive."""
    is_archived: bool
    """Whether it is in the archive now."""
    before: Node
    after: Node


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything an edit changes, and the edited document, which says where new nodes stand."""

    changes: tuple[NodeChange, ...]
    reorderings: tuple[Reordering, ...]
    edited: MappingNode

    def __bool__(self) -> bool:
        return bool(self.changes or self.reorderings)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What of the changes is a move to or from the archive, in their order."""
        gone = {change.node: change.before for change in self.changes if change.after is None}
        found: list[Move] = []
        for change in self.changes:
            other = change.node.live if change.node.is_archived else change.node.archived
            before = gone.get(other)
            if change.before is None and change.after is not None and before is not None:
                found.append(Move(change.node.live, change.node.is_archived, before, change.after))
        return tuple(found)

    @property
    def others(self) -> tuple[NodeChange, ...]:
        """The changes that are no move."""
        moved = {node for move in self.moves for node in (move.node, move.node.archived)}
        return tuple(change for change in self.changes if change.node not in moved)


def changes_between(base: MappingNode, edited: MappingNode) -> ChangeSet:
    """What `edited` changes in `base`: what is there in the order of `edited`, then what is gone."""
    before, after = nodes_of(base), nodes_of(edited)
    changes = [
        NodeChange(node, before.get(node), value)
        for node, value in after.items()
        if content_of(before.get(node)) != content_of(value)
    ]
    changes += [NodeChange(node, value, None) for node, value in before.items() if node not in after]
    return ChangeSet(tuple(changes), tuple(_reorderings(lifted(base), lifted(edited))), edited)


def apply_changes(root: MappingNode, change_set: ChangeSet) -> MappingNode:
    """The document with the changes in it. New items of a list stand after the item they follow in the edit."""
    nodes, root, written_there = nodes_of(root), lifted(root), lifted(change_set.edited)
    for change in change_set.changes:
        if change.after is None:
            nodes.pop(change.node, None)
        else:
            nodes[change.node] = change.after
    by_section: dict[str, dict[NodeId, Node]] = {}
    for node, value in nodes.items():
        by_section.setdefault(node.section, {})[node] = value
    reordered = {reordering.section for reordering in change_set.reorderings}
    entries: dict[str, Entry] = {}
    for key in dict.fromkeys([*root.by_key, *written_there.by_key]):
        written = root.entry(key) or written_there.entry(key)
        assert written is not None
        edited = written_there.entry(key)
        section = by_section.get(key)
        if section is None:
            # An empty section stays where nobody deleted it.
            if isinstance(written.value, MappingNode | Sequence) and edited is not None and key in root.by_key:
                entries[key] = Entry(key, written.place, _without_nodes(written.value))
            continue
        sides = (_names(written.value), _names(edited.value) if edited is not None else ())
        leading, following = reversed(sides) if key in reordered else sides
        order = in_one_order(leading, following, {node.name for node in section})
        entries[key] = Entry(key, written.place, _section(written.value, section, order))
    return lowered(MappingNode(root.place, entries))


def in_one_order(leading: Iterable[str], following: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """The wanted names in the order of `leading`; those only `following` has come after the one before them there."""
    wanted = set(wanted)
    order = [name for name in leading if name in wanted]
    previous: str | None = None
    for name in following:
        if name not in wanted:
            continue
        if name not in order:
            order.insert(order.index(previous) + 1 if previous is not None else 0, name)
        previous = name
    return order


def _section(written: Node, nodes: Mapping[NodeId, Node], order: list[str]) -> Node:
    whole = nodes.get(NodeId(next(iter(nodes)).section))
    if whole is not None:
        return whole
    by_name = {node.name: value for node, value in nodes.items()}
    if isinstance(written, Sequence):
        return Sequence(written.place, tuple(by_name[name] for name in order))
    return MappingNode(written.place, {name: Entry(name, written.place, by_name[name]) for name in order})


def _without_nodes(section: MappingNode | Sequence) -> Node:
    return Sequence(section.place, ()) if isinstance(section, Sequence) else MappingNode(section.place, {})


def _names(section: Node) -> tuple[str, ...]:
    if isinstance(section, Sequence):
        return ids_of(section) or ()
    return tuple(section.by_key) if isinstance(section, MappingNode) else ()


def _reorderings(base: MappingNode, edited: MappingNode) -> Iterable[Reordering]:
    for entry in edited.entries:
        written = base.entry(entry.key)
        if written is None or not isinstance(written.value, Sequence) or not isinstance(entry.value, Sequence):
            continue
        old, new = _names(written.value), _names(entry.value)
        before, after = tuple(name for name in old if name in new), tuple(name for name in new if name in old)
        if before != after:
            yield Reordering(entry.key, before, after)
