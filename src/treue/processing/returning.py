"""The returns of one batch: the orders they are about, and those that wait for an order (docs/rules.md R6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.engine.returning.standing import OrderStanding, followed
from treue.processing.commands import Outcome
from treue.processing.figures import encoded
from treue.processing.fingerprint import Prepared
from treue.processing.standings import prepared_from
from treue.store.returns import OrderId, WaitingRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A return that waits, and who presented it, where it came in this batch."""

    row: WaitingRow
    item: Prepared
    member_id: int | None = None
    is_new: bool = False


class Returning:
    """Orders by member and number, moved on decision by decision, and what waits, by the key of its order."""

    def __init__(self, standings: Mapping[OrderId, OrderStanding], waiting: Sequence[WaitingRow]) -> None:
        self._standings = dict(standings)
        self._waiting: dict[bytes, list[Waiting]] = {}
        self._decided: list[int] = []
        for row in waiting:
            self._add(Waiting(row, prepared_from(row, encoded(row.body))))

    def standing(self, order: OrderId, holder: int, reported_at: datetime | None) -> OrderStanding | None:
        """The order as it stands now, for the member who holds what became of it."""
        found = self._standings.get(order)
        owner = None if order[0] == holder else order[0]
        return None if found is None else replace(found, reported_at=reported_at, owner=owner)

    def remember(self, member_id: int, standing: OrderStanding) -> None:
        """An order that was decided in this batch."""
        self._standings[member_id, standing.seq] = standing

    def follow(self, member_id: int, decision: Decision) -> None:
        """Move the member's orders on by a decision about him."""
        back = decision.returned
        if back is not None and back.owner is not None:
            order = (back.owner, back.order)
            self._standings[order] = followed(replace(self._standings[order], owner=back.owner), decision)
            return
        for owner, seq in list(self._standings):
            if owner == member_id:
                self._standings[owner, seq] = followed(self._standings[owner, seq], decision)

    def waits(self, item: Prepared) -> Outcome | None:
        """The answer to a return that waits already."""
        keys = {key for _, key in item.keys}
        for waiting in (one for found in self._waiting.values() for one in found):
            if keys & {bytes(key) for key in waiting.row.key_hashes}:
                if bytes(waiting.row.content_hash) != item.content:
                    return Outcome("refused", reason=Reason.KEY_REUSED)
                return _parked(waiting.row.waiting_id)
        return None

    def park(
        self, item: Prepared, order_key: bytes, waiting_id: int, member_id: int | None, reported_at: datetime
    ) -> Outcome:
        """Keep the return until its order comes."""
        kinds, hashes = [kind for kind, _ in item.keys], [key for _, key in item.keys]
        row = WaitingRow(order_key, waiting_id, reported_at, item.content, kinds, hashes, item.command.actor, {})
        self._add(Waiting(row, item, member_id, is_new=True))
        return _parked(waiting_id)

    def awaiting(self, keys: Iterable[bytes]) -> list[Waiting]:
        """The returns that waited for an order with these keys, in their order; they wait no longer."""
        found = [waiting for key in keys for waiting in self._waiting.pop(key, ())]
        self._decided += [waiting.row.waiting_id for waiting in found if not waiting.is_new]
        return sorted(found, key=lambda waiting: waiting.row.waiting_id)

    def to_write(self) -> tuple[list[tuple[WaitingRow, int | None, str]], list[int]]:
        """(row, who presented it, body) of what waits since this batch, and the ids of what was decided."""
        new = [one for found in self._waiting.values() for one in found if one.is_new]
        return [(one.row, one.member_id, one.item.body) for one in new], self._decided

    def _add(self, waiting: Waiting) -> None:
        self._waiting.setdefault(bytes(waiting.row.order_key), []).append(waiting)


def _parked(waiting_id: int) -> Outcome:
    return Outcome("parked", reason=Reason.ORDER_AWAITED, parked_id=waiting_id)
