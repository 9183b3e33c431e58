"""A member leaves his household."""

from __future__ import annotations

from treue.domain.events import HouseholdLeft
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def remove(desk: Desk, member_id: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome. He takes the unspent units that he contributed; where he was the head, the next one is."""
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, HouseholdLeft(), actor, request_key)])
    return outcome
