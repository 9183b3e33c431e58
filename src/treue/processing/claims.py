"""The keys of a batch: who holds which, what was answered for it, and which are taken by what is decided now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.processing.commands import Outcome
from treue.processing.fingerprint import FINGERPRINT, Prepared, receipt_content_hash
from treue.store.reading import ClaimRow
from treue.store.writing import Rows

REQUEST_KEYS_LIVE = timedelta(days=30)


class Claims:
    """The keys that the commands of a batch name. `lapsed` are those found to be free again."""

    def __init__(self, known: Mapping[bytes, ClaimRow], rows: Rows, wall_now: datetime) -> None:
        self.lapsed: list[bytes] = []
        self._known = dict(known)
        self._rows = rows
        self._wall_now = wall_now

    def of(self, key: bytes) -> ClaimRow | None:
        """Who holds the key; a request key is free again after a while."""
        claim = self._known.get(key)
        if claim is not None and claim.lapses_at is not None and claim.lapses_at <= self._wall_now:
            del self._known[key]
            self.lapsed.append(key)
            return None
        return claim

    def receipt_among(self, keys: tuple[tuple[str, bytes], ...]) -> ClaimRow | None:
        """Who had the receipt credited, if one is named."""
        return next((self._known[key] for kind, key in keys if kind == "receipt" and key in self._known), None)

    def take(
        self,
        member_id: int,
        seq: int,
        item: Prepared,
        keys: tuple[tuple[str, bytes], ...],
        decision: Decision,
        figures: dict[str, object],
        code: str | None,
    ) -> None:
        """From now on the keys are held by the event that was just decided."""
        refused = decision.refused.value if decision.refused is not None else None
        for kind, key in keys:
            held = receipt_content_hash(member_id, item.body) if kind == "receipt" else item.content
            lapses_at = self._wall_now + REQUEST_KEYS_LIVE if kind == "request" else None
            self._rows["insert_claims"].append((kind, key, held, FINGERPRINT, member_id, seq, lapses_at))
            self._known[key] = ClaimRow(held, member_id, seq, lapses_at, decision.kind, refused, figures, code=code)

    def unite(self, survivor: int, merged: int) -> None:
        """What led to the merged member leads to the survivor."""
        for key, claim in self._known.items():
            if merged in (claim.member_id, claim.survivor):
                self._known[key] = replace(claim, survivor=survivor)

    def sort_rows(self) -> None:
        """Two batches that meet on several keys wait for each other in the same order."""
        self._rows["insert_claims"].sort(key=lambda row: row[1])


def answer(claim: ClaimRow, content: bytes, member_id: int) -> Outcome:
    """The stored answer of an earlier decision, for the same content about the same member.

    `member_id` is 0 where the command's reference leads to nobody (any more); the content then has to suffice. There is
    no answer about a member who was erased since.
    """
    if claim.member_id is None:
        return Outcome("refused", reason=Reason.UNKNOWN_MEMBER)
    if claim.content_hash != content or member_id not in (0, claim.member_id, claim.survivor):
        return Outcome("refused", reason=Reason.KEY_REUSED)
    reason = Reason(claim.refused) if claim.refused is not None else None
    figures = claim.figures or {}
    return Outcome("repeated", claim.member_id, claim.member_seq, reason, figures=figures, code=claim.code)
