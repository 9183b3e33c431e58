"""Pay-outs, as they are answered to programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from treue.store.payouts import PayoutRow


class PayoutShape(msgspec.Struct, frozen=True):
    """Money that a member is to be paid, or was."""

    member: Annotated[str | None, msgspec.Meta(description="The public id; null for a member who was erased.")]
    number: Annotated[str, msgspec.Meta(description="The redemption, as the member's list names it.")]
    reward: str
    at: Annotated[datetime, msgspec.Meta(description="Since when it waits.")]
    amount: Annotated[tuple[int, str], msgspec.Meta(description="Smallest units, and the currency.")]
    paid: bool
    reference: Annotated[str | None, msgspec.Meta(description="What names the payment.")]


def payout_shape(row: PayoutRow) -> PayoutShape:
    """The pay-out as it stands."""
    amount = row.minor, row.currency
    return PayoutShape(row.public_id, row.name, row.reward, row.asked_at, amount, row.is_paid, row.reference)
