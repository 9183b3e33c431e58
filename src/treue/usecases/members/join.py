"""A person becomes a member."""

from __future__ import annotations

from datetime import datetime

from treue.domain.events import Joined
from treue.processing.commands import Command, MemberReference, Outcome, Person
from treue.processing.desk import Desk
from treue.store.wallets import read_identities


async def join(
    desk: Desk,
    *,
    actor: str,
    request_key: str,
    external_id: str | None = None,
    cards: tuple[str, ...] = (),
    person: Person | None = None,
    occurred_at: datetime | None = None,
) -> tuple[Outcome, str | None]:
    """The outcome, and the public id of the member when there is one now.

    Refused with `already_member` when the external id or a card belongs to somebody already.
    """
    member = MemberReference("external", external_id) if external_id is not None else MemberReference("public", "")
    command = Command(member, Joined(occurred_at), actor, request_key, person=person, cards=cards)
    (outcome,) = await desk.run([command])
    if outcome.member_id is None or not outcome.accepted:
        return outcome, None
    async with desk.pool.connection() as connection:
        identities = await read_identities(connection, desk.programme_id, outcome.member_id)
    return outcome, next((value for kind, value in identities if kind == "public"), None)
