"""What time alone brings a member, decided (docs/rules.md R1.5).

`settle` decides one entry of the due list (see `engine.dues`) as of its instant, whenever it is asked. Each kind has
one settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.engine.crediting import take
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import AVAILABILITY, CLOSING, EXPIRY
from treue.engine.leaving import close
from treue.engine.levels.lines import LEVEL_REVIEW
from treue.engine.levels.reviewing import review_level
from treue.engine.state import State, spend_order
from treue.programme.records import Programme

Settlement = Callable[[Programme, State, str, datetime], Decision]
"""Called with the version in force at the instant, the state, the subject of what is due, and its instant."""


def settle(programme: Programme, state: State, kind: str, subject: str, instant: datetime) -> Decision:
    """Decide what is due at the instant; `state.lots` holds every lot that it concerns."""
    decision = SETTLEMENTS[kind](programme, state, subject, instant)
    return replace(decision, read_set=replace(decision.read_set, subject=subject))


def _expire(_programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Lots whose end has come."""
    ending = [lot for lot in _lots_of(state, unit) if lot.expires_at is not None and lot.expires_at <= instant]
    return _take(EXPIRY, Account.EXPIRED, Cause.EXPIRED, unit, ending, None, instant)


def _pay_debt(_programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Debt is paid from lots that became available (R4.4)."""
    ready = [lot for lot in _lots_of(state, unit) if lot.is_available(instant)]
    return _take(AVAILABILITY, Account.DEBT, Cause.DEBT_PAID, unit, ready, state.debts.get(unit, 0), instant)


def _lots_of(state: State, unit: str) -> list[Lot]:
    return sorted((lot for lot in state.lots if lot.unit == unit), key=spend_order)


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


def _close(_programme: Programme, state: State, _subject: str, instant: datetime) -> Decision:
    """The grace of one who left is over."""
    return close(state, instant)


SETTLEMENTS: Mapping[str, Settlement] = {
    EXPIRY: _expire,
    AVAILABILITY: _pay_debt,
    CLOSING: _close,
    LEVEL_REVIEW: review_level,
}
TIME_KINDS = frozenset(SETTLEMENTS)
"""Kinds of events that time alone brings."""
