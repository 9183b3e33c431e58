"""Somebody shows a code: what it stands for, and using it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treue.domain.codes import read_code
from treue.domain.events import UseRedemption
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.wallets import IssuedCode, RedeemedRow, find_code, read_redeemed


@dataclass(frozen=True, slots=True)
class Shown:
    """The reward a code stands for; `is_valid` is false where a later code took its place."""

    issued: IssuedCode
    redemption: RedeemedRow
    is_valid: bool
    now: datetime


async def look_up(desk: Desk, written: str) -> Shown | None:
    """The reward that a typed code stands for, or None for a code that nobody has. Changes nothing."""
    code = read_code(written)
    if code is None:
        return None
    now = await desk.now()
    async with desk.pool.connection() as connection:
        issued = await find_code(connection, desk.programme_id, code)
        if issued is None:
            return None
        rows = await read_redeemed(connection, desk.programme_id, issued.member_id)
    redemption = next(row for row in rows if (row.member_id, row.number) == (issued.member_id, issued.redemption))
    return Shown(issued, redemption, redemption.code == code, now)


async def use(
    desk: Desk, written: str, *, actor: str, request_key: str, order: str = "", line: str = ""
) -> tuple[Outcome, Shown | None]:
    """The outcome and the reward; a code is used once, whoever shows it and however many at the same time.

    `order` and `line` name what became free, in the shop's words.
    """
    shown = await look_up(desk, written)
    if shown is None:
        return Outcome("refused", reason=Reason.UNKNOWN_CODE), None
    event = UseRedemption(shown.issued.redemption, shown.issued.issue, order, line)
    member = MemberReference("id", str(shown.issued.member_id))
    (outcome,) = await desk.run([Command(member, event, actor, request_key)])
    return outcome, shown
