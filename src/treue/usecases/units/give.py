"""A member gives units to another member."""

from __future__ import annotations

from treue.domain.events import Gift
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def give(
    desk: Desk, member_id: int, to: MemberReference, unit: str, amount: int, *, actor: str, request_key: str
) -> Outcome:
    """The outcome for the giver; `amount` in scaled units, above zero.

    One transaction books both sides. Refused where the document does not allow it, where less is available, and where
    the receiver is unknown, has left, or is the giver himself.
    """
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, Gift(unit, amount), actor, request_key, other=to)])
    return outcome
