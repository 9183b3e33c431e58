"""Versions of a document beside each other: what changes, what gets worse for members, and two edits as one document.

Documents are compared by node (`nodes`), not by line: comments, the order of keys, quotes, and whether a document is a
file or a folder make no difference.
"""

from treue.programme.versions.changes import ChangeSet, Move, NodeChange, Reordering, apply_changes, changes_between
from treue.programme.versions.differences import Detail, details_of, shown
from treue.programme.versions.edits import Conflict, merge_edits, merge_parts
from treue.programme.versions.migrating import earliest_start, idle_migrations, is_migrated, migration_text
from treue.programme.versions.nodes import NodeId, nodes_of, root_of
from treue.programme.versions.worsening import Stated, Worsening, worsenings_between

__all__ = [
    "ChangeSet",
    "Conflict",
    "Detail",
    "Move",
    "NodeChange",
    "NodeId",
    "Reordering",
    "Stated",
    "Worsening",
    "apply_changes",
    "changes_between",
    "details_of",
    "earliest_start",
    "idle_migrations",
    "is_migrated",
    "merge_edits",
    "merge_parts",
    "migration_text",
    "nodes_of",
    "root_of",
    "shown",
    "worsenings_between",
]
