"""A till, a shop or a member of staff reports a fact: a purchase, or an event the programme declares."""

from __future__ import annotations

from treue.domain.events import CustomEvent, Purchase
from treue.domain.orders import Receipt
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def report(
    desk: Desk,
    member_id: int,
    event: Purchase | CustomEvent,
    *,
    actor: str,
    request_key: str | None = None,
    source: str | None = None,
    external_id: str | None = None,
    receipt: Receipt | None = None,
) -> Outcome:
    """The outcome. A fact is known by `source` and `external_id`, or else by the actor's `request_key`.

    A refused fact is recorded and uses up its keys, but for its receipt, which only a credit takes. Raises ValueError
    where there is no key at all.
    """
    member = MemberReference("id", str(member_id))
    (outcome,) = await desk.run([Command(member, event, actor, request_key, source, external_id, receipt)])
    return outcome
