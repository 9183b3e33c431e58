"""Migrations: twice, at once, after a fault, and the refusal to work on any other schema."""

from __future__ import annotations

import asyncio
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.processing.replayed import differences
from tests.processing.shop import NOON, days, joined_by, purchase
from treue.store.migrate import MIGRATIONS, known_versions, migrate, require_current, schema_version
from treue.store.partitions import make_months
from treue.store.unavailable import StoreUnavailable

pytestmark = pytest.mark.postgres
FILLED = Path(__file__).parent / "filled"

STEP = """
from pathlib import Path
from treue.store.migrations import run_statements
revision = "{id}"
down_revision = {before!r}
def upgrade() -> None:
    run_statements(Path(__file__).with_suffix(".sql"))
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """A history of its own, with one step whose text holds characters that drivers like to interpret."""
    shutil.copy(MIGRATIONS / "env.py", tmp_path)
    (tmp_path / "versions").mkdir()
    _add(tmp_path, "0001_first", None, "CREATE TABLE first (share text CHECK (share LIKE '%s:x%%' OR true));")
    return tmp_path


def _add(steps: Path, step: str, before: str | None, statements: str) -> None:
    (steps / "versions" / f"{step}.py").write_text(STEP.format(id=step, before=before))
    (steps / "versions" / f"{step}.sql").write_text(statements)


def _tables(conninfo: str) -> set[str]:
    with psycopg.connect(conninfo) as connection:
        return {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_the_schema_is_applied_once(empty_database: str) -> None:
    assert migrate(empty_database) == list(known_versions())
    assert migrate(empty_database) == []

    assert schema_version(empty_database) == known_versions()[-1]
    require_current(empty_database)


@pytest.mark.parametrize("step", [file.stem for file in sorted(FILLED.glob("*.sql"))])
def test_a_filled_database_of_an_earlier_step_is_brought_up_to_date(step: str, empty_database: str) -> None:
    _fill(empty_database, step)

    with pytest.raises(StoreUnavailable, match="Run `treue migrate`"):
        require_current(empty_database)
    later = known_versions()[known_versions().index(step) + 1 :]
    assert migrate(empty_database) == list(later)

    async def trade_on() -> None:
        async with joined_by(empty_database) as shop:
            assert await shop.figures("anna") == (25, 0, 0)
            await shop.run(purchase("anna", 5_00, "after", at=NOON + days(20)))
            assert await shop.figures("anna") == (30, 0, 0)
            assert await shop.verify() == []
            assert await differences(shop) == []

    asyncio.run(trade_on())


def _fill(conninfo: str, step: str) -> None:
    """The database as a release left it whose last step this was."""
    steps = known_versions()
    with psycopg.connect(conninfo) as connection:
        for known in steps[: steps.index(step) + 1]:
            connection.execute((MIGRATIONS / f"{known}.sql").read_bytes())
        connection.execute("CREATE TABLE alembic_version (version_num text NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (%s)", (step,))
    asyncio.run(_make_months(conninfo))
    with psycopg.connect(conninfo) as connection:
        connection.execute((FILLED / f"{step}.sql").read_bytes())


async def _make_months(conninfo: str) -> None:
    async with await psycopg.AsyncConnection.connect(conninfo) as connection:
        await make_months(connection, {NOON.date().replace(day=1)})


def test_two_commands_at_once_apply_each_step_once(empty_database: str) -> None:
    both_ready = threading.Barrier(2)

    def run() -> list[str]:
        both_ready.wait()
        return migrate(empty_database)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(run), pool.submit(run)
        applied = sorted([first.result(), second.result()])

    assert applied == [[], list(known_versions())]


def test_per_cent_signs_and_colons_in_a_step_mean_themselves(empty_database: str, steps: Path) -> None:
    assert migrate(empty_database, migrations=steps) == ["0001_first"]

    with psycopg.connect(empty_database) as connection:
        row = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'first'::regclass AND contype = 'c'"
        ).fetchone()
    assert row is not None
    assert "'%s:x%%'" in row[0]


def test_a_step_that_fails_leaves_the_steps_before_it_and_nothing_of_itself(empty_database: str, steps: Path) -> None:
    _add(steps, "0002_broken", "0001_first", "CREATE TABLE second (); SELECT 1 / 0;")

    with pytest.raises(StoreUnavailable, match="division by zero") as failed:
        migrate(empty_database, migrations=steps)

    assert failed.value.reason == "migration_failed"
    assert "Steps up to 0001_first are applied" in failed.value.message
    assert _tables(empty_database) == {"alembic_version", "first"}

    _add(steps, "0002_broken", "0001_first", "CREATE TABLE second ();")
    assert migrate(empty_database, migrations=steps) == ["0002_broken"]


def test_a_step_waits_only_briefly_for_a_table_in_use(empty_database: str, steps: Path) -> None:
    migrate(empty_database, migrations=steps)
    _add(steps, "0002_column", "0001_first", "ALTER TABLE first ADD COLUMN more text;")

    with psycopg.connect(empty_database) as connection:
        connection.execute("LOCK TABLE first IN ROW EXCLUSIVE MODE")
        with pytest.raises(StoreUnavailable, match=r"waited 0\.1 s for a table") as refused:
            migrate(empty_database, migrations=steps, table_lock_seconds_max=0.1)

    assert refused.value.reason == "migration_locked"
    assert migrate(empty_database, migrations=steps) == ["0002_column"]


def test_a_migration_that_another_command_holds_up_says_so(empty_database: str) -> None:
    from treue.store.migrate import SCHEMA_LOCK

    with psycopg.connect(empty_database) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (SCHEMA_LOCK,))
        with pytest.raises(StoreUnavailable) as refused:
            migrate(empty_database, lock_seconds_max=0.1)

    assert refused.value.reason == "migration_locked"
    assert _tables(empty_database) == set()


def test_an_empty_database_is_refused_with_the_command(empty_database: str) -> None:
    assert schema_version(empty_database) is None
    with pytest.raises(StoreUnavailable, match="Run `treue migrate`") as refused:
        require_current(empty_database)
    assert refused.value.reason == "schema_missing"


def test_an_older_schema_is_refused_with_the_command(empty_database: str, steps: Path) -> None:
    migrate(empty_database, migrations=steps)
    _add(steps, "0002_next", "0001_first", "CREATE TABLE next ();")

    with pytest.raises(StoreUnavailable, match="Run `treue migrate`") as refused:
        require_current(empty_database, migrations=steps)
    assert refused.value.reason == "schema_older"


def test_a_schema_of_a_newer_release_is_neither_used_nor_changed(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")

    with pytest.raises(StoreUnavailable, match="9999_future") as refused:
        require_current(database)
    assert refused.value.reason == "schema_unknown"
    with pytest.raises(StoreUnavailable, match="9999_future"):
        migrate(database)
    assert schema_version(database) == "9999_future"


def test_a_step_is_called_as_its_file_is_and_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    chained = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert known_versions() == tuple(reversed(chained))
