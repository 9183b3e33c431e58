"""A shop, a receiver, and a webhook from one to the other: what the stories about deliveries begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.delivery.receiver import Behaviour, Received, Receiver, receiving
from tests.processing.shop import Shop, new_key, opened
from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.delivery.webhooks.dispatching import Dispatcher
from treue.delivery.webhooks.egress import allowed_networks
from treue.delivery.webhooks.names import name_of
from treue.delivery.webhooks.sending import Sender
from treue.processing.news import Topic
from treue.store.webhooks import Subscription
from treue.usecases.webhooks.add import Added, add
from treue.usecases.webhooks.change import remove
from treue.usecases.webhooks.deliveries import deliveries, list_webhooks

KEY = DeploymentKey(bytes(range(32)))
LOOPBACK = allowed_networks("127.0.0.1")
DOCUMENT = """\
units:
  points: {name: {en: [point, points]}, expires: after 3 months}
  stars: {name: {en: [star, stars]}, decimals: 1}
metrics: {spend_year: {sum: order.paid, over: calendar year}}
ladders:
  club: {by: spend_year, levels: [{id: green, from: 0}, {id: gold, from: 100.00 EUR}], keeps: rest of year}
earn:
  - {id: base, event: purchase, give: {points: 1, stars: 0.5}, per: 1.00 EUR}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""


def soon() -> datetime:
    """A little later than whatever the story has just done; what was signed then is still accepted."""
    return datetime.now(UTC) + timedelta(minutes=2)


@dataclass(slots=True)
class Scene:
    """A shop, a receiver, a webhook from one to the other, and a clock for deliveries."""

    shop: Shop
    receiver: Receiver
    webhook: Added
    sender: Sender
    now: datetime = field(default_factory=soon)

    def dispatcher(self, key: DeploymentKey | None = KEY, chance: float = 0.0) -> Dispatcher:
        return Dispatcher(self.shop.desk.pool, key, self.sender, clock=lambda: self.now, chance=lambda: chance)

    async def deliver(self) -> list[Received]:
        """Deliver everything that is due now; what arrived by that."""
        before, dispatcher = len(self.receiver.received), self.dispatcher()
        while await dispatcher.turn():
            await dispatcher.drain()
        return self.receiver.received[before:]

    async def standing(self) -> list[tuple[str, int]]:
        """(standing, attempts) of every message, the oldest first."""
        found = await deliveries(self.shop.desk)
        return [(one.standing, one.attempts) for one in reversed(found)]

    async def listed(self) -> Subscription:
        (one,) = await list_webhooks(self.shop.desk)
        return one


@asynccontextmanager
async def scene(
    database: str, *behaviours: Behaviour, topics: Sequence[str] = (Topic.BALANCE_CHANGED,), ahead_days: int = 30
) -> AsyncIterator[Scene]:
    async with (
        opened(database, DOCUMENT, key=new_key()) as shop,
        receiving(*behaviours) as receiver,
        Sender(LOOPBACK, seconds_max=1.0) as sender,
    ):
        await shop.join("anna", "bert")
        webhook = await add(shop.desk, receiver.url, topics, key=KEY, actor="test", ahead_days=ahead_days)
        try:
            yield Scene(shop, receiver, webhook, sender)
        finally:
            for one in await list_webhooks(shop.desk):
                await remove(shop.desk, name_of(one.subscription_id), actor="test")
