"""A member leaves the programme, or comes back (docs/rules.md R9.3)."""

from __future__ import annotations

from datetime import datetime

from treue.domain.events import Left, Rejoined
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def leave(desk: Desk, member_id: int, *, actor: str, request_key: str) -> tuple[Outcome, datetime | None]:
    """The outcome, and until when his units stay usable."""
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), Left(), actor, request_key)])
    closes_at = (outcome.figures.get("standing") or {}).get("closes_at")
    return outcome, datetime.fromisoformat(closes_at) if closes_at else None


async def rejoin(desk: Desk, member_id: int, *, actor: str, request_key: str) -> Outcome:
    """He is a member again; what was not forfeited stays his. Refused with `not_left` for a member."""
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), Rejoined(), actor, request_key)])
    return outcome
