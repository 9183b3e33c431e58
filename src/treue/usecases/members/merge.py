"""Two members turn out to be one person (docs/rules.md R9.2)."""

from __future__ import annotations

from treue.domain.events import Merge
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def merge(
    desk: Desk, survivor: MemberReference, merged: MemberReference, *, actor: str, request_key: str
) -> Outcome:
    """The outcome for the survivor. Everything the other one held, owed and was known by is his from now on.

    Both are named as the caller knows them, so that whoever asks again with the same key is answered the same although
    both names lead to one member by then.

    Refused where either has left or was erased, where both are the same, and where the other was merged before.
    """
    (outcome,) = await desk.run([Command(survivor, Merge(), actor, request_key, other=merged)])
    return outcome
