"""Subscriptions of webhooks and their messages, as rows.

A message is taken by moving its `due_at` ahead: whoever took it has it to himself until then, and if he dies another
takes it. So a message is delivered at least once, and by one worker at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection

from treue.store.arrays import integers, texts
from treue.store.statements import statements

Standing = Literal["waiting", "delivered", "dead"]
Because = Literal["gone", "failing", "staff"]
"""Why a subscription was disabled: its receiver said that it is gone, or failed for days, or the staff did it."""
NEWEST = (1 << 63) - 1
"""Above the id of every message."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook: where to, about what, how it stands."""

    subscription_id: int
    url: str
    topics: tuple[str, ...]
    ahead_days: int
    secret_no: int
    former_until: datetime | None
    key_mark: str
    created_at: datetime
    disabled_at: datetime | None
    disabled_because: Because | None
    paused_until: datetime | None
    failing_since: datetime | None
    delivered_at: datetime | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class Troubled:
    """A subscription that is disabled, or has messages that were given up."""

    subscription_id: int
    url: str
    disabled_because: Because | None
    dead: int


@dataclass(frozen=True, slots=True)
class Target:
    """A subscription for which something waits, with what is needed to deliver it."""

    programme_id: int
    subscription_id: int
    programme_key: str
    url: str
    secret_no: int
    former_until: datetime | None
    key_mark: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that this worker took; `attempts` counts this attempt and says whose it is."""

    member_id: int
    message_id: int
    member_seq: int
    topic: str
    detail: Mapping[str, Any] | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Told:
    """The event that a message tells of. `member` is None where nobody leads to the member any more."""

    member: str | None
    kind: str
    occurred_at: datetime
    decided_at: datetime
    version: int
    refused: str | None
    figures: Mapping[str, Any]
    body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message so far."""

    message_id: int
    subscription_id: int
    topic: str
    standing: Standing
    attempts: int
    tried_at: datetime | None
    due_at: datetime
    answer: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Expiring:
    """Units of one kind that will expire at one instant, and which subscription is to be told."""

    subscription_id: int
    member_id: int
    last_seq: int
    unit: str
    expires_at: datetime
    amount: int
    subject: str


async def list_subscriptions(connection: AsyncConnection[Any], programme_id: int) -> list[Subscription]:
    """All of a programme, oldest first."""
    cursor = await connection.execute(statements("webhooks")["list_subscriptions"], {"programme": programme_id})
    return [
        Subscription(subscription_id, url, tuple(topics), *others)
        for subscription_id, url, topics, *others in await cursor.fetchall()
    ]


async def list_troubled(connection: AsyncConnection[Any], programme_id: int) -> list[Troubled]:
    """Those of a programme that need a person, oldest first."""
    cursor = await connection.execute(statements("webhooks")["list_troubled"], {"programme": programme_id})
    return [Troubled(*row) for row in await cursor.fetchall()]


async def last_rotation(
    connection: AsyncConnection[Any], programme_id: int, webhook: str, first_audit_id: int
) -> Mapping[str, Any]:
    """What the audit trail says since then of the last new secret of the webhook; nothing where there was none."""
    parameters = {"programme": programme_id, "webhook": webhook, "first": first_audit_id}
    cursor = await connection.execute(statements("webhooks")["last_rotation"], parameters)
    row = await cursor.fetchone()
    return row[0] if row else {}


async def due_targets(connection: AsyncConnection[Any], now: datetime) -> list[Target]:
    """The subscriptions for which something is to be delivered now, of all programmes."""
    cursor = await connection.execute(statements("webhooks")["due_subscriptions"], {"now": now})
    return [Target(*row) for row in await cursor.fetchall()]


async def take_messages(
    connection: AsyncConnection[Any], target: Target, *, now: datetime, until: datetime, limit: int
) -> list[Taken]:
    """At most `limit` messages of the subscription that are due; the caller has them to himself until `until`."""
    parameters = {**_whose(target), "now": now, "until": until, "limit": limit}
    cursor = await connection.execute(statements("webhooks")["take_messages"], parameters)
    return [Taken(*row) for row in await cursor.fetchall()]


async def read_told(connection: AsyncConnection[Any], programme_id: int, member_id: int, seq: int) -> Told | None:
    """The event with this number of the member."""
    parameters = {"programme": programme_id, "member": member_id, "seq": seq}
    cursor = await connection.execute(statements("webhooks")["read_told"], parameters)
    row = await cursor.fetchone()
    return Told(*row) if row else None


async def run(connection: AsyncConnection[Any], statement: str, parameters: Mapping[str, Any]) -> int:
    """Run one of the statements of webhooks.sql that only writes; how many rows it wrote."""
    return (await connection.execute(statements("webhooks")[statement], parameters)).rowcount


