"""The stored form of a read-set: compact JSON, a few hundred bytes, and back."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from treue.domain.belonging import NOWHERE, Belonging
from treue.domain.books import Lot
from treue.domain.standing import MEMBER, Standing
from treue.domain.windows import Days
from treue.engine.decision import ReadSet
from treue.engine.rewards.redemption import Redemption
from treue.engine.state import Interval, Lapse
from treue.engine.tallies import Asked
from treue.processing.returned import restored_reckoning, stored_reckoning
from treue.rules.facts import NO_FACTS, Facts
from treue.rules.types import Value

_Lot = tuple[int, int, str, int, int, datetime, datetime, datetime | None]


class _Stored(
    msgspec.Struct,
    omit_defaults=True,
    rename={
        "now": "n",
        "debts": "d",
        "budgets": "b",
        "lots": "l",
        "stock": "s",
        "stopped": "o",
        "tallies": "t",
        "facts": "f",
        "levels": "v",
        "purchases": "p",
        "reckoning": "k",
        "standing": "m",
        "joined": "j",
        "subject": "u",
        "dues": "i",
        "lapses": "r",
        "moved": "e",
        "redemption": "w",
        "paid": "a",
        "rate": "x",
        "term": "y",
        "household": "h",
        "vouchers": "c",
        "queue": "q",
    },
):
    now: datetime
    debts: tuple[tuple[str, int], ...] = ()
    budgets: tuple[tuple[str | int, ...], ...] = ()
    lots: tuple[_Lot, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    stopped: tuple[tuple[str, str], ...] = ()
    tallies: tuple[tuple[str, date, date, int], ...] = ()
    facts: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    levels: tuple[tuple[str, tuple[tuple[str, datetime, datetime | None, str], ...]], ...] = ()
    purchases: int | None = None
    reckoning: dict[str, Any] | None = None
    standing: tuple[datetime | None, datetime | None] | None = None
    joined: datetime | None = None
    subject: str = ""
    dues: tuple[tuple[str, str, datetime], ...] = ()
    lapses: tuple[tuple[str, datetime, tuple[_Lot, ...]], ...] = ()
    moved: tuple[tuple[int, int, datetime], ...] = ()
    """(seq, no, end it was issued with) of lots whose end moved."""
    redemption: Redemption | None = None
    paid: int | None = None
    rate: Decimal | None = None
    term: tuple[date, date] | None = None
    household: tuple[int, int, bool] | None = None
    queue: tuple[str, int, int, int] | None = None
    vouchers: tuple[Redemption, ...] = ()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Stored).decode


def stored(read_set: ReadSet) -> bytes:
    """The read-set as bytes."""
    return _encode(
        _Stored(
            read_set.now,
            read_set.debts,
            read_set.budgets,
            _stored_lots(read_set.lots),
            read_set.stock,
            read_set.stopped,
            tuple((*asked, figure) for asked, figure in read_set.tallies),
            {} if read_set.facts is NO_FACTS else _stored_facts(read_set.facts),
            tuple(
                (ladder, tuple((line.level, line.starts, line.ends, line.standing) for line in intervals))
                for ladder, intervals in read_set.levels
            ),
            read_set.purchases,
            None if read_set.reckoning is None else stored_reckoning(read_set.reckoning),
            None if read_set.standing == MEMBER else (read_set.standing.left_at, read_set.standing.closes_at),
            read_set.joined,
            read_set.subject,
            tuple((*key, instant) for key, instant in read_set.dues),
            tuple((unit, lapse.at, _stored_lots(lapse.lots)) for unit, lapse in read_set.lapses),
            tuple((lot.seq, lot.no, lot.issued_until) for lot in _all_lots(read_set) if lot.issued_until is not None),
            read_set.redemption,
            read_set.paid,
            read_set.rate,
            read_set.term,
            None if read_set.belonging == NOWHERE else astuple(read_set.belonging),
            read_set.queue,
            read_set.vouchers,
        )
    )


def restored(body: bytes) -> ReadSet:
    """The read-set that was stored. Raises msgspec.DecodeError for anything else."""
    kept = _decode(body)
    issued = {(seq, no): instant for seq, no, instant in kept.moved}

    def lots_of(lots: tuple[_Lot, ...]) -> tuple[Lot, ...]:
        return tuple(Lot(*lot, issued.get(lot[:2])) for lot in lots)

    return ReadSet(
        kept.now,
        kept.debts,
        tuple(_restored_budget(*budget) for budget in kept.budgets),
        lots_of(kept.lots),
        kept.stock,
        kept.stopped,
        tuple((Asked(name, first, last), figure) for name, first, last, figure in kept.tallies),
        _restored_facts(kept.facts),
        tuple((ladder, tuple(Interval(*line) for line in intervals)) for ladder, intervals in kept.levels),
        kept.purchases,
        tuple(((kind, subject), instant) for kind, subject, instant in kept.dues),
        tuple((unit, Lapse(at, lots_of(lots))) for unit, at, lots in kept.lapses),
        None if kept.reckoning is None else restored_reckoning(kept.reckoning),
        MEMBER if kept.standing is None else Standing(*kept.standing),
        NOWHERE if kept.household is None else Belonging(*kept.household),
        kept.joined,
        kept.subject,
        kept.redemption,
        kept.paid,
        kept.rate,
        None if kept.term is None else Days(*kept.term),
        kept.queue,
        kept.vouchers,
    )


def _stored_lots(lots: tuple[Lot, ...]) -> tuple[_Lot, ...]:
    return tuple(
        (lot.seq, lot.no, lot.unit, lot.amount, lot.remaining, lot.earned_at, lot.available_at, lot.expires_at)
        for lot in lots
    )


def _all_lots(read_set: ReadSet) -> list[Lot]:
    return [*read_set.lots, *(lot for _, lapse in read_set.lapses for lot in lapse.lots)]


def _restored_budget(rule: str | int, unit: str | int, *rest: str | int) -> tuple[str, str, str, int]:
    # Budgets had no windows once; those held for ever.
    window, used = rest if len(rest) == 2 else ("", *rest)
    return str(rule), str(unit), str(window), int(used)


_SCOPES = ("member", "metric", "level", "plan", "partner")


def _stored_facts(facts: Facts) -> dict[str, dict[str, Any]]:
    """By scope and name; a value that JSON has no form for stands under the name of its type."""
    return {
        scope: {name: _stored_value(value) for name, value in values.items()}
        for scope in _SCOPES
        if (values := getattr(facts, scope))
    }


def _restored_facts(kept: dict[str, dict[str, Any]]) -> Facts:
    if not kept:
        return NO_FACTS
    return Facts(
        **{scope: {name: _restored_value(one) for name, one in found.items()} for scope, found in kept.items()}
    )


def _stored_value(value: Value) -> Any:
    match value:
        case bool() | int() | str():
            return value
        case Fraction():
            return {"fraction": [value.numerator, value.denominator]}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case tuple():
            return [_stored_value(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no place in a read-set")


def _restored_value(kept: Any) -> Value:
    match kept:
        case {"fraction": [numerator, denominator]}:
            return Fraction(numerator, denominator)
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case list():
            return tuple(_restored_value(one) for one in kept)
        case bool() | int() | str():
            return kept
    raise ValueError(f"{kept!r} is not the stored form of a value")
