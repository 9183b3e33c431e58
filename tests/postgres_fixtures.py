"""Real databases for tests: one throw-away server for the session, and a fresh database for each test that asks.

The server is our own embedded one in a temporary folder. Only here it does not wait for the disk (`fsync` off): what a
test writes need not survive the machine. A database is a copy of a migrated template, which is much faster than
migrating each time.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from treue.store import embedded
from treue.store.embedded import Server

_PREFIX = "treue-test-"
_TEMPLATE = "treue_template"
_numbers = itertools.count(1)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home folder that does not exist yet, where any account may enter; its server is stopped at the end."""
    folder = _new_folder()
    yield folder / "home"
    _remove(folder)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A running embedded server, used by all tests of this process."""
    _remove_what_killed_runs_left()
    folder = _new_folder()
    (folder / "owner").write_text(str(os.getpid()), encoding="ascii")
    server = embedded.start(folder / "home")
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    _remove(folder)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Server) -> str:
    """The name of a database with the current schema, to which nobody is connected."""
    from treue.store.migrate import migrate

    _execute(postgres_server, f"CREATE DATABASE {_TEMPLATE}")
    migrate(make_conninfo(postgres_server.conninfo, dbname=_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def empty_database(postgres_server: Server) -> Iterator[str]:
    """The conninfo of a database without any table."""
    yield from _database(postgres_server, "template0")


@pytest.fixture
def another_empty_database(postgres_server: Server) -> Iterator[str]:
    """The conninfo of a second database without any table."""
    yield from _database(postgres_server, "template0")


@pytest.fixture
def database(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """The conninfo of a database with the current schema and no rows."""
    yield from _database(postgres_server, migrated_template)


def _database(server: Server, template: str) -> Iterator[str]:
    name = f"treue_{os.getpid()}_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_conninfo(server.conninfo, dbname=name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: Server, statement: str) -> None:
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute(statement.encode())


def _new_folder() -> Path:
    # Not below pytest's own temporary folder: its path is too long for a socket, and closed to other accounts.
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))
    folder.chmod(0o755)
    return folder


def _remove(folder: Path) -> None:
    embedded.stop(folder / "home")
    shutil.rmtree(folder, ignore_errors=True)


def _remove_what_killed_runs_left() -> None:
    for owner in Path("/tmp").glob(f"{_PREFIX}*/owner"):
        if owner.stat().st_uid != os.geteuid():
            continue
        try:
            os.kill(int(owner.read_text(encoding="ascii")), 0)
        except ProcessLookupError:
            _remove(owner.parent)
        except (ValueError, OSError):
            continue
