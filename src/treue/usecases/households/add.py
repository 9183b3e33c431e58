"""A member enters the household of another."""

from __future__ import annotations

from treue.domain.events import HouseholdEntered
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def add(desk: Desk, host_id: int, newcomer_id: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome for the newcomer; refused where the host has no household, it is full, or he is in one."""
    host, newcomer = (MemberReference("id", str(member_id)) for member_id in (host_id, newcomer_id))
    (outcome,) = await desk.run([Command(newcomer, HouseholdEntered(), actor, request_key, other=host)])
    return outcome
