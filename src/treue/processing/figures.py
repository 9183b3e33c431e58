"""What is kept of a decision for ever: its figures, without anything about the person.

They are stored with the event, answered to whoever repeats the request, and read by histories. Shape (every key only
where it says something):

    shares   [[rule, unit, given], ...], with [..., wanted, reason] where a share was cut
    given    {unit: scaled units that entered the wallet}
    taken    {unit: scaled units that left it}
    debt     {unit: change of what the member owes}
    lots     [[unit, amount, available_at, expires_at], ...]
    reward, gives   what was bought
    standing {left_at, closes_at} from now on, where it changed
    missing  scaled units that were lacking
"""

from __future__ import annotations

from typing import Any

import msgspec

from treue.domain.books import Account, Cause
from treue.engine.decision import Decision

_encode = msgspec.json.Encoder(order="deterministic").encode


def figures_of(decision: Decision) -> dict[str, Any]:
    """The figures of a decision, ready for JSON."""
    figures: dict[str, Any] = {}
    if decision.shares:
        figures["shares"] = [
            [share.rule, share.unit, share.given]
            if share.cut is None
            else [share.rule, share.unit, share.given, share.wanted, share.cut.value]
            for share in decision.shares
        ]
    for transfer in decision.transfers:
        if transfer.credit is Account.MEMBER:
            _add(figures, "given", transfer.unit, transfer.amount)
        elif transfer.cause is not Cause.DEBT_PAID and transfer.debit is Account.MEMBER:
            _add(figures, "taken", transfer.unit, transfer.amount)
        if transfer.debit is Account.DEBT:
            _add(figures, "debt", transfer.unit, transfer.amount)
        elif transfer.credit is Account.DEBT:
            _add(figures, "debt", transfer.unit, -transfer.amount)
    if decision.lots:
        figures["lots"] = [
            [lot.unit, lot.amount, lot.available_at.isoformat(), lot.expires_at and lot.expires_at.isoformat()]
            for lot in decision.lots
        ]
    if decision.reward is not None:
        figures["reward"] = decision.reward
        figures["gives"] = dict(decision.gives or {})
    if decision.standing is not None:
        left_at, closes_at = decision.standing.left_at, decision.standing.closes_at
        figures["standing"] = {
            "left_at": left_at and left_at.isoformat(),
            "closes_at": closes_at and closes_at.isoformat(),
        }
    if decision.missing:
        figures["missing"] = decision.missing
    return figures


def encoded(value: Any) -> str:
    """JSON text."""
    return _encode(value).decode()


def _add(figures: dict[str, Any], name: str, unit: str, amount: int) -> None:
    amounts = figures.setdefault(name, {})
    amounts[unit] = amounts.get(unit, 0) + amount
