"""Finance has paid a member what a reward became: it is noted, once."""

from __future__ import annotations

from treue.domain.events import UseRedemption
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.wallets import read_redeemed


async def pay(desk: Desk, member_id: int, name: str, *, actor: str, request_key: str) -> Outcome:
    """The outcome; refused with `unknown_redemption` where no redemption of that name became money."""
    async with desk.pool.connection() as connection:
        rows = await read_redeemed(connection, desk.programme_id, member_id)
    row = next((row for row in rows if row.name == name and "money" in row.gives), None)
    if row is None:
        return Outcome("refused", member_id, reason=Reason.UNKNOWN_REDEMPTION)
    event = UseRedemption(row.number)
    (outcome,) = await desk.run([Command(MemberReference("id", str(row.member_id)), event, actor, request_key)])
    return outcome
