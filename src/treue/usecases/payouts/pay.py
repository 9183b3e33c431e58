"""Finance has paid a member what a reward became: it is noted, once."""

from __future__ import annotations

from treue.domain.events import UseRedemption
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.wallets import read_redeemed


async def pay(desk: Desk, member_id: int, redemption: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome; refused with `unknown_redemption` where the event brought the member no money."""
    async with desk.pool.connection() as connection:
        rows = await read_redeemed(connection, desk.programme_id, member_id)
    if not any(row.number == redemption and "money" in row.gives for row in rows):
        return Outcome("refused", member_id, reason=Reason.UNKNOWN_REDEMPTION)
    event = UseRedemption(redemption)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
