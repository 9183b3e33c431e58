"""A member waits for a seat, or no longer."""

from __future__ import annotations

from treue.domain.events import AwaitSeat, GiveUpSeat
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.store.queues import read_queue


async def wait(
    desk: Desk, member_id: int, reward: str, *, actor: str, request_key: str, gives_up: bool = False
) -> Outcome:
    """The outcome; refused with `seats_left`, `no_waiting_list`, `already_waiting` or `not_on_list`."""
    event = GiveUpSeat(reward) if gives_up else AwaitSeat(reward)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome


async def waiting_for(desk: Desk, reward: str) -> list[str]:
    """The public ids of those who wait, who came first before the others."""
    async with desk.pool.connection() as connection:
        return await read_queue(connection, desk.programme_id, reward)
