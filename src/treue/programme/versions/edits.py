"""Two edits of one version as one document, or the nodes that both of them changed.

Merging says nothing about meaning: the merged document is checked as a whole like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treue.programme.parts import MAIN_PART
from treue.programme.source import Mapping as MappingNode
from treue.programme.versions.changes import ChangeSet, apply_changes, changes_between
from treue.programme.versions.differences import Detail, details_of
from treue.programme.versions.nodes import NodeId, content_of, root_of
from treue.programme.writing import write_document


@dataclass(frozen=True, slots=True)
class Conflict:
    """A node that both edits changed, each in its own way; what each changed in the base."""

    node: NodeId
    mine: tuple[Detail, ...]
    theirs: tuple[Detail, ...]


def merge_edits(base: MappingNode, mine: MappingNode, theirs: MappingNode) -> MappingNode | tuple[Conflict, ...]:
    """`theirs` with the changes of `mine` in it, or every overlap where there is one."""
    my_changes, their_changes = changes_between(base, mine), changes_between(base, theirs)
    conflicts = _conflicts(my_changes, their_changes)
    return conflicts or apply_changes(theirs, my_changes)


def merge_parts(
    base: Mapping[str, bytes], mine: Mapping[str, bytes], theirs: Mapping[str, bytes]
) -> Mapping[str, bytes] | tuple[Conflict, ...]:
    """The same for the parts of documents.

    Where no part was changed on both sides the parts stay as they were written; otherwise the merged document is one
    part, written anew without comments. Raises ValueError where a part cannot be read.
    """
    merged = merge_edits(root_of(base), root_of(mine), root_of(theirs))
    if not isinstance(merged, MappingNode):
        return merged
    whole = _merged_by_part(base, mine, theirs)
    if whole is not None and _says(whole, merged):
        return whole
    return {MAIN_PART: write_document(merged)}


def _conflicts(mine: ChangeSet, theirs: ChangeSet) -> tuple[Conflict, ...]:
    changed_there = {change.node: change for change in theirs.changes}
    conflicts = [
        Conflict(here.node, details_of(here.before, here.after), details_of(there.before, there.after))
        for here in mine.changes
        if (there := changed_there.get(here.node)) is not None and content_of(here.after) != content_of(there.after)
    ]
    # A section that one side writes as a whole overlaps with any edit in it.
    for here in mine.changes:
        for there in theirs.changes:
            if here.node.section == there.node.section and bool(here.node.name) != bool(there.node.name):
                details = details_of(here.before, here.after), details_of(there.before, there.after)
                conflicts.append(Conflict(here.node, *details))
    reordered_there = {reordering.section: reordering for reordering in theirs.reorderings}
    for reordering in mine.reorderings:
        other = reordered_there.get(reordering.section)
        if other is not None and other.after != reordering.after:
            conflicts.append(Conflict(NodeId(reordering.section), (), ()))
    return tuple(conflicts)


def _merged_by_part(
    base: Mapping[str, bytes], mine: Mapping[str, bytes], theirs: Mapping[str, bytes]
) -> dict[str, bytes] | None:
    parts: dict[str, bytes] = {}
    for name in dict.fromkeys([*theirs, *mine, *base]):
        versions = base.get(name), mine.get(name), theirs.get(name)
        if versions[1] == versions[2] or versions[0] == versions[1]:
            chosen = versions[2]
        elif versions[0] == versions[2]:
            chosen = versions[1]
        else:
            return None
        if chosen is not None:
            parts[name] = chosen
    return parts


def _says(parts: Mapping[str, bytes], document: MappingNode) -> bool:
    """Whether the parts read as the document; a node that moved from part to part can be there twice or not at all."""
    try:
        return not changes_between(root_of(parts), document)
    except ValueError:
        return False
