"""Every decision in the database made again from its event, its read-set and its version, beside what was booked."""

from __future__ import annotations

from typing import Any

from tests.processing.shop import Shop
from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.processing.figures import figures_of
from treue.processing.readset import restored
from treue.processing.replay import redecide

# Decided by the processor, before the engine is asked.
_NOT_THE_ENGINE = (Reason.RECEIPT_CREDITED.value, Reason.NO_VERSION_THEN.value)

_EVENTS = """
SELECT e.member_id, e.member_seq, e.kind, e.version, e.result, p.body, r.body
FROM event e
JOIN event_readset r USING (programme_id, member_id, member_seq)
LEFT JOIN event_payload p USING (programme_id, member_id, member_seq)
WHERE e.programme_id = %s AND e.kind <> 'counted' AND NOT coalesce(e.refused = ANY(%s), false)
ORDER BY e.member_id, e.member_seq
"""
_MOVES = """
SELECT t.unit, t.debit, t.credit, t.amount, t.effective_at, t.cause, t.source, t.lot_no, t.available_at, t.expires_at,
    coalesce((SELECT array_agg(ARRAY[u.lot_seq, u.lot_no, u.amount] ORDER BY u.lot_seq, u.lot_no) FROM lot_use u
        WHERE (u.programme_id, u.member_id, u.member_seq, u.transfer_no)
            = (t.programme_id, t.member_id, t.member_seq, t.transfer_no)), '{}')
FROM transfer t WHERE t.programme_id = %s AND t.member_id = %s AND t.member_seq = %s ORDER BY t.transfer_no
"""


async def differences(shop: Shop) -> list[str]:
    """What is decided otherwise now, one line each; and whether anything was decided at all."""
    programme_id = shop.desk.programme_id
    versions = await shop.desk.versions()
    found: list[str] = []
    events = await shop.rows(_EVENTS, programme_id, list(_NOT_THE_ENGINE))
    assert events, "there is nothing to decide again"
    for member_id, seq, kind, version, figures, body, read_set in events:
        programme = versions.numbered(version).programme
        decision = redecide(programme, kind, seq, body, restored(bytes(read_set)))
        told = figures_of(decision, programme.zone)
        # What only a later version counts is no part of the decision.
        figures.pop("later_counts", None)
        if told != figures:
            found.append(f"event {seq} of member {member_id}: {told} instead of {figures}")
        moves = await shop.rows(_MOVES, programme_id, member_id, seq)
        if _moves(decision) != [tuple(move) for move in moves]:
            found.append(f"event {seq} of member {member_id}: {_moves(decision)} instead of {moves}")
    return found


def _moves(decision: Decision) -> list[tuple[Any, ...]]:
    lots = {lot.no: lot for lot in decision.lots}
    return [
        (
            *(moved.unit, moved.debit.value, moved.credit.value, moved.amount, moved.effective_at),
            *(moved.cause.value, moved.source, moved.lot_no),
            *(
                (lots[moved.lot_no].available_at, lots[moved.lot_no].expires_at)
                if moved.lot_no is not None
                else (None, None)
            ),
            sorted([use.seq, use.no, use.amount] for use in moved.uses),
        )
        for moved in decision.transfers
    ]
