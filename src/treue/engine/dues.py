"""The due list of one member: the instants at which time will bring him something (docs/rules.md R1.5).

Each kind of due thing has a source here, which finds it in the member's state, and a settlement in `engine.time`, which
decides it. Sources follow from the state alone, so they answer the same however late they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from treue.domain.books import Lot
from treue.engine.state import DueKey, State

AVAILABILITY = "availability"
EXPIRY = "expiry"
CLOSING = "closing"
LOT_KINDS = frozenset({AVAILABILITY, EXPIRY})
"""What follows from the open lots: it is found only where they were read."""


class Due(NamedTuple):
    """Something that is due; `subject` says of what: a unit, a ladder, a window."""

    kind: str
    subject: str
    at: datetime


Source = Callable[[State], Iterable[Due]]


def kept_dues(state: State) -> Iterator[Due]:
    """What decisions said will be due."""
    for (kind, subject), instant in state.dues.items():
        yield Due(kind, subject, instant)


def closing(state: State) -> Iterator[Due]:
    """The end of the time in which one who left may still use his units; it concerns all of them."""
    if state.standing.closes_at is not None:
        yield Due(CLOSING, "", state.standing.closes_at)


STATE_SOURCES: tuple[Source, ...] = (kept_dues, closing)
"""What is due besides the lots."""


def dues_of(state: State, until: datetime) -> dict[DueKey, datetime]:
    """The due list where everything up to `until` is settled; `state.lots` holds all open lots."""
    return dues_of_lots(state.lots, state.debts, until) | dues_of_state(state)


def dues_of_state(state: State) -> dict[DueKey, datetime]:
    """What is due besides the lots."""
    dues: dict[DueKey, datetime] = {}
    for source in STATE_SOURCES:
        for due in source(state):
            _earliest(dues, (due.kind, due.subject), due.at)
    return dues


def dues_of_lots(lots: Iterable[Lot], debts: Mapping[str, int], until: datetime) -> dict[DueKey, datetime]:
    """An expiry is due for each unit with an open lot that ends; an availability only while the member owes that unit,
    since nothing else changes when a lot becomes available.
    """
    dues: dict[DueKey, datetime] = {}
    for lot in lots:
        if lot.expires_at is not None:
            _earliest(dues, (EXPIRY, lot.unit), lot.expires_at)
        if debts.get(lot.unit) and lot.available_at > until:
            _earliest(dues, (AVAILABILITY, lot.unit), lot.available_at)
    return dues


def _earliest(dues: dict[DueKey, datetime], key: DueKey, instant: datetime) -> None:
    known = dues.get(key)
    if known is None or instant < known:
        dues[key] = instant
