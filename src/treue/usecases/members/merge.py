"""Two members turn out to be one person (docs/rules.md R9.2)."""

from __future__ import annotations

from treue.domain.events import Merge
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def merge(desk: Desk, survivor_id: int, merged_id: int, *, actor: str, request_key: str) -> Outcome:
    """The outcome for the survivor. Everything the other one held, owed and was known by is his from now on.

    Refused where either has left or was erased, where both are the same, and where the other was merged before.
    """
    member, other = (MemberReference("id", str(member_id)) for member_id in (survivor_id, merged_id))
    (outcome,) = await desk.run([Command(member, Merge(), actor, request_key, other=other)])
    return outcome
