"""Staff sets a level below which a member does not fall: an invitation, a status matched, or as they see fit."""

from __future__ import annotations

from datetime import date

from treue.domain.events import FloorSet
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def set_level(
    desk: Desk,
    member_id: int,
    ladder: str,
    level: str,
    wording: str,
    *,
    actor: str,
    request_key: str,
    by: str = "staff",
    until: date | None = None,
) -> Outcome:
    """The outcome; `by` is 'staff', 'invitation' or 'status_match', `until` the last day on which it holds.

    Refused with `unknown_level`, `not_set_this_way` where the document does not foresee it, and `ends_in_the_past`.
    """
    event = FloorSet(ladder, level, by, wording, until)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
