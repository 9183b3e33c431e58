"""From the parts of a document about members and staff to the records the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from treue.programme.records.members import CLOSE_GRACE, GiftTerms, HouseholdTerms, MemberTerms
from treue.programme.schema.document import Document
from treue.programme.schema.head import Adjustments, Households, Transfers


def compile_member_terms(document: Document, scales: Mapping[str, int]) -> MemberTerms:
    """The terms of a checked document; `scales` is unit id -> scaled units of one."""
    adjustments = document.adjustments or Adjustments()
    return MemberTerms(
        _gifts(document.transfers, scales),
        document.programme.close_grace or CLOSE_GRACE,
        {str(unit): int(amount * scales[unit]) for unit, amount in adjustments.four_eyes_above.items()},
        tuple(adjustments.reasons),
        _households(document.households),
    )


def _households(part: Households | None) -> HouseholdTerms | None:
    if part is None:
        return None
    pool = frozenset(str(unit) for unit in part.pool)
    return HouseholdTerms(pool, _level(part.level), part.spends == "head", part.members)


def _level(word: str) -> Literal["own", "best", "pooled"]:
    match word:
        case "best" | "pooled":
            return word
    return "own"


def _gifts(part: Transfers | None, scales: Mapping[str, int]) -> Mapping[str, GiftTerms]:
    if part is None:
        return {}
    return {
        str(unit): GiftTerms(
            max(1, int((part.minimum or 0) * scales[unit])),
            int(part.maximum * scales[unit]) if part.maximum is not None else None,
        )
        for unit in part.units
    }
