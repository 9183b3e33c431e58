"""A member founds a household."""

from __future__ import annotations

from treue.domain.events import HouseholdFounded
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def found(desk: Desk, member_id: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome; refused where the document has no households, or he is in one already."""
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, HouseholdFounded(), actor, request_key)])
    return outcome
