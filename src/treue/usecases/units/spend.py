"""A member buys a reward."""

from __future__ import annotations

from treue.domain.events import Spend
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def spend(desk: Desk, member_id: int, reward: str, *, actor: str, request_key: str) -> Outcome:
    """The outcome; refused with `insufficient_units` or `out_of_stock`, which uses up no key."""
    command = Command(MemberReference("id", str(member_id)), Spend(reward), actor, request_key)
    (outcome,) = await desk.run([command])
    return outcome
