"""Add a webhook: from now on it is told about the topics it wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from psycopg.types.json import Jsonb

from treue.delivery.webhooks.deployment_key import DeploymentKey, shown
from treue.delivery.webhooks.names import name_of
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.fingerprint import request_key_hash
from treue.store.audits import insert_audit
from treue.store.webhooks import Subscription, run
from treue.usecases.webhooks.subscription import (
    RequestKeyUsed,
    checked_ahead,
    checked_topics,
    checked_url,
    find_subscription,
)


@dataclass(frozen=True, slots=True)
class Added:
    """A new webhook, and its secret: this is the only time it is shown."""

    name: str
    url: str
    topics: tuple[str, ...]
    ahead_days: int
    secret: str
    repeated: bool = False
    """Whether the same request had added it before."""


async def add(
    desk: Desk,
    url: str,
    topics: Sequence[str],
    *,
    key: DeploymentKey,
    actor: str,
    request_key: str | None = None,
    ahead_days: int = 30,
) -> Added:
    """Add it. What was decided before is not told.

    With a request key it happens once, since the webhook's id follows from the key. Raises WrongWebhook, and
    RequestKeyUsed where the key added another webhook, or one that was changed or got a new secret since.
    """
    subscription_id = desk.new_id() if request_key is None else _id_of(desk, actor, request_key)
    wanted = tuple(topic.value for topic in checked_topics(topics))
    parameters = {
        "programme": desk.programme_id,
        "subscription": subscription_id,
        "url": checked_url(url),
        "topics": list(wanted),
        "ahead_days": checked_ahead(ahead_days),
        "key_mark": key.mark,
        "now": wall_now(),
    }
    name = name_of(subscription_id)
    async with desk.pool.connection() as connection, connection.transaction():
        is_new = bool(await run(connection, "insert_subscription", parameters))
        if is_new:
            detail = Jsonb({"webhook": name, "url": url, "topics": list(wanted)})
            await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_added", detail)
        elif not _is_as_added(await find_subscription(connection, desk, name), url, wanted, ahead_days, key):
            raise RequestKeyUsed("this key added a webhook before that is another one now; use a new key")
    secret = shown(key.webhook_secret(desk.key, subscription_id, 1))
    return Added(name, url, wanted, ahead_days, secret, repeated=not is_new)


def _id_of(desk: Desk, actor: str, request_key: str) -> int:
    """63 bits of chance to everybody who does not have the key; ids that grow with time do not come near them."""
    parts = b"webhook", str(desk.programme_id).encode(), request_key_hash(actor, request_key)
    return int.from_bytes(blake2b(b"\0".join(parts), digest_size=8).digest(), "big") >> 1


def _is_as_added(found: Subscription, url: str, topics: tuple[str, ...], ahead_days: int, key: DeploymentKey) -> bool:
    now, then = (found.url, found.topics, found.ahead_days, found.key_mark), (url, topics, ahead_days, key.mark)
    return now == then and found.secret_no == 1
