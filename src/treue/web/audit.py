"""The audit trail: who did what, from the latest entry backwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get

from treue.access.scopes import Scope
from treue.store.audits import AuditRow
from treue.usecases.audit.show import show_audit
from treue.web.look import AnyRequest
from treue.web.told import member_place, moment
from treue.web.visits import Visit, visit_of
from treue.words.audit import action_in_words, detail_in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, told."""

    when: str
    actor: str
    action: str
    writes: str
    detail: str
    member: str
    member_place: str


@get("/audit", include_in_schema=False)
async def audit_page(request: AnyRequest) -> Response[Any]:
    """A page of the trail; with `all` also what time alone brought."""
    visit = await visit_of(request, Scope.AUDIT_READ)
    asked = request.query_params.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    with_time = request.query_params.get("all") == "yes"
    found = await show_audit(visit.desk, before=before, by_people=not with_time)
    return visit.page(
        "audit.html",
        entries=[entry_of(visit, row) for row in found.rows],
        older=found.older,
        with_time=with_time,
        is_first=before is None,
    )


def entry_of(visit: Visit, row: AuditRow) -> Entry:
    """The entry in the reader's language."""
    words = visit.look.language
    member = row.member or ""
    may_see = visit.session.may(Scope.MEMBERS_READ)
    return Entry(
        moment(visit, row.recorded_at),
        row.actor,
        action_in_words(words, row.action),
        words.number(row.writes) if row.writes > 1 else "",
        detail_in_words(words, row.detail, visit.programme.zone),
        member,
        member_place(member) if member and may_see else "",
    )
