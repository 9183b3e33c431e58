"""`treue doctor`: each thing that can be wrong is made wrong, and the doctor finds it and says what mends it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.conftest import CommandLine
from treue.processing.clock import wall_now
from treue.store.connect import open_async_connection
from treue.store.embedded import Server
from treue.store.restored import mark_restored
from treue.usecases.installation.database import clock_finding, settings_findings
from treue.usecases.installation.findings import Finding
from treue.usecases.installation.machine import (
    assets_finding,
    disk_finding,
    erasures_finding,
    extras_finding,
    python_finding,
)
from treue.words.doctor import CHECKS, FOUND, REMEDIES

pytestmark = pytest.mark.postgres


@contextmanager
def with_fsync(server: Server) -> Iterator[None]:
    """The server as it is outside of tests; there it does not wait for the disk."""
    for value in ("on", "off"):
        with psycopg.connect(server.conninfo, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET fsync = {value}".encode())
            connection.execute("SELECT pg_reload_conf()")
        if value == "on":
            try:
                yield
            except BaseException:
                with psycopg.connect(server.conninfo, autocommit=True) as connection:
                    connection.execute("ALTER SYSTEM SET fsync = off")
                    connection.execute("SELECT pg_reload_conf()")
                raise


def wrong(answer: Any) -> dict[str, str]:
    """Code -> remedy of everything that is to be mended."""
    return {one["code"]: one["remedy"] for one in answer.shape["findings"] if one["gravity"] == "bad"}


def codes(answer: Any) -> set[str]:
    return {one["code"] for one in answer.shape["findings"]}


def run(treue: CommandLine, *statements: str) -> None:
    with psycopg.connect(treue.environ["TREUE_DATABASE_URL"]) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_an_installation_that_is_well(shop: CommandLine, postgres_server: Server, tmp_path: Path) -> None:
    treue = CommandLine({**shop.environ, "TREUE_ERASURES": str(tmp_path / "erasures.jsonl")})
    with with_fsync(postgres_server):
        answer = treue("doctor")

        assert answer.code == 0, answer.said
        assert answer.said.endswith("Nothing has to be mended.\n")
        assert "+ settings of the database: What is acknowledged is on disk" in answer.said
        assert "! worker: None works: webhooks are not delivered" in answer.said
        assert "    Start one: treue worker\n" in answer.said
        assert treue("doctor", "--language", "de").said.endswith("Nichts ist in Ordnung zu bringen.\n")


def test_a_database_that_does_not_wait_for_the_disk(shop: CommandLine) -> None:
    answer = shop("doctor", "--json")

    assert answer.code == 1
    assert answer.shape["well"] is False
    assert wrong(answer) == {"setting_fsync": "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();"}


def test_a_database_that_is_away_or_is_not_prepared(empty_database: str) -> None:
    away = CommandLine({"TREUE_DATABASE_URL": "postgresql://treue@127.0.0.1:1/treue?connect_timeout=2"})("doctor")
    assert away.code == 1
    assert "x database: The database treue at 127.0.0.1 cannot be reached." in away.said

    empty = CommandLine({"TREUE_DATABASE_URL": empty_database})("doctor")
    assert empty.code == 1
    assert "has no tables of Treue yet. Run `treue migrate`." in empty.said


@pytest.mark.parametrize(
    ("version", "said"), [("0001_books", "Run `treue migrate`"), ("9999_later", "which this release does not know")]
)
def test_a_schema_of_another_release(treue: CommandLine, version: str, said: str) -> None:
    run(treue, f"UPDATE alembic_version SET version_num = '{version}'")

    answer = treue("doctor")

    assert answer.code == 1
    assert said in answer.said


def test_a_database_in_another_encoding(postgres_server: Server) -> None:
    with psycopg.connect(postgres_server.conninfo, autocommit=True) as connection:
        connection.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    place = psycopg.conninfo.make_conninfo(postgres_server.conninfo, dbname="plain")

    answer = CommandLine({"TREUE_DATABASE_URL": place})("doctor")

    assert "is encoded in SQL_ASCII; Treue needs UTF8." in answer.said
    with psycopg.connect(postgres_server.conninfo, autocommit=True) as connection:
        connection.execute("DROP DATABASE plain")


def test_a_restored_database_that_awaits_erasures(shop: CommandLine) -> None:
    with psycopg.connect(shop.environ["TREUE_DATABASE_URL"]) as connection:
        mark_restored(connection)

    assert wrong(shop("doctor", "--json"))["erasures_awaited"] == "treue erasures replay FILE"


def test_a_worker_that_is_lost_and_one_that_works(shop: CommandLine) -> None:
    add = "INSERT INTO worker VALUES (1, 'box-7', 4711, '0.1.0', '{seen}', '{seen}')"
    run(shop, add.format(seen="2026-03-01 12:00:00+00"))
    lost = shop("doctor", "--json")
    assert "systemctl restart treue-worker" in wrong(lost)["worker_lost"]
    (said,) = [one["found"] for one in lost.shape["findings"] if one["code"] == "worker_lost"]
    assert said == "The last one, process 4711 on box-7, was seen at 2026-03-01 12:00:00 UTC."

    run(shop, f"UPDATE worker SET seen_at = '{datetime.now(UTC).isoformat()}'")
    assert "worker" in codes(shop("doctor", "--json"))


def test_what_waits_too_long_and_what_failed(shop: CommandLine, tmp_path: Path) -> None:
    treue = CommandLine({**shop.environ, "TREUE_KEY_FILE": str(tmp_path / "key")})
    name = treue("webhook", "add", "shop", "https://crm.example", "--events", "balance.changed", "--json").shape[
        "webhook"
    ]
    for _ in range(2):
        assert treue("adjust", "shop", "4711", "points", "5", "--reason", "goodwill").code == 0
    run(
        treue,
        "UPDATE outbox SET due_at = due_at - interval '11 minutes'",
        "UPDATE outbox SET standing = 'dead' WHERE message_id = (SELECT min(message_id) FROM outbox)",
        "INSERT INTO sweep (programme_id, name, due_at, fault) VALUES (1, 'settle', '2026-03-01', 'ValueError in x')",
        "INSERT INTO parked (programme_id, parked_id, actor, fault, command) VALUES (1, 1, 'x', 'x', '{}')",
        "UPDATE subscription SET disabled_because = 'gone', disabled_at = created_at",
        "UPDATE programme SET sandbox_clock = NULL",
        "INSERT INTO due SELECT member_id, '2026-01-01', programme_id, 'expiry', 'points' FROM member LIMIT 1 "
        "ON CONFLICT (programme_id, member_id, kind, unit) DO UPDATE SET due_at = excluded.due_at",
    )

    answer = treue("doctor", "--json")

    assert {"messages_late", "sweep_failed"} <= wrong(answer).keys()
    assert {"messages_dead", "parked", "webhook_gone", "due_late"} <= codes(answer)
    remedies = {one["code"]: one["remedy"] for one in answer.shape["findings"]}
    assert remedies["webhook_gone"] == f"Remove it: treue webhook remove shop {name}"


def test_a_deployment_key_that_is_missing_open_another_or_none(shop: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "key"
    treue = CommandLine({**shop.environ, "TREUE_KEY_FILE": str(path)})
    assert treue("webhook", "add", "shop", "https://crm.example", "--events", "decision.made").code == 0
    kept = path.read_text("ascii")

    path.chmod(0o644)
    assert wrong(treue("doctor", "--json"))["key_open"] == f"chmod 600 {path}"
    path.chmod(0o600)
    path.write_text("ab" * 32, "ascii")
    assert "key_another" in wrong(treue("doctor", "--json"))
    path.write_text("nonsense", "ascii")
    assert "told" in wrong(treue("doctor", "--json"))
    path.unlink()
    assert "key_missing" in wrong(treue("doctor", "--json"))
    path.write_text(kept, "ascii")
    path.chmod(0o600)
    assert not {"key_missing", "key_another", "key_open"} & codes(treue("doctor", "--json"))


def test_networks_that_webhooks_may_reach(shop: CommandLine) -> None:
    inside = CommandLine({**shop.environ, "TREUE_WEBHOOK_NETWORKS": "10.1.0.0/16"})("doctor", "--json")
    assert "Webhooks may also reach 10.1.0.0/16." in {one["found"] for one in inside.shape["findings"]}

    nonsense = CommandLine({**shop.environ, "TREUE_WEBHOOK_NETWORKS": "office"})("doctor")
    assert "x networks of webhooks: TREUE_WEBHOOK_NETWORKS: 'office' is not a network" in nonsense.said


def test_an_embedded_server_is_examined_and_told(home: Path) -> None:
    treue = CommandLine({"TREUE_HOME": str(home), "HOME": str(home)})

    first = codes(treue("doctor", "--json"))
    second = codes(treue("doctor", "--json"))

    assert {"embedded_new", "disk", "erasures_none"} <= first
    assert "embedded" in second


def test_clocks_that_are_apart(database: str) -> None:
    async def found(apart: timedelta) -> Finding:
        async with await open_async_connection(database) as connection:
            return await clock_finding(connection, lambda: wall_now() + apart)

    assert asyncio.run(found(timedelta())).gravity == "good"
    assert asyncio.run(found(timedelta(seconds=-5))).gravity == "notice"
    finding = asyncio.run(found(timedelta(minutes=5)))
    assert (finding.gravity, finding.code) == ("bad", "clock_apart")
    assert 299 <= float(str(finding.values["seconds"])) <= 301


def test_sessions_that_a_pooler_made_otherwise(database: str) -> None:
    async def found() -> set[str]:
        async with await psycopg.AsyncConnection.connect(database) as connection:
            await connection.execute("SET synchronous_commit = off")
            await connection.execute("SET TIME ZONE 'Europe/Berlin'")
            await connection.execute("SET default_transaction_isolation = 'serializable'")
            return {one.code for one in await settings_findings(connection) if one.gravity == "bad"}

    assert asyncio.run(found()) >= {
        "setting_synchronous_commit",
        "setting_TimeZone",
        "setting_default_transaction_isolation",
    }


def test_what_the_machine_lacks(tmp_path: Path) -> None:
    assert python_finding((3, 10)).code == "python_old"
    assert python_finding((3, 11)).gravity == "good"
    assert [one.values for one in extras_finding({"serve": ("no_such_package",)})] == [{"extra": "serve"}]
    assert [one.gravity for one in extras_finding({"serve": ("psycopg",)})] == ["good"]
    assert disk_finding(tmp_path / "not" / "yet", 10**18).code == "disk_full"
    assert disk_finding(tmp_path, 1).gravity == "good"
    assert assets_finding(tmp_path).code == "assets_missing"
    (tmp_path / "assets.json").write_text("{}", "utf-8")
    assert assets_finding(tmp_path).code == "assets"
    listed = tmp_path / "erasures.jsonl"
    listed.write_text("no list\n", "utf-8")
    assert erasures_finding({"TREUE_ERASURES": str(listed)}).gravity == "bad"
    assert erasures_finding({"TREUE_DATABASE_URL": "x"}).code == "erasures_unlisted"


def test_everything_that_is_to_be_mended_has_a_remedy() -> None:
    well = {"told", "python", "packages", "assets", "disk", "embedded", "embedded_stopped", "embedded_new", "networks"}
    well |= {
        "erasures",
        "erasures_none",
        "networks_none",
        "database",
        "schema",
        "settings",
        "clock",
        "worker",
        "backlog",
    }

    assert FOUND.keys() - well == REMEDIES.keys()
    assert len(CHECKS) == 18
