"""What staff settles about a member: his level, a day of a right he chose, another account that is his too."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.telling import tell, tell_wish
from treue.api.visits import Visit
from treue.forms.members import NAMED, Line, reference_of
from treue.forms.outcomes import OutcomeShape
from treue.forms.plain_values import Day
from treue.usecases.levels.set_level import set_level
from treue.usecases.members.merge import merge
from treue.usecases.rights.choose_day import choose_day

TOPIC = "Standing"
MEMBER = {"member": "external:4711"}


class LevelForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The level that a member has at least."""

    level: Annotated[Line, msgspec.Meta(description="its id in the document")]
    reason: Annotated[Line, msgspec.Meta(description="why, in one line of 1 to 200 characters,")]
    until: Annotated[
        Day | None, msgspec.Meta(description="the last day on which it holds, like 2026-12-31; or null")
    ] = None
    way: Annotated[
        Literal["staff", "invitation", "status_match"],
        msgspec.Meta(description="'staff', 'invitation' or 'status_match'"),
    ] = "staff"


class DayForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The day on which a member uses a right; without a day it is today."""

    right: Annotated[Line, msgspec.Meta(description="its id in the document")]
    day: Annotated[date | None, msgspec.Meta(description="a day like 2026-03-01, or null")] = None


class MergedForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The account that becomes part of the member's."""

    merged: Annotated[Line, msgspec.Meta(description=NAMED)]


@call(
    "PUT",
    "/members/{member}/levels/{ladder}",
    Scope.UNITS_ADJUST,
    topic=TOPIC,
    body=LevelForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path={**MEMBER, "ladder": "status"},
        body={"level": "gold", "reason": "Gold at the shop next door", "way": "status_match"},
        answer={"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 6},
    ),
)
async def set_member_level(visit: Visit) -> Answer:
    """Give a member a level on a ladder, in one of the ways that the document foresees. He never has less than that.

    Refused with `unknown_level`, `not_set_this_way` and `ends_in_the_past`.
    """
    form = visit.form(LevelForm)
    ladder = visit.path["ladder"]
    wish = partial(set_level, ladder=ladder, level=form.level, wording=form.reason, by=form.way, until=form.until)
    return await tell_wish(visit, wish)


@call(
    "POST",
    "/members/{member}/days",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=DayForm,
    answer=OutcomeShape,
    status=201,
    needs_key=True,
    example=Example(
        path=MEMBER,
        body={"right": "discount-day", "day": "2026-06-05"},
        answer={"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 6},
    ),
)
async def choose_member_day(visit: Visit) -> Answer:
    """Record the day on which a member wants to use a right that he has on days of his choice.

    Refused with `unknown_right`, `not_entitled`, `day_over`, `right_used_up` and `day_chosen`.
    """
    form = visit.form(DayForm)
    return await tell_wish(visit, partial(choose_day, right=form.right, day=form.day))


@call(
    "POST",
    "/members/{member}/merges",
    Scope.MEMBERS_ERASE,
    topic=TOPIC,
    body=MergedForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(
        path=MEMBER,
        body={"merged": "external:4712"},
        answer={"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 7},
    ),
)
async def merge_members(visit: Visit) -> Answer:
    """Merge another account of the same person into this one, with everything it held, owed and was known by.

    This cannot be undone, so it needs the scope of what cannot be undone.
    """
    form = visit.form(MergedForm)
    merged, key = reference_of(form.merged), visit.needed_key
    outcome = await merge(visit.desk, visit.member(), merged, actor=visit.actor, request_key=key)
    return await tell(visit, outcome, member=visit.path["member"])
