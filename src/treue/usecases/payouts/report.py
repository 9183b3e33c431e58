"""Finance tells what became of a pay-out: it was paid, or it cannot be and is given back. Either is noted once."""

from __future__ import annotations

from treue.domain.events import CancelRedemption, UseRedemption
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.wallets import read_redeemed
from treue.usecases.redemptions.named import redemption_named


async def report_paid(
    desk: Desk, member_id: int, name: str, *, reference: str = "", actor: str, request_key: str
) -> Outcome:
    """It was paid, by the payment of this reference. It cannot be given back from then on."""
    owner, number = await redemption_named(desk, member_id, name)
    return await _report(desk, owner, UseRedemption(number, reference=reference), actor, request_key)


async def report_failed(desk: Desk, member_id: int, name: str, *, reason: str, actor: str, request_key: str) -> Outcome:
    """It cannot be paid: the units return to the member, who reads the reason and may ask for it again."""
    owner, number = await redemption_named(desk, member_id, name)
    return await _report(desk, owner, CancelRedemption(number, reason), actor, request_key)


async def _report(
    desk: Desk, owner: int, event: UseRedemption | CancelRedemption, actor: str, request_key: str
) -> Outcome:
    """The outcome; refused with `unknown_redemption` where the event brought the member no money."""
    async with desk.pool.connection() as connection:
        rows = await read_redeemed(connection, desk.programme_id, owner)
    if not any((row.member_id, row.number) == (owner, event.redemption) and "money" in row.gives for row in rows):
        return Outcome("refused", owner, reason=Reason.UNKNOWN_REDEMPTION)
    (outcome,) = await desk.run([Command(MemberReference("id", str(owner)), event, actor, request_key)])
    return outcome
