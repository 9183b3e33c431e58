"""The embedded server in bad weather: killed processes, interrupted beginnings, and every refusal with its sentence."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.store.conftest import fork
from treue.store import embedded
from treue.store.embedded.account import server_account
from treue.store.unavailable import Reason, StoreUnavailable

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.slow]

ORDINARY_USER = 65534


def _refused(reason: Reason, *parts: str, home: Path, environ: dict[str, str] | None = None) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        embedded.start(home, environ, lock_seconds_max=0.2, start_seconds_max=10)
    assert refused.value.reason == reason
    assert refused.value.remedy
    for part in parts:
        assert part in str(refused.value)


def _wait_for(path: Path, pattern: str) -> None:
    deadline = time.monotonic() + 20
    while not list(path.glob(pattern)):
        assert time.monotonic() < deadline, f"{pattern} never appeared"
        time.sleep(0.001)


def test_after_kill_9_of_the_server_the_next_start_has_every_committed_row(home: Path) -> None:
    first = embedded.start(home)
    with psycopg.connect(first.conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    os.kill(first.pid, signal.SIGKILL)
    second = embedded.start(home)

    assert not second.adopted
    assert second.pid != first.pid
    with psycopg.connect(second.conninfo) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_busy_backend_that_outlives_its_killed_server_is_waited_for(home: Path) -> None:
    """Two servers on one data folder would destroy it."""
    first = embedded.start(home)
    with psycopg.connect(first.conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (answer integer)")
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        try:
            os.kill(first.pid, signal.SIGKILL)
            with pytest.raises(StoreUnavailable, match="still finishing") as refused:
                embedded.start(home, start_seconds_max=0.3)
            assert refused.value.reason == "start_failed"
        finally:
            os.kill(backend, signal.SIGCONT)

        assert not embedded.start(home).adopted


def test_a_dead_servers_number_that_another_program_got_does_not_hinder(home: Path) -> None:
    first = embedded.start(home)
    os.kill(first.pid, signal.SIGKILL)
    account = server_account(home / "cluster" / "data")
    change = {} if account.is_current else {"user": account.uid}
    with subprocess.Popen(["sleep", "60"], cwd="/", **change) as other:  # type: ignore[call-overload]
        try:
            pid_file = home / "cluster" / "data" / "postmaster.pid"
            _, *rest = pid_file.read_text().splitlines()
            rest[1] = str(int(rest[1]) - 3600)
            pid_file.write_text("\n".join([str(other.pid), *rest]) + "\n")

            assert embedded.status(home).pid is None
            assert not embedded.stop(home)
            assert not embedded.start(home).adopted
            assert other.poll() is None
        finally:
            other.kill()


def test_a_command_killed_while_it_makes_the_data_leaves_nothing_in_the_way(home: Path) -> None:
    starting = fork(lambda: embedded.start(home))
    _wait_for(home, "cluster-new-*/data/PG_VERSION")

    starting.kill()
    server = embedded.start(home)

    assert not server.adopted
    assert not list(home.glob("cluster-new-*"))
    with psycopg.connect(server.conninfo) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("treue",)


def test_a_command_killed_before_the_server_is_ready_leaves_a_server_to_adopt(home: Path) -> None:
    embedded.start(home)
    embedded.stop(home)
    starting = fork(lambda: embedded.start(home))
    _wait_for(home, "cluster/data/postmaster.pid")

    starting.kill()

    assert embedded.start(home).adopted


def test_a_database_that_a_killed_command_did_not_make_is_made_by_the_next(home: Path) -> None:
    server = embedded.start(home)
    with psycopg.connect(server.conninfo, dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE treue WITH (FORCE)")

    assert embedded.start(home).pid == server.pid
    psycopg.connect(server.conninfo).close()


def test_two_commands_at_once_start_one_server(home: Path) -> None:
    children = [fork(lambda: embedded.start(home)) for _ in range(2)]

    first, second = (child.answer() for child in children)

    assert first.pid == second.pid
    assert sorted([first.adopted, second.adopted]) == [False, True]


def test_a_lock_that_is_held_too_long_is_named_with_its_holder(home: Path) -> None:
    home.mkdir()
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()

        _refused("lock_taken", str(home / "lock"), "process 4711", home=home)


def test_data_of_another_major_version_is_refused_with_the_way_to_upgrade(home: Path, wheel_binaries: str) -> None:
    data = home / "cluster" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    if os.geteuid() == 0:
        account = server_account(home / "none")
        os.chown(data, account.uid, account.gid)

    _refused(
        "other_major_version",
        "written by PostgreSQL 14",
        f" in {wheel_binaries}",
        "treue backup treue.dump",
        "treue restore treue.dump",
        "pg_upgrade",
        home=home,
    )
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_is_no_data_is_refused(home: Path) -> None:
    embedded.start(home)
    embedded.stop(home)
    (home / "cluster" / "data" / "PG_VERSION").write_text("")

    _refused("unreadable_folder", "is not PostgreSQL's data", home=home)


def test_a_folder_that_an_ordinary_user_cannot_use_is_refused(home: Path) -> None:
    home.mkdir(mode=0o700)
    if os.geteuid() != 0:
        home.chmod(0)

    child = fork(lambda: embedded.start(home), ORDINARY_USER if os.geteuid() == 0 else None)
    reason, text = child.answer()

    home.chmod(0o700)
    assert reason == "unreadable_folder"
    assert str(home) in text
    assert "Permission denied" in text
    assert "TREUE_HOME" in text


@pytest.mark.usefixtures("needs_root")
def test_an_ordinary_user_runs_a_server_of_its_own_and_root_adopts_it(home: Path) -> None:
    home.mkdir()
    os.chown(home, ORDINARY_USER, ORDINARY_USER)

    server = fork(lambda: embedded.start(home), ORDINARY_USER).answer()

    assert Path(f"/proc/{server.pid}").stat().st_uid == ORDINARY_USER
    assert embedded.start(home).pid == server.pid
    assert embedded.stop(home)
    assert not embedded.start(home).adopted
    assert fork(lambda: embedded.start(home), ORDINARY_USER).answer().adopted


@pytest.mark.usefixtures("needs_root")
def test_a_folder_that_the_servers_account_cannot_enter_is_refused(home: Path) -> None:
    home.parent.chmod(0o700)

    _refused("unreadable_folder", "may not enter", str(home), "/var/lib/treue", home=home)
    assert not (home / "cluster").exists()


@pytest.mark.usefixtures("needs_root")
def test_root_that_may_not_change_its_account_is_told_to_bring_a_database(home: Path) -> None:
    def start_without_the_right() -> embedded.Server:
        _drop_capabilities(6, 7)  # CAP_SETGID, CAP_SETUID
        return embedded.start(home)

    reason, text = fork(start_without_the_right).answer()

    assert reason == "no_account"
    assert "Set TREUE_DATABASE_URL" in text


def test_a_machine_without_postgresql_is_told_what_to_install(home: Path) -> None:
    _refused("no_binaries", "TREUE_PG_BIN", "/nowhere", home=home, environ={"TREUE_PG_BIN": "/nowhere"})
    assert not (home / "cluster").exists()


def test_a_server_that_does_not_start_quotes_its_log(home: Path) -> None:
    embedded.start(home)
    embedded.stop(home)
    with (home / "cluster" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = lots\n")

    _refused("start_failed", 'invalid value for parameter "shared_buffers"', home=home)


def test_a_lost_password_is_named(home: Path) -> None:
    embedded.start(home)
    (home / "cluster" / "password").unlink()

    _refused("unreadable_folder", str(home / "cluster" / "password"), home=home)


def test_a_disk_that_fills_while_the_data_is_made_leaves_nothing_behind(home: Path) -> None:
    def start_with_small_files() -> embedded.Server:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        return embedded.start(home)

    reason, text = fork(start_with_small_files).answer()

    assert reason == "full_disk"
    assert str(home) in text
    assert not list(home.glob("cluster*"))
    assert not embedded.start(home).adopted


@pytest.fixture
def small_disk(home: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of 160 MB in memory, mounted at the home folder."""
    request.getfixturevalue("needs_root")
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(home)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a file system, not even root")
    yield home
    embedded.stop(home)
    subprocess.run(["umount", "--lazy", str(home)], check=True)


def test_a_full_disk_is_named_before_and_after_the_data_is_made(small_disk: Path) -> None:
    filling = small_disk / "filling"
    filling.write_bytes(bytes(100_000_000))
    _refused("full_disk", "MB are free", str(small_disk), home=small_disk)

    filling.unlink()
    embedded.start(small_disk)
    embedded.stop(small_disk)
    with filling.open("wb") as file:
        file.truncate(0)
        room = shutil.disk_usage(small_disk).free
        os.posix_fallocate(file.fileno(), 0, room)
    _refused("full_disk", "No space left on device", home=small_disk)

    filling.unlink()
    assert not embedded.start(small_disk).adopted


def _drop_capabilities(*numbers: int) -> None:
    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Sets(ctypes.Structure):
        _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))

    libc = ctypes.CDLL(None, use_errno=True)
    header = Header(0x20080522, 0)
    sets = (Sets * 2)()
    assert libc.capget(ctypes.byref(header), sets) == 0
    for number in numbers:
        sets[0].effective &= ~(1 << number)
        sets[0].permitted &= ~(1 << number)
    assert libc.capset(ctypes.byref(header), sets) == 0
