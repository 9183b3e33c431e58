"""Cards of members: issuing, losing, replacing."""

from __future__ import annotations

from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.members import MEMBER_ANSWER
from treue.api.problems import refused
from treue.api.visits import Visit
from treue.forms.members import Line, MemberShape, member_shape
from treue.usecases.cards.issue import issue
from treue.usecases.cards.lose import lose
from treue.usecases.members.find import member_named, read_member

TOPIC = "Cards"


class CardForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card that a member gets."""

    card: Line
    replaces: Annotated[
        Line | None, msgspec.Meta(description="the number of a card that leads to nobody from then on")
    ] = None


@call(
    "POST",
    "/members/{member}/cards",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=CardForm,
    answer=MemberShape,
    status=201,
    example=Example(
        path={"member": "external:4711"},
        body={"card": "2900000047123", "replaces": "2900000047116"},
        answer={**MEMBER_ANSWER, "cards": ["2900000047123"], "lost_cards": ["2900000047116"]},
    ),
)
async def issue_card(visit: Visit) -> Answer:
    """Give a member a card, also one in the place of another that was lost.

    A member may have several. Refused with `already_member` where the card is somebody else's or was lost before.
    """
    form = visit.form(CardForm)
    member_id = await member_named(visit.desk, visit.member())
    reason = await issue(visit.desk, member_id, form.card, actor=visit.actor, replaces=form.replaces)
    if reason is not None:
        return refused(visit.language, reason)
    return Answered(member_shape(await read_member(visit.desk, member_id)), 201)


@call(
    "DELETE",
    "/members/{member}/cards/{card}",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=None,
    status=204,
    example=Example(path={"member": "external:4711", "card": "2900000047116"}),
)
async def lose_card(visit: Visit) -> Answer:
    """Report a card as lost: from now on it leads to nobody, and nobody else gets its number."""
    member_id = await member_named(visit.desk, visit.member())
    await lose(visit.desk, member_id, visit.path["card"], actor=visit.actor)
    return Answered(None)
