"""From the parts of a document about members and staff to the records the engine reads."""

from __future__ import annotations

from collections.abc import Mapping

from treue.programme.records.members import CLOSE_GRACE, GiftTerms, MemberTerms
from treue.programme.schema.document import Document
from treue.programme.schema.head import Adjustments, Transfers


def compile_member_terms(document: Document, scales: Mapping[str, int]) -> MemberTerms:
    """The terms of a checked document; `scales` is unit id -> scaled units of one."""
    adjustments = document.adjustments or Adjustments()
    return MemberTerms(
        _gifts(document.transfers, scales),
        document.programme.close_grace or CLOSE_GRACE,
        {str(unit): int(amount * scales[unit]) for unit, amount in adjustments.four_eyes_above.items()},
        tuple(adjustments.reasons),
    )


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
