"""Which decisions a second person has to agree to (document key `adjustments.four_eyes_above`)."""

from __future__ import annotations

from treue.domain.books import Cause
from treue.domain.events import Adjustment, Event, Merge, OpeningBalance
from treue.engine.decision import Decision
from treue.programme.records import Programme

APPROVED_EVENTS = (Adjustment, OpeningBalance, Merge)
"""What staff does by hand, and so may need a second person."""


def needs_approval(programme: Programme, event: Event, decision: Decision) -> bool:
    """Whether the decision of staff moves more of a unit than one person may alone."""
    limits = programme.members.four_eyes_above
    if not limits or not isinstance(event, APPROVED_EVENTS):
        return False
    moved: dict[str, int] = {}
    for transfer in decision.transfers:
        if transfer.cause is not Cause.DEBT_PAID:
            moved[transfer.unit] = moved.get(transfer.unit, 0) + transfer.amount
    return any(amount > limits[unit] for unit, amount in moved.items() if unit in limits)
