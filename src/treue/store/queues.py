"""Who waits for a seat of a reward, from the events that say so."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from psycopg import AsyncConnection

from treue.store.arrays import texts
from treue.store.statements import statements


async def read_queues(
    connection: AsyncConnection[Any], programme_id: int, rewards: Collection[str]
) -> dict[str, dict[int, int]]:
    """By reward: member -> place, the lowest first. Nobody joins in between while the rewards' budgets are locked."""
    parameters = {"programme": programme_id, "rewards": texts(sorted(rewards))}
    cursor = await connection.execute(statements("queues")["read_queues"], parameters)
    queues: dict[str, dict[int, int]] = {reward: {} for reward in rewards}
    for reward, member_id, place, _ in await cursor.fetchall():
        queues[reward][member_id] = place
    return queues


async def read_queue(connection: AsyncConnection[Any], programme_id: int, reward: str) -> list[str]:
    """The public ids of those who wait, who came first before the others."""
    parameters = {"programme": programme_id, "rewards": texts([reward])}
    cursor = await connection.execute(statements("queues")["read_queues"], parameters)
    return [public_id for *_, public_id in await cursor.fetchall()]
