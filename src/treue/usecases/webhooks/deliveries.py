"""What became of messages, and delivering them again."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from treue.domain.ids import number_of
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.webhooks import NEWEST, Delivery, Standing, Subscription, list_deliveries, list_subscriptions, run
from treue.usecases.webhooks.subscription import CannotDeliver, UnknownWebhook, find_subscription

LISTED_MAX = 50


async def list_webhooks(desk: Desk) -> Sequence[Subscription]:
    """All webhooks of the programme, oldest first."""
    async with desk.pool.connection() as connection:
        return await list_subscriptions(connection, desk.programme_id)


async def read_webhook(desk: Desk, name: str) -> Subscription:
    """The webhook of this name. Raises UnknownWebhook."""
    async with desk.pool.connection() as connection:
        return await find_subscription(connection, desk, name)


async def deliveries(
    desk: Desk,
    name: str | None = None,
    *,
    standing: Standing | None = None,
    before: int = NEWEST,
    limit: int = LISTED_MAX,
) -> list[Delivery]:
    """The newest messages before this one, of one webhook or of all. Raises UnknownWebhook."""
    async with desk.pool.connection() as connection:
        subscription_id = None
        if name is not None:
            subscription_id = (await find_subscription(connection, desk, name)).subscription_id
        return await list_deliveries(
            connection,
            desk.programme_id,
            subscription_id=subscription_id,
            standing=standing,
            before=before,
            limit=limit,
        )


async def replay(desk: Desk, name: str, *, message: str | None = None, actor: str) -> int:
    """Deliver the dead letters of a webhook again, or one message whatever became of it; how many.

    Each keeps its `webhook-id`. Raises UnknownWebhook, and CannotDeliver where the webhook is disabled.
    """
    message_id = None if message is None else number_of("msg", message)
    if message is not None and message_id is None:
        remedy = f"treue webhook deliveries {desk.key}"
        raise UnknownWebhook(f"'{message}' is no id of a message; the list of deliveries names them", remedy)
    async with desk.pool.connection() as connection, connection.transaction():
        found = await find_subscription(connection, desk, name)
        if found.disabled_at is not None:
            remedy = f"treue webhook enable {desk.key} {name}"
            raise CannotDeliver(f"the webhook {name} is disabled; enable it first", remedy)
        parameters = {
            "programme": desk.programme_id,
            "subscription": found.subscription_id,
            "message": message_id,
            "now": wall_now(),
        }
        replayed = await run(connection, "replay_messages", parameters)
        if message is not None and not replayed:
            raise UnknownWebhook(f"{name} has no message {message}; delivered ones are not kept for ever")
        detail = Jsonb({"webhook": name, "messages": replayed})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_replayed", detail)
    return replayed
