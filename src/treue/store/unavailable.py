"""The one exception of this layer that a person reads: why the database cannot be used, and what helps.

Everything below `store` that opens, starts, migrates, saves or restores a database raises `StoreUnavailable`
and nothing else for faults of the installation. Its text is complete sentences: what does not work, the cause as
far as it is known, and the remedy. Its `reason` is a stable code for scripts and tests.
"""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "no_binaries",
    "other_major_version",
    "lock_taken",
    "full_disk",
    "unreadable_folder",
    "no_account",
    "start_failed",
    "stop_failed",
    "no_connection",
    "too_old",
    "wrong_encoding",
    "schema_missing",
    "schema_older",
    "schema_unknown",
    "migration_locked",
    "migration_failed",
    "archive_exists",
    "archive_unreadable",
    "archive_failed",
    "database_not_empty",
    "erasures_awaited",
    "erasures_unreadable",
    "erasures_unwritable",
]


class StoreUnavailable(Exception):
    """A database that cannot be used: `reason` (code), `message`, `cause` (may be empty) and `remedy` (sentences)."""

    def __init__(self, reason: Reason, message: str, *, cause: str = "", remedy: str) -> None:
        super().__init__(" ".join(part for part in (message, cause, remedy) if part))
        self.reason = reason
        self.message = message
        self.cause = cause
        self.remedy = remedy
