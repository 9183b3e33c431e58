"""A decision as rows of the books: what follows from it alone, so that a decision made again makes the same rows.

What surrounds a decision (the event as it was received, the read-set, keys, news) is added by the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from treue.domain.books import Transfer
from treue.domain.instants import local_day
from treue.engine.decision import Decision
from treue.processing.figures import encoded
from treue.store.writing import Rows


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a decision is entered: whose event it is, under which version and zone, when it was booked, by whom.

    `closed_until` is the last day of the books that was closed then; what belongs to it counts in the next day.
    """

    member_id: int
    seq: int
    version: int
    zone: ZoneInfo
    booked_at: datetime
    audit_id: int
    closed_until: date | None = None


def record(rows: Rows, entry: Entry, decision: Decision, figures: Mapping[str, Any]) -> date:
    """Add the rows of the decision, whose figures these are; returns the local day of its event."""
    member_id, seq, now = entry.member_id, entry.seq, entry.booked_at
    day = local_day(decision.occurred_at, entry.zone)
    refused = decision.refused.value if decision.refused is not None else None
    instants = (decision.occurred_at, now)
    rows["insert_events"].append(
        (member_id, seq, *instants, entry.audit_id, entry.version, day, decision.kind, refused, encoded(figures))
    )
    lots = {lot.no: lot for lot in decision.lots}
    for number, moved in enumerate(decision.transfers):
        lot = lots[moved.lot_no] if moved.lot_no is not None else None
        lot_instants = (lot.available_at, lot.issued_end) if lot is not None else (None, None)
        # Units that move from one wallet to another keep the age they have.
        earned_at = lot.earned_at if lot is not None and lot.earned_at != moved.effective_at else None
        accounts = (moved.debit.value, moved.credit.value)
        why = (moved.cause.value, moved.source, moved.lot_no)
        instants = (moved.effective_at, now)
        period = _period_of(moved, entry)
        rows["insert_transfers"].append(
            (
                member_id,
                seq,
                number,
                moved.unit,
                *accounts,
                moved.amount,
                *instants,
                *why,
                *lot_instants,
                earned_at,
                *period,
            )
        )
        for use in moved.uses:
            rows["insert_lot_uses"].append((member_id, seq, number, use.seq, use.no, use.amount))
    if (got := decision.redeemed) is not None:
        gives = encoded(dict(decision.gives or {}))
        until = (got.usable_until, got.returnable_until)
        row = (member_id, seq, got.redeemed_at, got.reward, gives, *until, got.is_automatic, bool(got.paid))
        rows["insert_redemptions"].append(row)
    return day


def _period_of(moved: Transfer, entry: Entry) -> tuple[date, str]:
    """The day a transfer counts in, and whether it is marked because its own day was closed (R4.8)."""
    day = local_day(moved.effective_at, entry.zone)
    if entry.closed_until is None or day > entry.closed_until:
        return day, "false"
    return entry.closed_until + timedelta(days=1), "true"
