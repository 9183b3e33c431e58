"""The embedded server's life: `start` (adopt or launch), `stop` and `status`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from treue.store.embedded import launch
from treue.store.embedded.account import readable_binaries, require_entry, server_account
from treue.store.embedded.binaries import server_binaries
from treue.store.embedded.cluster import DATABASE, ROLE, create, major_of
from treue.store.embedded.home import Home
from treue.store.embedded.process import (
    Postmaster,
    is_alive,
    is_running,
    postmaster,
    runs_under,
    start_lock,
    take_running_lock,
)
from treue.store.embedded.sentences import not_answering, not_started, not_stopped, sentences
from treue.store.unavailable import StoreUnavailable

_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `conninfo` is for libpq and holds no secret: it names the password's file.

    `adopted` says that it ran already; `version` is PostgreSQL's, for instance 18.6.
    """

    home: Path
    conninfo: str
    pid: int
    adopted: bool
    version: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a look at a home folder shows. `major` is None if there is no data, `pid` if no server runs."""

    home: Path
    major: int | None
    pid: int | None
    log: Path


def start(
    home: Path,
    environ: Mapping[str, str] | None = None,
    *,
    lock_seconds_max: float = 60.0,
    start_seconds_max: float = 60.0,
) -> Server:
    """The server of `home`: the running one, or else a new one, on new data if there is none.

    Doing it twice, or in two processes at once, gives the same server. It keeps running when this process ends.
    `environ` is read for TREUE_PG_BIN and PATH. Raises StoreUnavailable: no_binaries, other_major_version,
    lock_taken, full_disk, unreadable_folder, no_account, start_failed.
    """
    place = Home(home.expanduser().resolve())
    with sentences(place.folder):
        if server := _adopted(place):
            return server
        _make_home(place)
        with start_lock(place.lock, lock_seconds_max) as lock:
            if _lost_its_socket(place):
                _stopped(place, only_if_idle=False, seconds_max=start_seconds_max)
            if server := _running_soon(place, start_seconds_max):
                return server
            account = server_account(place.cluster.data)
            require_entry(account, place.folder)
            major = major_of(place.cluster.data)
            found = server_binaries(os.environ if environ is None else environ, place.cluster.data, major)
            binaries = readable_binaries(found, account, place)
            if not place.cluster.folder.exists():
                create(place, account, binaries, lock)
            running_lock = take_running_lock(place.cluster.running)
            if running_lock is None:
                raise not_answering(place, start_seconds_max)
            try:
                launch.launch(place, account, binaries, running_lock)
            finally:
                os.close(running_lock)
            return _launched(place, start_seconds_max)


def stop(
    home: Path, *, only_if_idle: bool = False, lock_seconds_max: float = 60.0, stop_seconds_max: float = 60.0
) -> bool:
    """Stop the server of `home`, ending its connections; True if it was running and is now stopped.

    With `only_if_idle` a server to which anybody is connected keeps running. Raises StoreUnavailable: lock_taken,
    stop_failed, unreadable_folder.
    """
    place = Home(home.expanduser().resolve())
    with sentences(place.folder):
        if not place.cluster.folder.is_dir():
            return False
        with start_lock(place.lock, lock_seconds_max):
            return _stopped(place, only_if_idle, stop_seconds_max)


def status(home: Path) -> Status:
    """What is there, without starting, creating or changing anything. Raises StoreUnavailable (unreadable_folder)."""
    place = Home(home.expanduser().resolve())
    with sentences(place.folder):
        server = _living(place)
        return Status(place.folder, major_of(place.cluster.data), server.pid if server else None, place.cluster.log)


def _stopped(place: Home, only_if_idle: bool, seconds_max: float) -> bool:
    server = _living(place)
    if server is None:
        return False
    if only_if_idle and _connections(place, server) > 0:
        return False
    if not runs_under(server, place.cluster.data.stat().st_uid):
        raise not_stopped(place, server, "that process belongs to another account than the data")
    os.kill(server.pid, signal.SIGINT)
    deadline = time.monotonic() + seconds_max
    while is_alive(server) or is_running(place.cluster.running):
        if time.monotonic() >= deadline:
            raise not_stopped(place, server, f"it did not end within {seconds_max:g} s")
        time.sleep(_POLL_SECONDS)
    launch.remove_socket(server)
    return True


def _lost_its_socket(place: Home) -> bool:
    """Whether the running server can no longer be reached by anybody.

    It happens when the whole folder is deleted and made again while the old server still runs: that one ends a minute
    later, and removes on its way out the socket that by then belongs to its successor.
    """
    server = _living(place)
    return server is not None and server.is_ready and not (server.socket / f".s.PGSQL.{server.port}").exists()


def _living(place: Home) -> Postmaster | None:
    """The server whose file lies in our data, if its process lives and works on our data, not on what ours was copied
    from."""
    server = postmaster(place.cluster.data)
    return server if server is not None and server.data == place.cluster.data and is_alive(server) else None


def _adopted(place: Home) -> Server | None:
    """The running server of `place` if it is ready, is the one that its file names, works on our data and answers."""
    server = _living(place)
    if server is None or not server.is_ready:
        return None
    conninfo = _conninfo(place, server, DATABASE)
    try:
        connection = psycopg.connect(conninfo, autocommit=True)
    except psycopg.OperationalError as error:
        if "password" in str(error):
            raise StoreUnavailable(
                "unreadable_folder",
                f"The PostgreSQL server of {place.folder} does not accept the password in {place.cluster.password}.",
                cause=" ".join(str(error).split()),
                remedy="Put that file back from a copy of the folder, readable by its owner only.",
            ) from error
        if not _lacks_database(error):
            return None
        # A command was killed between launching the server and making the database in it.
        _create_database(place, server)
        connection = psycopg.connect(conninfo, autocommit=True)
    with connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        version = connection.info.parameter_status("server_version") or ""
    if row is None or Path(row[0]) != place.cluster.data:
        return None
    return Server(place.folder, conninfo, server.pid, adopted=True, version=version.partition(" ")[0])


def _running_soon(place: Home, seconds_max: float) -> Server | None:
    """The server that another command has launched, once it is ready; None when no process of a server lives."""
    deadline = time.monotonic() + seconds_max
    while True:
        if server := _adopted(place):
            return server
        if not is_running(place.cluster.running):
            return None
        if time.monotonic() >= deadline:
            raise not_answering(place, seconds_max)
        time.sleep(_POLL_SECONDS)


def _launched(place: Home, seconds_max: float) -> Server:
    server = _running_soon(place, seconds_max)
    if server is None:
        raise not_started(place)
    return Server(server.home, server.conninfo, server.pid, adopted=False, version=server.version)


def _conninfo(place: Home, server: Postmaster, database: str) -> str:
    return make_conninfo(
        host=str(server.socket),
        port=server.port,
        user=ROLE,
        dbname=database,
        passfile=str(place.cluster.password),
        connect_timeout=10,
    )


def _lacks_database(error: psycopg.OperationalError) -> bool:
    # A failed connection carries no SQLSTATE; the server's messages are English, as its locale is C.
    return f'database "{DATABASE}" does not exist' in str(error)


def _create_database(place: Home, server: Postmaster) -> None:
    with psycopg.connect(_conninfo(place, server, "postgres"), autocommit=True) as connection:
        try:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another command was faster


def _connections(place: Home, server: Postmaster) -> int:
    with psycopg.connect(_conninfo(place, server, "postgres"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(row[0]) if row else 0


def _make_home(place: Home) -> None:
    # As root another account passes through to its data; otherwise nobody else has any business there.
    for folder in (*reversed(place.folder.parents), place.folder):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                folder.chmod(0o755)
