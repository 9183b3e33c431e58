"""The stored form of a read-set: compact JSON, a few hundred bytes, and back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from treue.domain.books import Lot
from treue.domain.standing import Standing
from treue.engine.decision import ReadSet


class _Stored(
    msgspec.Struct,
    omit_defaults=True,
    rename={"now": "n", "debts": "d", "budgets": "b", "lots": "l", "stock": "s", "standing": "m"},
):
    now: datetime
    debts: tuple[tuple[str, int], ...] = ()
    budgets: tuple[tuple[str, str, int], ...] = ()
    lots: tuple[tuple[int, int, str, int, int, datetime, datetime, datetime | None], ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    standing: tuple[datetime | None, datetime | None] = (None, None)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Stored).decode


def stored(read_set: ReadSet) -> bytes:
    """The read-set as bytes."""
    lots = tuple(
        (lot.seq, lot.no, lot.unit, lot.amount, lot.remaining, lot.earned_at, lot.available_at, lot.expires_at)
        for lot in read_set.lots
    )
    standing = (read_set.standing.left_at, read_set.standing.closes_at)
    return _encode(_Stored(read_set.now, read_set.debts, read_set.budgets, lots, read_set.stock, standing))


def restored(body: bytes) -> ReadSet:
    """The read-set that was stored. Raises msgspec.DecodeError for anything else."""
    kept = _decode(body)
    lots = tuple(Lot(*lot) for lot in kept.lots)
    return ReadSet(kept.now, kept.debts, kept.budgets, lots, kept.stock, Standing(*kept.standing))
