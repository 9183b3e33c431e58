"""Connections: which database is used, how a session is set up, and what a person reads when there is none."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from treue.store.connect import database_url, open_async_connection, open_connection, open_pool
from treue.store.unavailable import StoreUnavailable

pytestmark = pytest.mark.postgres

SESSION = "SELECT current_setting('application_name'), current_setting('TimeZone'), timestamptz '2027-01-01 00:00'"
EXPECTED = ("treue", "UTC", datetime(2027, 1, 1, tzinfo=UTC))


def test_every_connection_is_called_treue_and_works_in_utc(empty_database: str) -> None:
    async def asynchronously() -> list[object]:
        seen: list[object] = []
        async with await open_async_connection(empty_database) as connection:
            seen.append(await (await connection.execute(SESSION)).fetchone())
        pool = await open_pool(empty_database)
        async with pool, pool.connection() as connection:
            assert not connection.autocommit
            seen.append(await (await connection.execute(SESSION)).fetchone())
        return seen

    with open_connection(empty_database) as connection:
        assert connection.execute(SESSION).fetchone() == EXPECTED
        cursor = connection.execute("SELECT 1")
        assert cursor.pgresult is not None
        assert cursor.pgresult.fformat(0) == psycopg.pq.Format.BINARY
    assert asyncio.run(asynchronously()) == [EXPECTED, EXPECTED]


def test_a_pool_replaces_connections_that_the_server_has_ended(empty_database: str) -> None:
    async def story() -> object:
        pool = await open_pool(empty_database)
        async with pool:
            async with pool.connection() as connection:
                pid = connection.info.backend_pid
            with open_connection(empty_database) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            async with pool.connection() as connection:
                return await (await connection.execute("SELECT 42")).fetchone()

    assert asyncio.run(story()) == (42,)


def test_the_environment_names_the_database(empty_database: str) -> None:
    assert database_url({"TREUE_DATABASE_URL": empty_database}) == empty_database


@pytest.mark.slow
def test_without_a_name_the_embedded_server_is_started(home: Path) -> None:
    conninfo = database_url({"TREUE_HOME": str(home), "PATH": os.environ["PATH"]})

    assert conninfo_to_dict(conninfo)["host"] == str(home / "socket")
    open_connection(conninfo).close()


def test_a_database_of_another_encoding_is_refused(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
        try:
            with pytest.raises(StoreUnavailable, match="encoded in LATIN1") as refused:
                database_url({"TREUE_DATABASE_URL": make_conninfo(empty_database, dbname="latin")})
        finally:
            connection.execute("DROP DATABASE latin")
    assert refused.value.reason == "wrong_encoding"


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("postgresql://treue:secret@127.0.0.1:1/books", "The database books at 127.0.0.1 cannot be reached"),
        ("mysql:/secret", "not a connection string"),
        ("host=/nowhere user=treue password=secret", "/nowhere"),
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str, part: str) -> None:
    async def pool() -> None:
        await open_pool(url)

    for attempt in (lambda: open_connection(url), lambda: asyncio.run(pool())):
        with pytest.raises(StoreUnavailable) as refused:
            attempt()
        assert refused.value.reason == "no_connection"
        assert part in str(refused.value)
        assert "secret" not in str(refused.value)
        assert "TREUE_DATABASE_URL" in refused.value.remedy
