"""A till, a shop or a member of staff reports that something of an order came back (docs/rules.md R6)."""

from __future__ import annotations

from treue.domain.events import Return
from treue.domain.orders import Receipt
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk


async def report_return(
    desk: Desk,
    event: Return,
    *,
    actor: str,
    request_key: str | None = None,
    source: str | None = None,
    external_id: str | None = None,
    receipt: Receipt | None = None,
    presented_by: int | None = None,
) -> Outcome:
    """The outcome; it is for the member of the order, whoever presents the return.

    Where the order is not known yet the outcome is `parked` with `order_awaited`: the return is decided together with
    the order. Asking again with the same keys tells what became of it. `receipt` is the return's own.
    """
    member = MemberReference("order", "") if presented_by is None else MemberReference("id", str(presented_by))
    (outcome,) = await desk.run([Command(member, event, actor, request_key, source, external_id, receipt)])
    return outcome
