"""A member chooses a day with a counted right."""

from __future__ import annotations

from datetime import date

from treue.domain.events import DayChosen
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def choose_day(
    desk: Desk, member_id: int, right: str, *, actor: str, request_key: str, day: date | None = None
) -> Outcome:
    """The outcome; without a day it is today.

    Refused with `unknown_right`, `not_entitled`, `day_over`, `right_used_up`, and with `day_chosen` where he chose it
    before.
    """
    event = DayChosen(right, day)
    (outcome,) = await desk.run([Command(MemberReference("id", str(member_id)), event, actor, request_key)])
    return outcome
