"""The audit trail, a page at a time, from the latest entry backwards."""

from __future__ import annotations

from dataclasses import dataclass

from treue.processing.desk import Desk
from treue.store.audits import AuditRow, list_audit

PAGE = 50
_AFTER_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, the latest first; `older` is where the next page begins, None on the last."""

    rows: tuple[AuditRow, ...]
    older: int | None


async def show_audit(desk: Desk, *, before: int | None = None, by_people: bool = True) -> AuditPage:
    """The entries before this one, or the latest; without `by_people` also what time alone brought."""
    start = _AFTER_ALL if before is None else before
    async with desk.pool.connection() as connection:
        rows = await list_audit(connection, desk.programme_id, before=start, by_people=by_people, limit=PAGE + 1)
    return AuditPage(tuple(rows[:PAGE]), rows[PAGE - 1].audit_id if len(rows) > PAGE else None)
