"""Monthly partitions of payloads and read-sets, made when the first day of a month is written.

`retiring` drops them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg import AsyncConnection, sql

PARTITIONED = ("event_payload", "event_readset")


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after this one."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


async def lock_partitions_for_change(connection: AsyncConnection[Any]) -> None:
    """Whoever makes or drops partitions does so alone, until his transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(3, 0)")


async def known_months(connection: AsyncConnection[Any]) -> set[date]:
    """The months that have their partitions."""
    cursor = await connection.execute(
        "SELECT right(c.relname, 6) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'event_readset'::regclass"
    )
    return {date(int(name[:4]), int(name[4:]), 1) for (name,) in await cursor.fetchall()}


async def make_months(connection: AsyncConnection[Any], months: Iterable[date]) -> None:
    """Make the partitions of these months where they are missing, in a transaction of their own.

    A partition is made apart and then attached, which lets writers of other months go on; two processes that want the
    same month wait for each other.
    """
    for month in sorted(months):
        async with connection.transaction():
            await lock_partitions_for_change(connection)
            if month in await known_months(connection):
                continue
            for parent in PARTITIONED:
                names = {
                    "child": sql.Identifier(f"{parent}_{month:%Y%m}"),
                    "parent": sql.Identifier(parent),
                    "since": sql.Literal(month.isoformat()),
                    "until": sql.Literal(month_after(month).isoformat()),
                }
                await connection.execute(
                    sql.SQL("CREATE TABLE {child} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)").format(
                        **names
                    )
                )
                await connection.execute(
                    sql.SQL(
                        "ALTER TABLE {parent} ATTACH PARTITION {child} FOR VALUES FROM ({since}) TO ({until})"
                    ).format(**names)
                )
