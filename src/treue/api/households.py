"""Households: members who earn and spend together."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.telling import tell, tell_wish
from treue.api.visits import Visit
from treue.forms.members import NAMED, Line, reference_of
from treue.forms.outcomes import OutcomeShape
from treue.usecases.households.add import add
from treue.usecases.households.found import found
from treue.usecases.households.name_head import name_head
from treue.usecases.households.remove import remove
from treue.usecases.households.share import share
from treue.usecases.members.find import member_named

TOPIC = "Households"
MEMBER = {"member": "external:4711"}
NO_CHANGE = {"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 9}


class NewcomerForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who comes into a household."""

    member: Annotated[Line, msgspec.Meta(description=NAMED)]


class SharingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the others of the household see what a member buys."""

    shared: Annotated[bool, msgspec.Meta(description="true or false")]


@call(
    "POST",
    "/members/{member}/household",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=OutcomeShape,
    status=201,
    needs_key=True,
    example=Example(path=MEMBER, answer=NO_CHANGE),
)
async def found_household(visit: Visit) -> Answer:
    """Let a member found a household, whose head he is. The wallet of each member lists who belongs to it."""
    return await tell_wish(visit, found)


@call(
    "POST",
    "/members/{member}/household/members",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=NewcomerForm,
    answer=OutcomeShape,
    status=201,
    needs_key=True,
    example=Example(
        path=MEMBER, body={"member": "external:4712"}, answer={**NO_CHANGE, "member": "external:4712", "event": 5}
    ),
)
async def add_to_household(visit: Visit) -> Answer:
    """Add somebody to the household of a member."""
    newcomer = visit.form(NewcomerForm).member
    host_id = await member_named(visit.desk, visit.member())
    newcomer_id = await member_named(visit.desk, reference_of(newcomer))
    outcome = await add(visit.desk, host_id, newcomer_id, actor=visit.actor, request_key=visit.needed_key)
    return await tell(visit, outcome, member=newcomer)


@call(
    "POST",
    "/members/{member}/household/leave",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, answer=NO_CHANGE),
)
async def leave_household(visit: Visit) -> Answer:
    """Let a member leave his household. What he contributed and is not spent goes with him."""
    return await tell_wish(visit, remove)


@call(
    "POST",
    "/members/{member}/household/head",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, answer=NO_CHANGE),
)
async def name_household_head(visit: Visit) -> Answer:
    """Make a member the head of his household."""
    return await tell_wish(visit, name_head)


@call(
    "PUT",
    "/members/{member}/household/sharing",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=SharingForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, body={"shared": True}, answer=NO_CHANGE),
)
async def share_purchases(visit: Visit) -> Answer:
    """Record whether a member lets the others of his household see what he buys."""
    return await tell_wish(visit, partial(share, shared=visit.form(SharingForm).shared))
