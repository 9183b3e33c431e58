"""Requests that wait for a second person, as they are answered to programs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from treue.store.approvals import WaitingRow
from treue.words.history import Names
from treue.words.units import plain_amount


class RequestShape(msgspec.Struct, frozen=True):
    """Something that somebody asked for and a second person has to agree to."""

    request: str
    kind: str
    member: Annotated[str | None, msgspec.Meta(description="The public id.")]
    unit: str | None
    amount: Decimal | None
    reason: str | None
    asked_by: str
    asked_at: datetime


def request_shape(row: WaitingRow, names: Names) -> RequestShape:
    """The request as it waits."""
    event = row.command["event"]
    unit = names.units.get(event.get("unit", ""))
    return RequestShape(
        request=str(row.approval_id),
        kind=row.command["kind"],
        member=row.public_id,
        unit=unit.id if unit is not None else None,
        amount=plain_amount(event["amount"], unit.decimals) if unit is not None else None,
        reason=event.get("wording") or event.get("note"),
        asked_by=row.requested_by,
        asked_at=row.recorded_at,
    )
