"""What time alone brings a member, decided (docs/rules.md R1.5).

`settle` decides one entry of the due list (see `engine.dues`) as of its instant, whenever it is asked. Each kind has
one settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from treue.domain.books import Account, Cause, Lot, Transfer
from treue.domain.events import Brought
from treue.engine.ageing import aged
from treue.engine.crediting import take
from treue.engine.deciding import decide
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import AVAILABILITY, CLOSING, EXPIRY
from treue.engine.leaving import close
from treue.engine.levels.lines import LEVEL_REVIEW
from treue.engine.levels.participating import end_period
from treue.engine.levels.reviewing import review_level
from treue.engine.levels.warning import unneeded, warned, warning_of
from treue.engine.rewards.by_itself import READY, look
from treue.engine.state import FORFEIT, INACTIVITY, SOONEST_EXPIRY, State, spend_order
from treue.engine.time_events import brought_by
from treue.programme.records import LEVEL_WARNING, PARTICIPATION, TIME_EVENTS, Programme

Settlement = Callable[[Programme, State, str, datetime], Decision]
"""Called with the version in force at the instant, the state, the subject of what is due, and its instant."""


def settle(programme: Programme, state: State, kind: str, subject: str, instant: datetime) -> Decision:
    """Decide what is due at the instant; `state.lots` holds every lot that it concerns."""
    now, state.now = state.now, instant
    try:
        event = event_due(programme, state, kind, subject, instant)
        if event is not None:
            decision = decide(programme, state, event)
        else:
            decision = aged(programme, state, None, SETTLEMENTS[kind](programme, state, subject, instant))
            decision = warned(programme, state, decision)
    finally:
        state.now = now
    return replace(decision, read_set=replace(decision.read_set, subject=subject))


def event_due(programme: Programme, state: State, kind: str, subject: str, instant: datetime) -> Brought | None:
    """The event that what is due brings; None for what is settled without one."""
    if kind == LEVEL_WARNING:
        return warning_of(programme, state, subject, instant)
    return brought_by(state.profile, kind, subject, instant, programme.zone)


def _expire(_programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Lots whose end has come."""
    ending = [lot for lot in _lots_of(state, unit) if lot.expires_at is not None and lot.expires_at <= instant]
    return _take(EXPIRY, Account.EXPIRED, Cause.EXPIRED, unit, ending, None, instant)


def _pay_debt(programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Debt is paid from lots that became available (R4.4)."""
    first_out = programme.units[unit].first_out if unit in programme.units else SOONEST_EXPIRY
    ready = state.available_lots(unit, first_out)
    return _take(AVAILABILITY, Account.DEBT, Cause.DEBT_PAID, unit, ready, state.debts.get(unit, 0), instant)


def _fall(_programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """Nothing happened for too long: all lots of the wallet fall together (R4.6)."""
    lots = _lots_of(state, unit)
    fallen = _take(INACTIVITY, Account.EXPIRED, Cause.EXPIRED, unit, lots, None, instant)
    return replace(fallen, dues=(((INACTIVITY, unit), None),))


def _forfeit(_programme: Programme, state: State, unit: str, instant: datetime) -> Decision:
    """What an event forfeited a while ago is taken now."""
    lots = _lots_of(state, unit)
    taken = _take(FORFEIT, Account.FORFEITED, Cause.FORFEITED, unit, lots, None, instant)
    return replace(taken, dues=(((FORFEIT, unit), None),))


def _close(_programme: Programme, state: State, _subject: str, instant: datetime) -> Decision:
    """The grace of one who left is over (R9.3)."""
    return close(state, instant)


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


SETTLEMENTS: Mapping[str, Settlement] = {
    AVAILABILITY: _pay_debt,
    CLOSING: _close,
    EXPIRY: _expire,
    FORFEIT: _forfeit,
    INACTIVITY: _fall,
    LEVEL_REVIEW: review_level,
    LEVEL_WARNING: unneeded,
    PARTICIPATION: end_period,
    READY: look,
}
TIME_KINDS = frozenset({*SETTLEMENTS, *TIME_EVENTS})
"""Kinds of events that time alone brings."""
