"""The embedded server in good weather: it starts from nothing, is adopted, keeps its data, and stops when told."""

from __future__ import annotations

import shutil
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from treue.store import embedded
from treue.store.embedded.home import ROOTS_HOME

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SETTINGS = {
    "listen_addresses": "",
    "data_checksums": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
    "TimeZone": "UTC",
    "shared_buffers": "256MB",
    "max_connections": "100",
}


def test_a_server_starts_from_nothing_with_safe_settings_and_without_a_port(home: Path) -> None:
    server = embedded.start(home)

    assert not server.adopted
    with psycopg.connect(server.conninfo) as connection:
        seen = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in SETTINGS}
        collation = connection.execute("SELECT datcollate FROM pg_database WHERE datname = 'treue'").fetchone()
    assert seen == {name: (value,) for name, value in SETTINGS.items()}
    assert collation == ("C",)
    assert "password=" not in server.conninfo


def test_the_next_command_adopts_the_running_server(home: Path) -> None:
    first = embedded.start(home)

    second = embedded.start(home)

    assert second.adopted
    assert (second.pid, second.conninfo, second.version) == (first.pid, first.conninfo, first.version)


def test_what_was_written_is_there_after_a_stop_and_a_start(home: Path) -> None:
    with psycopg.connect(embedded.start(home).conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 41 + 1 AS answer")

    assert embedded.stop(home)
    assert embedded.status(home).pid is None
    with psycopg.connect(embedded.start(home).conninfo) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_server_whose_socket_was_taken_away_is_started_anew(home: Path) -> None:
    # As after deleting the whole folder and making it again while the old server was still running.
    first = embedded.start(home)
    with psycopg.connect(first.conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 41 + 1 AS answer")
    (Path(str(conninfo_to_dict(first.conninfo)["host"])) / ".s.PGSQL.5432").unlink()

    second = embedded.start(home)

    assert not second.adopted
    assert second.pid != first.pid
    with psycopg.connect(second.conninfo) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_server_in_use_is_not_stopped_by_who_asks_only_if_idle(home: Path) -> None:
    server = embedded.start(home)

    with psycopg.connect(server.conninfo):
        assert not embedded.stop(home, only_if_idle=True)
        assert embedded.status(home).pid == server.pid

    assert embedded.stop(home, only_if_idle=True)
    assert not embedded.stop(home)


def test_status_of_a_folder_that_does_not_exist_creates_nothing(home: Path) -> None:
    status = embedded.status(home)

    assert (status.major, status.pid) == (None, None)
    assert not embedded.stop(home)
    assert not home.exists()


def test_nobody_else_reaches_the_socket_and_the_password_is_asked_for(home: Path) -> None:
    server = embedded.start(home)

    assert stat.S_IMODE((home / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "cluster" / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "cluster" / "data").stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(make_conninfo(server.conninfo, passfile="/dev/null"))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(server.conninfo, password="guess"))


def test_a_home_with_a_long_path_has_its_socket_elsewhere_and_removes_it(home: Path) -> None:
    deep = home / ("deep-" * 30)
    try:
        server = embedded.start(deep)
        socket = Path(str(conninfo_to_dict(server.conninfo)["host"]))

        assert len(str(socket)) < 60
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert embedded.start(deep).adopted
    finally:
        assert embedded.stop(deep)
    assert not socket.exists()


def test_a_copy_of_a_running_home_is_another_server(home: Path, second_home: Path) -> None:
    """The copy's postmaster.pid names the first server, which it must neither adopt nor stop."""
    first = embedded.start(home)
    shutil.copytree(home, second_home, symlinks=True, ignore=shutil.ignore_patterns("socket", "data"))
    assert embedded.status(second_home).pid is None
    (second_home / "cluster" / "data").mkdir()
    shutil.copy2(home / "cluster" / "data" / "postmaster.pid", second_home / "cluster" / "data" / "postmaster.pid")

    assert not embedded.stop(second_home)
    assert embedded.status(home).pid == first.pid
    assert embedded.start(home).adopted


def test_data_keeps_its_major_version_whatever_else_is_installed(home: Path, wheel_binaries: str) -> None:
    made = embedded.start(home, {"TREUE_PG_BIN": wheel_binaries})
    embedded.stop(home)

    again = embedded.start(home, {"PATH": "/usr/local/bin:/usr/bin:/bin"})

    assert again.version == made.version


@pytest.mark.usefixtures("needs_root")
def test_programs_that_only_root_can_read_are_copied_for_the_account_of_the_server(
    home: Path, wheel_binaries: str
) -> None:
    private = home.with_name("private")
    private.mkdir(mode=0o700)
    package = Path(wheel_binaries).parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, private / folder.name, symlinks=True)
    environ = {"TREUE_PG_BIN": str(private / package.name / "pginstall" / "bin")}

    server = embedded.start(home, environ)

    assert Path(f"/proc/{server.pid}/exe").readlink().is_relative_to(home / "binaries")
    embedded.stop(home)
    copies = list((home / "binaries").iterdir())
    embedded.start(home, environ)
    assert list((home / "binaries").iterdir()) == copies


def test_the_home_folder_follows_the_environment() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        expected = Path(place, ".local/share/treue")
        assert embedded.home_folder({"HOME": place}) == expected
        assert embedded.home_folder({"HOME": place, "XDG_DATA_HOME": "/srv/data"}) == Path("/srv/data/treue")
        assert embedded.home_folder({"HOME": place, "TREUE_HOME": "/srv/mine"}) == Path("/srv/mine")


@pytest.mark.usefixtures("needs_root")
def test_root_whose_home_is_closed_uses_a_folder_that_the_server_can_enter() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as closed:
        assert embedded.home_folder({"HOME": closed}) == ROOTS_HOME

        # Data that is already there stays the choice.
        Path(closed, ".local/share/treue/cluster").mkdir(parents=True)
        assert embedded.home_folder({"HOME": closed}) == Path(closed, ".local/share/treue")
