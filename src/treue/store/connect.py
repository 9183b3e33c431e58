"""Opening connections: which database is used, and how every connection of Treue is set up.

All connections call themselves `treue`, work in UTC, and do not commit by themselves. Results arrive in PostgreSQL's
binary form; a type for which psycopg has no binary reader (an enumeration that was not registered) arrives as bytes.
Failing to connect is a `StoreUnavailable`, whose text never holds a password.
"""

from __future__ import annotations

import select
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from treue.store import embedded
from treue.store.embedded.binaries import MAJOR_MIN
from treue.store.unavailable import StoreUnavailable

__all__ = [
    "AsyncBinaryCursor",
    "BinaryCursor",
    "StoreUnavailable",
    "database_url",
    "looking",
    "open_async_connection",
    "open_connection",
    "open_pool",
    "place_of",
    "session_conninfo",
]


# What the processor relies on, whatever the server's defaults are: each statement sees what was committed before it,
# a commit that was acknowledged is on disk, and whoever waits long for a lock is told so.
_SESSION_OPTIONS = (
    r"-c timezone=UTC -c default_transaction_isolation=read\ committed -c synchronous_commit=on -c lock_timeout=10s"
)

WAIT_SECONDS_MAX = 5.0
"""How long a caller waits for a connection before the database counts as away."""
RECONNECT_SECONDS = 0.5
"""How long after a failure a pool tries again to connect. It never waits longer, however long the database was away."""


class BinaryCursor(psycopg.Cursor[Any]):
    """A cursor whose results arrive in binary form unless a statement asks otherwise."""

    def __init__(self, connection: psycopg.Connection[Any], **options: Any) -> None:
        super().__init__(connection, **options)
        self.format = pq.Format.BINARY


class AsyncBinaryCursor(psycopg.AsyncCursor[Any]):
    """The same for asynchronous connections."""

    def __init__(self, connection: psycopg.AsyncConnection[Any], **options: Any) -> None:
        super().__init__(connection, **options)
        self.format = pq.Format.BINARY


def database_url(environ: Mapping[str, str]) -> str:
    """The conninfo of the database to use: TREUE_DATABASE_URL, else the embedded server, which is started if needed.

    Raises StoreUnavailable: what `embedded.start` raises; for TREUE_DATABASE_URL no_connection, too_old (before
    PostgreSQL 15) and wrong_encoding (not UTF8).
    """
    url = environ.get("TREUE_DATABASE_URL")
    if not url:
        return embedded.start(embedded.home_folder(environ), environ).conninfo
    with open_connection(url) as connection:
        version = connection.info.server_version
        encoding = connection.info.parameter_status("server_encoding")
    if version < MAJOR_MIN * 10_000:
        raise StoreUnavailable(
            "too_old",
            f"TREUE_DATABASE_URL leads to PostgreSQL {version // 10_000}; Treue needs {MAJOR_MIN} or newer.",
            remedy="Upgrade that server, or unset TREUE_DATABASE_URL to use the embedded one.",
        )
    if encoding != "UTF8":
        raise StoreUnavailable(
            "wrong_encoding",
            f"The database of TREUE_DATABASE_URL is encoded in {encoding}; Treue needs UTF8.",
            remedy="Create another one with `CREATE DATABASE treue ENCODING 'UTF8' TEMPLATE template0`.",
        )
    return url


def open_connection(conninfo: str, *, autocommit: bool = False) -> psycopg.Connection[TupleRow]:
    """One connection, for single use. Raises StoreUnavailable (no_connection)."""
    try:
        return psycopg.connect(session_conninfo(conninfo), autocommit=autocommit, cursor_factory=BinaryCursor)
    except psycopg.Error as error:
        raise _no_connection(conninfo, error) from error


async def open_async_connection(conninfo: str, *, autocommit: bool = False) -> psycopg.AsyncConnection[TupleRow]:
    """One asynchronous connection, for single use. Raises StoreUnavailable (no_connection)."""
    try:
        return await psycopg.AsyncConnection.connect(
            session_conninfo(conninfo), autocommit=autocommit, cursor_factory=AsyncBinaryCursor
        )
    except psycopg.Error as error:
        raise _no_connection(conninfo, error) from error


