"""Working at a programme's desk: the database of this release's schema, a pool, the desk, and one task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from treue.cli.wiring import wiring_of

if TYPE_CHECKING:
    from datetime import datetime

    from treue.processing.desk import Desk, Pool
    from treue.processing.versions import Versions
    from treue.programme.records import Programme

T = TypeVar("T")


def at_database(context: typer.Context, task: Callable[[Pool], Awaitable[T]]) -> T:
    """What the task answers. Raises StoreUnavailable where the database is away or needs `treue migrate`."""
    from treue.store.migrate import require_current

    conninfo = wiring_of(context).database()
    require_current(conninfo)
    return _with_pool(context, conninfo, task)


def at_restored_database(context: typer.Context, task: Callable[[Pool], Awaitable[T]]) -> T:
    """The same where a restored database may still await erasures; for replaying them."""
    from treue.store.migrate import require_schema

    conninfo = wiring_of(context).database()
    require_schema(conninfo)
    return _with_pool(context, conninfo, task)


def _with_pool(context: typer.Context, conninfo: str, task: Callable[[Pool], Awaitable[T]]) -> T:
    wiring = wiring_of(context)

    async def run() -> T:
        async with wiring.open_pool(conninfo) as pool:
            return await task(pool)

    return asyncio.run(run())


def at_desk(context: typer.Context, programme: str, task: Callable[[Desk], Awaitable[T]]) -> T:
    """What the task answers at the desk of the programme. Raises UnknownProgramme too."""
    from treue.processing.desk import open_desk

    async def run(pool: Pool) -> T:
        return await task(await open_desk(pool, programme))

    return at_database(context, run)


def programme_at(versions: Versions, instant: datetime) -> Programme:
    """The version in force at the instant, or the first where none is yet."""
    return (versions.at(instant) or versions.first).programme
