"""A reward was sent, or it arrived."""

from __future__ import annotations

from typing import Literal

from treue.domain.events import ReportDelivery
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.usecases.redemptions.named import redemption_named


async def report(
    desk: Desk, member_id: int, name: str, state: Literal["sent", "arrived"], *, actor: str, request_key: str
) -> Outcome:
    """The outcome for the redemption that the wallet calls so.

    Refused with `not_delivered`, `already_sent`, `already_arrived` or `already_cancelled`.
    """
    owner, redemption = await redemption_named(desk, member_id, name)
    event = ReportDelivery(redemption, state)
    (outcome,) = await desk.run([Command(MemberReference("id", str(owner)), event, actor, request_key)])
    return outcome