async def open_pool(
    conninfo: str, *, connections_min: int = 1, connections_max: int = 8, open_seconds_max: float = 10.0
) -> AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]:
    """An open pool with `connections_min` connections made; the caller closes it. Raises StoreUnavailable.

    A connection that broke while it lay in the pool is replaced before it is handed out.
    """
    # A pool only tells that it could not connect; one connection made before it tells why.
    await (await open_async_connection(conninfo)).close()

    async def check_if_spoken_to(connection: psycopg.AsyncConnection[Any]) -> None:
        """Raises psycopg.OperationalError for a connection that broke; asks the server only where that is possible.

        A server that ends a connection, or dies, leaves something to be read on it; on one that works and has nothing
        to do there is nothing. So looking is enough, and saves most users of the pool a round trip.
        """
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if not poll.poll(0):
            return
        try:
            await pool.check_connection(connection)
        except psycopg.Error:
            # The others most likely broke with it, and whoever met one after another would wait longer each time.
            await pool.check()
            raise

    async def try_again(pool: AsyncConnectionPool[Any]) -> None:
        # Left alone a pool doubles its pause with each failure, and after a long outage would find out minutes late.
        await pool.check()

    pool = AsyncConnectionPool(
        session_conninfo(conninfo),
        connection_class=psycopg.AsyncConnection[TupleRow],
        kwargs={"cursor_factory": AsyncBinaryCursor},
        min_size=connections_min,
        max_size=connections_max,
        open=False,
        timeout=WAIT_SECONDS_MAX,
        check=check_if_spoken_to,
        reconnect_timeout=RECONNECT_SECONDS,
        reconnect_failed=try_again,
        name="treue",
    )
    try:
        await pool.open(wait=True, timeout=open_seconds_max)
    except PoolTimeout as error:
        await pool.close()
        raise _no_connection(conninfo, error) from error
    return pool


@asynccontextmanager
async def looking(
    pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]],
) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection on which each statement is a transaction of its own.

    What is read by one statement is of one instant anyway; beginning and ending a transaction around it would treble
    its round trips.
    """
    async with pool.connection() as connection:
        await connection.set_autocommit(True)
        try:
            yield connection
        finally:
            if not connection.closed:
                await connection.set_autocommit(False)


def place_of(conninfo: str) -> str:
    """Which database `conninfo` names, for a person: `treue at localhost`. Holds no secret."""
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:
        return "(unreadable)"
    host = parts.get("host") or parts.get("hostaddr") or parts.get("service") or "this machine"
    return f"{parts.get('dbname') or 'its default database'} at {host}"


def session_conninfo(conninfo: str) -> str:
    """`conninfo` with what every session of Treue asks for. Raises psycopg.ProgrammingError if it is unreadable."""
    parts = conninfo_to_dict(conninfo)
    own_options = parts.get("options") or ""
    return make_conninfo(
        conninfo,
        application_name=parts.get("application_name") or "treue",
        connect_timeout=parts.get("connect_timeout") or 10,
        client_encoding="UTF8",
        options=f"{own_options} {_SESSION_OPTIONS}".strip(),
    )


def _no_connection(conninfo: str, error: Exception) -> StoreUnavailable:
    parsed = not isinstance(error, psycopg.ProgrammingError)
    cause = " ".join(str(error).split()) if parsed else "It is not a connection string that PostgreSQL's library reads."
    host = conninfo_to_dict(conninfo).get("host") if parsed else None
    if isinstance(host, str) and (Path(host).parent / "cluster").is_dir():
        remedy = "It is the embedded server: repeat the command, which starts it again."
    else:
        remedy = (
            "Correct TREUE_DATABASE_URL (postgresql://user@host:5432/database), start that server, or unset the "
            "variable to use the embedded one."
        )
    return StoreUnavailable(
        "no_connection", f"The database {place_of(conninfo)} cannot be reached.", cause=cause, remedy=remedy
    )
