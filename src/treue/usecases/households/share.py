"""A member agrees that his household sees what he buys, or takes that back."""

from __future__ import annotations

from treue.domain.events import PurchasesShared
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def share(desk: Desk, member_id: int, *, shared: bool, actor: str, request_key: str) -> Outcome:
    """The outcome; refused where he is in no household. Who leaves it has agreed to nothing any more."""
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, PurchasesShared(shared), actor, request_key)])
    return outcome