async def note_failed(
    connection: AsyncConnection[Any],
    target: Target,
    taken: Taken,
    *,
    answer: int | None,
    fault: str,
    is_last: bool,
    due_at: datetime,
    paused_until: datetime | None,
    now: datetime,
) -> datetime:
    """Note a failed attempt; since when the subscription has been failing."""
    sql = statements("webhooks")
    tried = {"answer": answer, "fault": fault, "is_last": is_last, "due_at": due_at, "attempts": taken.attempts}
    await connection.execute(sql["note_failed"], {**_whose(target), **_which(taken), **tried})
    parameters = {**_whose(target), "now": now, "paused_until": paused_until}
    row = await (await connection.execute(sql["note_failure"], parameters)).fetchone()
    return row[0] if row else now


async def note_delivered(
    connection: AsyncConnection[Any], target: Target, taken: Taken, *, answer: int, now: datetime, forget: bool
) -> None:
    """Note a delivery; with `forget` nothing of the message is kept."""
    sql = statements("webhooks")
    statement = sql["delete_message" if forget else "note_delivered"]
    await connection.execute(statement, {**_whose(target), **_which(taken), "answer": answer})
    await connection.execute(sql["note_delivery"], {**_whose(target), "now": now})


async def drop_message(connection: AsyncConnection[Any], target: Target, taken: Taken) -> None:
    """Delete a message about which nothing can be said any more."""
    await connection.execute(statements("webhooks")["delete_message"], {**_whose(target), **_which(taken)})


async def list_deliveries(
    connection: AsyncConnection[Any],
    programme_id: int,
    *,
    subscription_id: int | None,
    standing: Standing | None,
    before: int = NEWEST,
    limit: int,
) -> list[Delivery]:
    """The newest messages first, of those whose ids lie before this one."""
    parameters = {
        "programme": programme_id,
        "subscription": subscription_id,
        "standing": standing,
        "before": before,
        "limit": limit,
    }
    cursor = await connection.execute(statements("webhooks")["list_deliveries"], parameters)
    return [Delivery(*row) for row in await cursor.fetchall()]


async def read_expiring(
    connection: AsyncConnection[Any], programme_id: int, now: datetime, limit: int
) -> list[Expiring]:
    """What will expire, about which a subscription is to be told and was not."""
    parameters = {"programme": programme_id, "now": now, "limit": limit}
    cursor = await connection.execute(statements("webhooks")["expiring_ahead"], parameters)
    return [Expiring(*row) for row in await cursor.fetchall()]


async def insert_notices(
    connection: AsyncConnection[Any],
    programme_id: int,
    topic: str,
    notices: Sequence[tuple[int, int, int, int, str, str]],
    wall_now: datetime,
) -> int:
    """Add messages that no event brought: (member, number of his last event, subscription, message, subject, detail).

    Of two about the same subject the first is kept. How many were added.
    """
    if not notices:
        return 0
    members, seqs, subscriptions, messages, subjects, details = zip(*notices, strict=True)
    columns = {
        "c0": integers(members),
        "c1": integers(seqs),
        "c2": integers(subscriptions),
        "c3": integers(messages),
        "c4": texts([topic] * len(notices)),
        "c5": texts(subjects),
        "c6": texts(details),
    }
    parameters = {"programme": programme_id, "wall_now": wall_now, **columns}
    return (await connection.execute(statements("webhooks")["insert_notices"], parameters)).rowcount


async def wanting(connection: AsyncConnection[Any], programme_id: int, topic: str) -> list[int]:
    """The subscriptions that want to be told about the topic."""
    parameters = {"programme": programme_id, "topic": topic}
    cursor = await connection.execute(statements("webhooks")["wanting"], parameters)
    return [subscription_id for (subscription_id,) in await cursor.fetchall()]


async def public_ids(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> list[str]:
    """The public ids that lead to the member."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("webhooks")["public_ids"], parameters)
    return [value for (value,) in await cursor.fetchall()]


async def backlog(connection: AsyncConnection[Any]) -> list[tuple[str, int, int, datetime | None]]:
    """(programme, messages that wait, dead letters, since when the oldest one is due) where there are messages."""
    cursor = await connection.execute(statements("webhooks")["backlog"])
    return [(key, waiting, dead, due_at) for key, waiting, dead, due_at in await cursor.fetchall()]


def _whose(target: Target) -> dict[str, int]:
    return {"programme": target.programme_id, "subscription": target.subscription_id}


def _which(taken: Taken) -> dict[str, int]:
    return {"member": taken.member_id, "message": taken.message_id}
