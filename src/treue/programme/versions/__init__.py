"""Versions of a document beside each other: what changes from one to the next, and two edits of one version as one.

Documents are compared by node (`nodes`), not by line: comments, the order of keys, quotes, and whether a document is a
file or a folder make no difference.
"""

from treue.programme.versions.changes import ChangeSet, Move, NodeChange, Reordering, apply_changes, changes_between
from treue.programme.versions.differences import Detail, details_of, shown
from treue.programme.versions.edits import Conflict, merge_edits, merge_parts
from treue.programme.versions.nodes import NodeId, nodes_of, root_of

__all__ = [
    "ChangeSet",
    "Conflict",
    "Detail",
    "Move",
    "NodeChange",
    "NodeId",
    "Reordering",
    "apply_changes",
    "changes_between",
    "details_of",
    "merge_edits",
    "merge_parts",
    "nodes_of",
    "root_of",
    "shown",
]
