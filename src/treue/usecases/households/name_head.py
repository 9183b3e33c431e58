"""A member becomes the head of his household."""

from __future__ import annotations

from treue.domain.events import HeadNamed
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def name_head(desk: Desk, member_id: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome; refused where he is in no household."""
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, HeadNamed(), actor, request_key)])
    return outcome
