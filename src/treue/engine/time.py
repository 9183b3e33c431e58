"""What time alone brings a member (docs/rules.md R1.5): lots that become available while he owes, and lots that expire.

`next_due` names the earliest instant at which something is due; `settle` decides it. Both follow from the open lots and
the debt alone, so they give the same answer however late they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.engine.crediting import take
from treue.engine.decision import Decision, ReadSet
from treue.engine.leaving import CLOSING, close
from treue.engine.state import State, spend_order

AVAILABILITY = "availability"
EXPIRY = "expiry"
TIME_KINDS = frozenset({AVAILABILITY, EXPIRY, CLOSING})


def dues_of(lots: Iterable[Lot], debts: dict[str, int], until: datetime) -> dict[tuple[str, str], datetime]:
    """The due list: (kind, unit) -> the instant at which the next one is due, where everything up to `until` is
    settled.

    An expiry is due for each unit with an open lot that ends; an availability only while the member owes that unit,
    since nothing else changes when a lot becomes available.
    """
    dues: dict[tuple[str, str], datetime] = {}
    for lot in lots:
        if lot.expires_at is not None:
            _earliest(dues, (EXPIRY, lot.unit), lot.expires_at)
        if debts.get(lot.unit) and lot.available_at > until:
            _earliest(dues, (AVAILABILITY, lot.unit), lot.available_at)
    return dues


def settle(state: State, kind: str, unit: str, instant: datetime) -> Decision:
    """Decide what is due at the instant; `state.lots` holds every lot that it concerns."""
    if kind == CLOSING:
        return close(state, instant)
    due = sorted((lot for lot in state.lots if lot.unit == unit), key=spend_order)
    if kind == EXPIRY:
        ending = [lot for lot in due if lot.expires_at is not None and lot.expires_at <= instant]
        return _take(EXPIRY, Account.EXPIRED, Cause.EXPIRED, unit, ending, None, instant)
    ready = [lot for lot in due if lot.is_available(instant)]
    return _take(AVAILABILITY, Account.DEBT, Cause.DEBT_PAID, unit, ready, state.debts.get(unit, 0), instant)


def _take(
    kind: str,
    account: Account,
    cause: Cause,
    unit: str,
    lots: list[Lot],
    limit: int | None,
    instant: datetime,
) -> Decision:
    held = sum(lot.remaining for lot in lots)
    amount = held if limit is None else min(limit, held)
    debts = ((unit, limit),) if limit else ()
    if not amount:
        return Decision(kind, instant, ReadSet(instant, debts))
    moved = Transfer(unit, Account.MEMBER, account, amount, instant, cause, uses=take(lots, amount))
    used = {(use.seq, use.no) for use in moved.uses}
    read_lots = tuple(lot for lot in lots if (lot.seq, lot.no) in used)
    return Decision(kind, instant, ReadSet(instant, debts, lots=read_lots), transfers=(moved,))


def _earliest(dues: dict[tuple[str, str], datetime], key: tuple[str, str], instant: datetime) -> None:
    known = dues.get(key)
    if known is None or instant < known:
        dues[key] = instant
