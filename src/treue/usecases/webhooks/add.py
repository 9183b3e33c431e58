"""Add a webhook: from now on it is told about the topics it wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from treue.delivery.webhooks.deployment_key import DeploymentKey, shown
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.webhooks import run
from treue.usecases.webhooks.subscription import checked_ahead, checked_topics, checked_url, name_of


@dataclass(frozen=True, slots=True)
class Added:
    """A new webhook, and its secret: this is the only time it is shown."""

    name: str
    url: str
    topics: tuple[str, ...]
    secret: str


async def add(
    desk: Desk, url: str, topics: Sequence[str], *, key: DeploymentKey, actor: str, ahead_days: int = 30
) -> Added:
    """Add it. What was decided before is not told. Raises WrongWebhook."""
    subscription_id, now = desk.new_id(), wall_now()
    wanted = checked_topics(topics)
    parameters = {
        "programme": desk.programme_id,
        "subscription": subscription_id,
        "url": checked_url(url),
        "topics": [topic.value for topic in wanted],
        "ahead_days": checked_ahead(ahead_days),
        "key_mark": key.mark,
        "now": now,
    }
    name = name_of(subscription_id)
    async with desk.pool.connection() as connection, connection.transaction():
        await run(connection, "insert_subscription", parameters)
        detail = Jsonb({"webhook": name, "url": url, "topics": parameters["topics"]})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_added", detail)
    secret = key.webhook_secret(desk.key, subscription_id, 1)
    return Added(name, url, tuple(topic.value for topic in wanted), shown(secret))
