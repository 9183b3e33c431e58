"""A reward gets a new code, because the old one got lost."""

from __future__ import annotations

from treue.domain.events import ReissueRedemption
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.usecases.redemptions.named import redemption_named


async def reissue(desk: Desk, member_id: int, name: str, *, actor: str, request_key: str) -> Outcome:
    """The outcome with the new code; the old one is void from then on. `name` is the number as the wallet shows it."""
    owner, redemption = await redemption_named(desk, member_id, name)
    event = ReissueRedemption(redemption)
    (outcome,) = await desk.run([Command(MemberReference("id", str(owner)), event, actor, request_key)])
    return outcome
