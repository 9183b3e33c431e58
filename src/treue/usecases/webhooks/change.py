"""Change a webhook that there is: remove it, enable it again, or give it a new secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from treue.delivery.webhooks.deployment_key import DeploymentKey, shown
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.statements import statements
from treue.store.webhooks import run
from treue.usecases.webhooks.subscription import WrongWebhook, find_subscription

OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new secret, and until when the former one signs too."""

    secret: str
    former_until: datetime


async def remove(desk: Desk, name: str, *, actor: str) -> int:
    """Remove the webhook with its messages; how many were not delivered yet. Raises UnknownWebhook."""
    async with desk.pool.connection() as connection, connection.transaction():
        found = await find_subscription(connection, desk, name)
        whose = {"programme": desk.programme_id, "subscription": found.subscription_id}
        await run(connection, "delete_messages", whose)
        await run(connection, "delete_subscription", whose)
        detail = Jsonb({"webhook": name, "url": found.url, "waiting": found.waiting})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_removed", detail)
    return found.waiting


async def enable(desk: Desk, name: str, *, actor: str) -> bool:
    """Enable a webhook that was disabled; False where it was not. Raises UnknownWebhook."""
    async with desk.pool.connection() as connection, connection.transaction():
        found = await find_subscription(connection, desk, name)
        whose = {"programme": desk.programme_id, "subscription": found.subscription_id}
        if not await run(connection, "enable_subscription", whose):
            return False
        detail = Jsonb({"webhook": name})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_enabled", detail)
    return True


async def rotate(desk: Desk, name: str, *, key: DeploymentKey, actor: str, overlap: timedelta = OVERLAP) -> Rotated:
    """A new secret. The one before signs too for as long as the overlap; the one before that no more.

    Raises UnknownWebhook, and WrongWebhook where the webhook was made with another deployment key.
    """
    until = wall_now() + overlap
    async with desk.pool.connection() as connection, connection.transaction():
        found = await find_subscription(connection, desk, name)
        if found.key_mark != key.mark:
            raise WrongWebhook(f"{name} was added with another deployment key ({found.key_mark}); use that one")
        parameters = {
            "programme": desk.programme_id,
            "subscription": found.subscription_id,
            "former_until": until,
        }
        row = await (await connection.execute(statements("webhooks")["rotate_secret"], parameters)).fetchone()
        assert row is not None, "the row was found in this transaction"
        detail = Jsonb({"webhook": name, "former_until": until.isoformat()})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "webhook_rotated", detail)
    return Rotated(shown(key.webhook_secret(desk.key, found.subscription_id, int(row[0]))), until)
