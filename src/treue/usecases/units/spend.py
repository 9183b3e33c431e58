"""A member buys a reward."""

from __future__ import annotations

from treue.domain.events import Spend
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def spend(desk: Desk, member_id: int, wish: Spend, *, actor: str, request_key: str, note: str = "") -> Outcome:
    """The outcome, with a code where the reward comes with one. What is refused uses up no key; its figures then say
    from when on it can be had, where time alone decides that. A note of staff stands in the audit trail once the reward
    was bought.
    """
    command = Command(MemberReference("id", str(member_id)), wish, actor, request_key, note=note)
    (outcome,) = await desk.run([command])
    return outcome
