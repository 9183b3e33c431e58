"""A reward was sent, or it arrived."""

from __future__ import annotations

from typing import Literal

from treue.domain.events import ReportDelivery
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def report(
    desk: Desk, member_id: int, redemption: int, state: Literal["sent", "arrived"], *, actor: str, request_key: str
) -> Outcome:
    """The outcome; refused with `not_delivered`, `already_sent`, `already_arrived` or `already_cancelled`."""
    event = ReportDelivery(redemption, state)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
