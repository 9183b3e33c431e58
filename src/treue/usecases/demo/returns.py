"""Returns for the demo: the data has none, so a fixed draw decides which baskets have a line brought back.

Three of a hundred baskets, one line each, one to fourteen days later. The draw is a hash of the basket's id, so every
run makes the same ones. Lines without a price or without a quantity (coupons and free items of the data) stay lines of
their orders and are never brought back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from treue.domain.events import LineBack, Return
from treue.domain.orders import LineKind, OrderReference
from treue.processing.commands import Command, MemberReference
from treue.usecases.purchases.past import Chunk, PastPurchase, PurchaseSource

SHARE_PERCENT = 3
DAYS_MAX = 14
_ORDERS_LOOKED_BACK = 12_000
"""More orders than there are in `DAYS_MAX` days: a run that goes on finds the returns that were still to come."""


@dataclass(slots=True)
class DemoReturns:
    """Watches the purchases go by and knows what comes back of them."""

    actor: str
    _planned: list[tuple[datetime, PastPurchase, int]] = field(default_factory=list)
    _clock: datetime | None = None

    def watching(self, source: PurchaseSource) -> PurchaseSource:
        """The same purchases; what comes back of them is noted."""
        return _Watched(source, self)

    def see(self, purchase: PastPurchase) -> None:
        """Note what will come back of the purchase."""
        self._clock = max(purchase.occurred_at, self._clock or purchase.occurred_at)
        draw = blake2b(purchase.external_id.encode(), digest_size=8).digest()
        number = int.from_bytes(draw, "big")
        lines = [
            place
            for place, line in enumerate(purchase.order.lines, 1)
            if line.kind is LineKind.GOODS and line.paid > 0 and line.quantity > 0
        ]
        if number % 100 < SHARE_PERCENT and lines:
            back_at = purchase.occurred_at + timedelta(days=1 + number // 100 % DAYS_MAX)
            self._planned.append((back_at, purchase, lines[number // 10_000 % len(lines)]))

    def due(self, source: str) -> list[Command]:
        """The returns up to the latest purchase seen, in order of time; their keys make each happen once."""
        clock = self._clock
        if clock is None:
            return []
        due = sorted((one for one in self._planned if one[0] <= clock), key=lambda one: (one[0], one[1].position))
        self._planned = [one for one in self._planned if one[0] > clock]
        return [
            Command(
                MemberReference("order", ""),
                Return(back_at, OrderReference(source, purchase.external_id), (LineBack(line),)),
                self.actor,
                source="demo returns",
                external_id=purchase.external_id,
            )
            for back_at, purchase, line in due
        ]


@dataclass(frozen=True, slots=True)
class _Watched:
    """A source whose purchases are seen as they go by."""

    inner: PurchaseSource
    returns: DemoReturns

    @property
    def source(self) -> str:
        return self.inner.source

    @property
    def total_orders(self) -> int:
        return self.inner.total_orders

    def chunks(self, size: int, start_after: int = 0) -> Iterator[Chunk]:
        if start_after:
            for earlier in self.inner.chunks(size, max(0, start_after - _ORDERS_LOOKED_BACK)):
                for purchase in earlier.purchases:
                    if purchase.position <= start_after:
                        self.returns.see(purchase)
                if earlier.reached >= start_after:
                    break
        for chunk in self.inner.chunks(size, start_after):
            for purchase in chunk.purchases:
                self.returns.see(purchase)
            yield chunk
