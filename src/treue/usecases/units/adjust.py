"""Staff gives or takes units, with a reason."""

from __future__ import annotations

from treue.domain.events import Adjustment
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def adjust(
    desk: Desk,
    member_id: int,
    unit: str,
    amount: int,
    wording: str,
    *,
    actor: str,
    request_key: str,
    allow_debt: bool = False,
) -> Outcome:
    """The outcome; `amount` in scaled units, below zero to take.

    Taking more than is available is refused with `insufficient_units` unless `allow_debt` is given.
    """
    event = Adjustment(unit, amount, wording, allow_debt)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
