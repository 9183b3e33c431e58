"""Change a webhook that there is: what it is told and where, whether at all, and by which secret; or remove it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.delivery.webhooks.deployment_key import DeploymentKey, shown
from treue.domain.ids import first_id_at
from treue.processing.claims import REQUEST_KEYS_LIVE
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.fingerprint import request_key_hash
from treue.store.audits import insert_audit
from treue.store.statements import statements
from treue.store.webhooks import Subscription, last_rotation, run
from treue.usecases.members.update import EditedMeanwhile
from treue.usecases.webhooks.subscription import (
    RequestKeyUsed,
    checked_ahead,
    checked_topics,
    checked_url,
    find_subscription,
    require_key,
)

OVERLAP = timedelta(hours=24)
OVERLAP_HOURS_MAX = 24 * 30


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new secret, and until when the former one signs too."""

    secret: str
    former_until: datetime
    repeated: bool = False
    """Whether the same request had made it before."""


async def change(
    desk: Desk,
    name: str,
    *,
    actor: str,
    url: str | None = None,
    topics: Sequence[str] | None = None,
    ahead_days: int | None = None,
    is_as_read: Callable[[Subscription], bool] = lambda _: True,
) -> Subscription:
    """The webhook with what was given changed; messages that wait go where it leads to now.

    Raises UnknownWebhook, WrongWebhook, and EditedMeanwhile where it is not as the caller read it.
    """
    async with _locked(desk, name) as (connection, found):
        if not is_as_read(found):
            raise EditedMeanwhile("somebody changed the webhook meanwhile; read it again")
        wanted = {
            "url": found.url if url is None else checked_url(url),
            "topics": list(found.topics) if topics is None else [topic.value for topic in checked_topics(topics)],
            "ahead_days": found.ahead_days if ahead_days is None else checked_ahead(ahead_days),
        }
        before = {"url": found.url, "topics": list(found.topics), "ahead_days": found.ahead_days}
        if wanted != before:
            await run(connection, "change_subscription", {**_whose(desk, found), **wanted})
            changed = {what: value for what, value in wanted.items() if value != before[what]}
            await _note(connection, desk, actor, "webhook_changed", {"webhook": name, **changed})
        return await find_subscription(connection, desk, name)


async def remove(desk: Desk, name: str, *, actor: str) -> int:
    """Remove the webhook with its messages; how many were not delivered yet. Raises UnknownWebhook."""
    async with _locked(desk, name) as (connection, found):
        await run(connection, "delete_messages", _whose(desk, found))
        await run(connection, "delete_subscription", _whose(desk, found))
        detail = {"webhook": name, "url": found.url, "waiting": found.waiting}
        await _note(connection, desk, actor, "webhook_removed", detail)
    return found.waiting


async def enable(desk: Desk, name: str, *, actor: str) -> bool:
    """Enable a webhook that was disabled; False where it was not. Raises UnknownWebhook."""
    async with _locked(desk, name) as (connection, found):
        if not await run(connection, "enable_subscription", _whose(desk, found)):
            return False
        await _note(connection, desk, actor, "webhook_enabled", {"webhook": name})
    return True


async def disable(desk: Desk, name: str, *, actor: str) -> bool:
    """Send nothing to the webhook until it is enabled; what waits is given up. False where it is disabled already.

    Raises UnknownWebhook.
    """
    async with _locked(desk, name) as (connection, found):
        parameters = {**_whose(desk, found), "now": wall_now(), "because": "staff"}
        if not await run(connection, "disable_subscription", parameters):
            return False
        await run(connection, "bury_waiting", _whose(desk, found))
        await _note(connection, desk, actor, "webhook_disabled", {"webhook": name, "because": "staff"})
    return True


async def rotate(
    desk: Desk,
    name: str,
    *,
    key: DeploymentKey,
    actor: str,
    overlap: timedelta = OVERLAP,
    request_key: str | None = None,
) -> Rotated:
    """A new secret. The one before signs too for as long as the overlap; the one before that no more.

    With a request key it happens once, as long as no other secret was made since. Raises UnknownWebhook, RequestKeyUsed
    where the key made one with another overlap, and CannotDeliver where the webhook has another deployment key.
    """
    now, hours = wall_now(), round(overlap / timedelta(hours=1))
    async with _locked(desk, name) as (connection, found):
        require_key(found, key)
        detail: dict[str, Any] = {"webhook": name, "hours": hours}
        if request_key is not None:
            detail["request_key"] = request_key_hash(actor, request_key).hex()
            if (until := await _rotated_before(connection, desk, found, detail, now)) is not None:
                return Rotated(_secret(desk, key, found, found.secret_no), until, repeated=True)
        until = now + overlap
        parameters = {**_whose(desk, found), "former_until": until}
        row = await (await connection.execute(statements("webhooks")["rotate_secret"], parameters)).fetchone()
        assert row is not None, "the row was locked in this transaction"
        await _note(connection, desk, actor, "webhook_rotated", {**detail, "former_until": until.isoformat()})
    return Rotated(_secret(desk, key, found, int(row[0])), until)


async def _rotated_before(
    connection: AsyncConnection[Any], desk: Desk, found: Subscription, detail: dict[str, Any], now: datetime
) -> datetime | None:
    """Until when the former secret signs, where this very request made the last one. Raises RequestKeyUsed."""
    if found.former_until is None:
        return None
    since = first_id_at(now - REQUEST_KEYS_LIVE)
    last = await last_rotation(connection, desk.programme_id, detail["webhook"], since)
    if last.get("request_key") != detail["request_key"]:
        return None
    if last["hours"] != detail["hours"]:
        raise RequestKeyUsed("this key made a secret before, with another overlap; use a new key")
    return found.former_until


@asynccontextmanager
async def _locked(desk: Desk, name: str) -> AsyncIterator[tuple[AsyncConnection[Any], Subscription]]:
    """A transaction in which nobody else changes the webhook. Raises UnknownWebhook."""
    async with desk.pool.connection() as connection, connection.transaction():
        found = await find_subscription(connection, desk, name)
        await run(connection, "lock_subscription", _whose(desk, found))
        # Whoever had it locked before may have changed it.
        yield connection, await find_subscription(connection, desk, name)


async def _note(connection: AsyncConnection[Any], desk: Desk, actor: str, action: str, detail: dict[str, Any]) -> None:
    await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, action, Jsonb(detail))


def _secret(desk: Desk, key: DeploymentKey, found: Subscription, number: int) -> str:
    return shown(key.webhook_secret(desk.key, found.subscription_id, number))


def _whose(desk: Desk, found: Subscription) -> dict[str, int]:
    return {"programme": desk.programme_id, "subscription": found.subscription_id}
