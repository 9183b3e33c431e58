"""What the tables promise: a kind for each, keys a distributed database can keep, and nothing loose in the books."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import psycopg
import pytest

from tests.processing.shop import NOON, new_key, opened, purchase
from treue.domain.instants import Period, after, zone

pytestmark = pytest.mark.postgres

KIND = re.compile(
    r"(?P<kind>member-scoped|key-scoped by (?P<column>\w+)|reference); (?P<holds>fact|derived|personal|deployment)"
)
# Alembic's own.
NOT_OURS = ("alembic_version",)


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    kind: str
    column: str | None
    """What it would be distributed by; None for what is copied everywhere."""
    keys: tuple[tuple[str, ...], ...]
    """Columns of each primary or unique key."""


@pytest.fixture(scope="module")
def tables(shared_database: str) -> dict[str, Table]:
    with psycopg.connect(shared_database) as connection:
        rows = connection.execute(
            "SELECT c.relname, obj_description(c.oid, 'pg_class'), coalesce((SELECT json_agg((SELECT "
            "json_agg(a.attname ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place) "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number)) FROM pg_index i "
            "WHERE i.indrelid = c.oid AND i.indisunique), '[]') "
            "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND NOT c.relispartition ORDER BY c.relname"
        ).fetchall()
    found: dict[str, Table] = {}
    for name, comment, keys in rows:
        if name not in NOT_OURS:
            match = KIND.fullmatch(comment or "")
            assert match is not None, f"the comment of table {name} does not say its kind and what it holds: {comment}"
            column = "member_id" if match["kind"] == "member-scoped" else match["column"]
            found[name] = Table(name, match["kind"].split()[0], column, tuple(tuple(key) for key in keys))
    return found


def test_every_table_says_its_kind(tables: dict[str, Table]) -> None:
    assert {"member", "event", "transfer", "lot_use", "lot", "balance", "due", "claim", "person"} <= tables.keys()
    assert {table.kind for table in tables.values()} == {"member-scoped", "key-scoped", "reference"}


def test_every_key_contains_what_the_table_is_distributed_by(tables: dict[str, Table]) -> None:
    for table in tables.values():
        assert table.keys, f"{table.name} has no key"
        for key in table.keys:
            assert table.column is None or table.column in key, f"{table.name}: the key {key} lacks {table.column}"


def test_every_key_begins_with_the_programme(tables: dict[str, Table]) -> None:
    # A member's number is unique everywhere, a programme has a name by which it is found, a worker serves all of them.
    exempt = {("member", ("member_id",)), ("programme", ("key",)), ("worker", ("worker_id",))}
    keys = {(table.name, key) for table in tables.values() for key in table.keys}

    assert {(name, key) for name, key in keys if key[0] != "programme_id"} == exempt


@pytest.mark.parametrize("name", ["budget", "stock"])
def test_scarce_rows_have_slices(tables: dict[str, Table], name: str) -> None:
    assert all("slice" in key for key in tables[name].keys)


def test_no_foreign_key_leads_from_one_kind_to_another(tables: dict[str, Table], shared_database: str) -> None:
    with psycopg.connect(shared_database) as connection:
        rows = connection.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        ).fetchall()
    assert rows
    for child, parent in rows:
        assert (tables[child].kind, tables[child].column) == (tables[parent].kind, tables[parent].column)


def test_the_books_hold_plain_columns_only(shared_database: str) -> None:
    with psycopg.connect(shared_database) as connection:
        rows = connection.execute(
            "SELECT DISTINCT table_name, data_type FROM information_schema.columns "
            "WHERE table_name IN ('transfer', 'lot', 'lot_use', 'balance') "
        ).fetchall()
    assert {data_type for _, data_type in rows} <= {
        *("bigint", "integer", "smallint", "text", "boolean", "date", "timestamp with time zone"),
    }


def test_nothing_reads_the_database_s_clock_but_the_time_of_recording(shared_database: str) -> None:
    with psycopg.connect(shared_database) as connection:
        rows = connection.execute(
            "SELECT DISTINCT column_name FROM information_schema.columns WHERE column_default ~ 'now|current|clock'"
        ).fetchall()
    assert rows == [("recorded_at",)]


def test_bodies_and_read_sets_lie_in_months_that_can_be_dropped(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            await shop.join("anna")
            # 30 June, 22:30 in UTC is the first half hour of July in Berlin.
            await shop.rows("UPDATE programme SET sandbox_clock = '2026-06-30 22:30+00' WHERE key = %s", shop.desk.key)
            june, july = NOON, after(NOON, Period(1, "months"), zone("UTC")).replace(day=1, hour=0)
            night = july.replace(month=6, day=30, hour=22, minute=30)
            await shop.run(purchase("anna", 100, f"{shop.desk.key} 1", at=june))
            await shop.run(purchase("anna", 100, f"{shop.desk.key} 2", at=night))

            for table in ("event_payload", "event_readset"):
                assert await shop.rows(
                    f"SELECT tableoid::regclass::text, count(*) FROM {table} "
                    "WHERE programme_id = %s GROUP BY 1 ORDER BY 1",
                    shop.desk.programme_id,
                ) == [(f"{table}_202606", 2), (f"{table}_202607", 1)]
                bounds = await shop.rows(
                    "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = %s", f"{table}_202607"
                )
                assert bounds == [("FOR VALUES FROM ('2026-07-01') TO ('2026-08-01')",)]

    asyncio.run(story())


def test_news_are_written_only_where_somebody_wants_them(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, key=new_key()) as shop:
            key, programme_id = shop.desk.key, shop.desk.programme_id
            await shop.join("anna")
            await shop.run(purchase("anna", 100, f"{key} before"))
            assert await shop.table("outbox") == []
            add = (
                "INSERT INTO subscription (programme_id, subscription_id, kinds, topics, disabled_at) "
                "VALUES (%s, %s, '{-}', %s, %s)"
            )
            await shop.rows(add, programme_id, 1, ["balance.changed"], None)
            await shop.rows(add, programme_id, 2, ["decision.made", "balance.changed"], None)
            await shop.rows(add, programme_id, 3, ["level.changed"], None)
            await shop.rows(add, programme_id, 4, ["balance.changed"], NOON)

            await shop.run(purchase("anna", 100, f"{key} after"))

            news = "SELECT member_seq, subscription_id, topic FROM outbox WHERE programme_id = %s ORDER BY 1, 2, 3"
            assert await shop.rows(news, programme_id) == [
                (3, 1, "balance.changed"),
                (3, 2, "balance.changed"),
                (3, 2, "decision.made"),
            ]

    asyncio.run(story())
