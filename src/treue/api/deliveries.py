"""Rewards that are sent: what is to be sent, what is on its way, what arrived.

Whoever serves an outside catalogue asks for what comes from it, sends it, and reports that here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.cursors import Cursor, PageLimit, event_cursor_of, event_place_of
from treue.api.redemptions import number_named
from treue.api.telling import tell_wish
from treue.api.visits import Visit
from treue.forms.members import Line
from treue.forms.outcomes import OutcomeShape
from treue.store.deliveries import DeliveriesPage
from treue.usecases.deliveries.list_all import deliveries
from treue.usecases.deliveries.report import report

TOPIC = "Rewards"
NO_CHANGE = {"status": "decided", "sentence": "No change.", "member": "external:4711", "event": 6}


class DeliveriesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which deliveries are listed."""

    adapter: Annotated[Line | None, msgspec.Meta(description="the outside catalogue they come from")] = None
    arrived: Annotated[bool, msgspec.Meta(description="true, to see also those that arrived,")] = False
    limit: PageLimit = 50
    cursor: Cursor = None


class DeliveryShape(msgspec.Struct, frozen=True):
    """A reward that is sent."""

    member: Annotated[str | None, msgspec.Meta(description="None once the member was erased.")]
    number: Annotated[str, msgspec.Meta(description="What the redemption is called in the member's wallet.")]
    reward: str
    at: Annotated[datetime, msgspec.Meta(description="When the member got it.")]
    state: Annotated[str, msgspec.Meta(description="`open`, `sent` or `arrived`.")]
    by: Annotated[str, msgspec.Meta(description="`operator`, `partner` or `supplier`.")]
    adapter: Annotated[str | None, msgspec.Meta(description="The outside catalogue it comes from.")]
    address: Annotated[str | None, msgspec.Meta(description="None where none is needed or kept any more.")]


class DeliveriesShape(msgspec.Struct, frozen=True):
    """Deliveries, oldest first, and where the next page begins."""

    deliveries: tuple[DeliveryShape, ...]
    next: str | None


class DeliveryForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a parcel is."""

    state: Annotated[Literal["sent", "arrived"], msgspec.Meta(description="'sent' or 'arrived'")]


@call(
    "GET",
    "/deliveries",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    query=DeliveriesQuery,
    answer=DeliveriesShape,
    example=Example(
        query={"adapter": "gift-house"},
        answer={
            "deliveries": [
                {
                    "member": "m_NRQF85C7G9CVM",
                    "number": "5",
                    "reward": "mug",
                    "at": "2026-05-01T08:00:00Z",
                    "state": "open",
                    "by": "supplier",
                    "adapter": "gift-house",
                    "address": "Am Markt 1, 12345 Musterstadt",
                }
            ],
            "next": None,
        },
    ),
)
async def list_deliveries(visit: Visit) -> Answer:
    """List the rewards that are to be sent or on their way, oldest first, with their addresses."""
    query = visit.query(DeliveriesQuery)
    after = None if query.cursor is None else event_place_of(query.cursor)
    rows = await deliveries(visit.desk, DeliveriesPage(query.arrived, query.adapter, after, query.limit))
    following = event_cursor_of(rows[-1].place) if len(rows) == query.limit else None
    return DeliveriesShape(
        tuple(
            DeliveryShape(
                member=row.public_id,
                number=row.name,
                reward=row.reward,
                at=row.asked_at.astimezone(UTC),
                state=row.state,
                by=row.by,
                adapter=row.adapter,
                address=row.address,
            )
            for row in rows
        ),
        following,
    )


@call(
    "POST",
    "/members/{member}/redemptions/{number}/delivery",
    Scope.REWARDS_REDEEM,
    topic=TOPIC,
    body=DeliveryForm,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path={"member": "external:4711", "number": "5"}, body={"state": "sent"}, answer=NO_CHANGE),
)
async def report_delivery(visit: Visit) -> Answer:
    """Report that a reward was sent, or that it arrived.

    Refused with `not_delivered`, `already_sent`, `already_arrived` and `already_cancelled`.
    """
    state = visit.form(DeliveryForm).state
    return await tell_wish(visit, partial(report, name=number_named(visit), state=state))
