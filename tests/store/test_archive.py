"""Back-up and restore: a round trip, and everything that is refused before a byte is written."""

from __future__ import annotations

import resource
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.store.conftest import fork
from treue.store.archive import back_up, restore
from treue.store.migrate import require_current, require_schema
from treue.store.restored import awaits_erasures, end_waiting, mark_restored
from treue.store.unavailable import Reason, StoreUnavailable

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def _give_it_rows(conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT n, md5(n::text) AS mark FROM generate_series(1, 1000) AS n")


def _mark_of(conninfo: str) -> object:
    with psycopg.connect(conninfo) as connection:
        return connection.execute("SELECT count(*), md5(string_agg(mark, '' ORDER BY n)) FROM kept").fetchone()


def _is_empty(conninfo: str) -> bool:
    with psycopg.connect(conninfo) as connection:
        return connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def _refused(reason: Reason, conninfo: str, path: Path, text: str) -> None:
    with pytest.raises(StoreUnavailable, match=text) as refused:
        restore(conninfo, path)
    assert refused.value.reason == reason
    assert refused.value.remedy


def test_a_restored_database_holds_the_same_rows(database: str, empty_database: str, tmp_path: Path) -> None:
    _give_it_rows(database)

    archive = back_up(database, tmp_path / "treue.dump")
    restore(empty_database, archive.path)

    assert _mark_of(empty_database) == _mark_of(database)
    require_schema(empty_database)
    assert archive.size_bytes == archive.path.stat().st_size
    assert stat.S_IMODE(archive.path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [archive.path]


def test_a_restored_database_is_not_served_until_its_erasures_are_replayed(
    database: str, empty_database: str, another_empty_database: str, tmp_path: Path
) -> None:
    archive = back_up(database, tmp_path / "treue.dump")
    restore(empty_database, archive.path)

    with pytest.raises(StoreUnavailable, match="treue erasures replay FILE") as refused:
        require_current(empty_database)
    assert refused.value.reason == "erasures_awaited"
    # A back-up of it does not carry the mark over; restoring that one sets its own.
    restore(another_empty_database, back_up(empty_database, tmp_path / "again.dump").path)
    assert awaits_erasures(another_empty_database)

    end_waiting(empty_database)

    require_current(empty_database)
    require_current(database)


def test_a_restore_that_failed_or_was_killed_can_be_repeated(
    database: str, empty_database: str, tmp_path: Path
) -> None:
    _give_it_rows(database)
    path = back_up(database, tmp_path / "treue.dump").path
    whole = path.read_bytes()
    path.write_bytes(whole[:-5000])
    with pytest.raises(StoreUnavailable):
        restore(empty_database, path)
    assert not awaits_erasures(empty_database)
    # Killed after the mark and before the rows.
    with psycopg.connect(empty_database) as connection:
        mark_restored(connection)
    path.write_bytes(whole)

    restore(empty_database, path)

    assert _mark_of(empty_database) == _mark_of(database)
    assert awaits_erasures(empty_database)


def test_an_older_file_is_replaced_only_by_force(database: str, tmp_path: Path) -> None:
    path = tmp_path / "treue.dump"
    path.write_text("precious")

    with pytest.raises(StoreUnavailable, match="exists already") as refused:
        back_up(database, path)
    assert refused.value.reason == "archive_exists"
    assert path.read_text() == "precious"

    back_up(database, path, force=True)
    assert path.read_bytes().startswith(b"PGDMP")


def test_a_back_up_that_fails_leaves_no_file(database: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="No such file or directory") as refused:
        back_up(database, tmp_path / "nowhere" / "treue.dump")
    assert refused.value.reason == "archive_failed"

    def back_up_with_small_files() -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        return back_up(database, tmp_path / "treue.dump")

    reason, text = fork(back_up_with_small_files).answer()
    assert reason == "full_disk"
    assert "nothing was written" in text
    assert "SIGXFSZ" in text
    assert list(tmp_path.iterdir()) == []


def test_only_an_empty_database_is_restored_into(database: str, tmp_path: Path) -> None:
    archive = back_up(database, tmp_path / "treue.dump")
    _give_it_rows(database)
    before = _mark_of(database)

    _refused("database_not_empty", database, archive.path, "is not empty")
    assert _mark_of(database) == before


def test_a_file_that_is_no_archive_is_refused(empty_database: str, tmp_path: Path) -> None:
    path = tmp_path / "treue.dump"
    _refused("archive_unreadable", empty_database, path, "cannot be read")

    path.write_text("not an archive")
    _refused("archive_unreadable", empty_database, path, "is not an archive")
    assert _is_empty(empty_database)


def test_a_damaged_archive_leaves_the_database_empty(database: str, empty_database: str, tmp_path: Path) -> None:
    _give_it_rows(database)
    path = back_up(database, tmp_path / "treue.dump").path
    path.write_bytes(path.read_bytes()[:-5000])

    with pytest.raises(StoreUnavailable) as refused:
        restore(empty_database, path)
    assert refused.value.reason in ("archive_unreadable", "archive_failed")
    assert _is_empty(empty_database)


def test_an_archive_of_something_else_is_refused(
    empty_database: str, another_empty_database: str, tmp_path: Path
) -> None:
    _give_it_rows(empty_database)
    archive = back_up(empty_database, tmp_path / "other.dump")

    _refused("archive_unreadable", another_empty_database, archive.path, "none of Treue")
    assert _is_empty(another_empty_database)


def test_an_archive_of_a_newer_release_is_refused_before_anything_is_written(
    database: str, empty_database: str, tmp_path: Path
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    archive = back_up(database, tmp_path / "treue.dump")

    _refused("schema_unknown", empty_database, archive.path, "9999_future")
    assert _is_empty(empty_database)


def test_a_password_in_the_connection_string_works_and_stays_out_of_the_sentence(database: str, tmp_path: Path) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS saver")
        connection.execute("CREATE ROLE saver LOGIN SUPERUSER PASSWORD 'open sesame'")
    right = make_conninfo(database, user="saver", password="open sesame", passfile="/dev/null")
    wrong = make_conninfo(right, password="open barley")

    assert back_up(right, tmp_path / "treue.dump").size_bytes > 0
    with pytest.raises(StoreUnavailable) as refused:
        back_up(wrong, tmp_path / "other.dump")
    assert refused.value.reason == "no_connection"
    assert "barley" not in str(refused.value)
