"""Back-up and restore of one database, by PostgreSQL's own programs.

An archive is one file in PostgreSQL's custom format: a consistent picture of one instant, made while others work. It is
complete under its name or not there. It is restored into an empty database only, in one transaction, and only if this
release knows its schema.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from treue.store.connect import open_connection, place_of
from treue.store.embedded.binaries import Binaries, client_binaries
from treue.store.embedded.sentences import tells_of_full_disk
from treue.store.migrate import SCHEMA_LOCK, known_versions, refuse_unknown_version, require_schema
from treue.store.restored import SCHEMA, mark_restored, remove_mark
from treue.store.unavailable import StoreUnavailable

_DUMPED_FROM = re.compile(r"Dumped from database version: (\d+)")
_COPIED_VERSION = re.compile(r"^COPY \S*alembic_version .*?;\n(\S+)\n", re.MULTILINE | re.DOTALL)

# Everything a person or a program made in this database; what PostgreSQL brings lies in the schemas left out.
_WHAT_IS_THERE = """
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'treue_restored')
    ORDER BY 1 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A back-up that is safely on disk."""

    path: Path
    size_bytes: int


def back_up(conninfo: str, path: Path, *, force: bool = False, environ: Mapping[str, str] | None = None) -> Archive:
    """Write an archive of the database to `path`; only its owner may read it. With `force` an older file is replaced.

    Raises StoreUnavailable: archive_exists, archive_failed, full_disk, no_connection, no_binaries.
    """
    path = path.expanduser().absolute()
    if not force:
        _refuse_existing(path)
    binaries = client_binaries(_or_own(environ), _server_major(conninfo), "pg_dump")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".unfinished", dir=path.parent)
    except OSError as error:
        raise _cannot_write(path, error.strerror or str(error)) from error
    unfinished = Path(name)
    try:
        os.close(descriptor)
        _run(
            binaries,
            [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--lock-wait-timeout=60s",
                f"--exclude-schema={SCHEMA}",
                f"--file={name}",
            ],
            conninfo,
            f"The back-up of {place_of(conninfo)} to {path} failed; nothing was written.",
        )
        _sync(unfinished)
        try:
            _put_in_place(unfinished, path, force)
            _sync(path.parent)
        except OSError as error:
            raise _cannot_write(path, error.strerror or str(error)) from error
        return Archive(path, path.stat().st_size)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(conninfo: str, path: Path, *, environ: Mapping[str, str] | None = None) -> None:
    """Fill the empty database of `conninfo` with the archive `path`: wholly or not at all.

    Nothing is served from it until the erasures that came after the archive are replayed; see `restored`.
    Raises StoreUnavailable: archive_unreadable, schema_unknown (nothing was written), database_not_empty,
    archive_failed, no_connection, no_binaries, migration_locked; and schema_missing or schema_older once the archive of
    an older release is restored, whose remedy is `treue migrate`.
    """
    path = path.expanduser().absolute()
    server_major = _server_major(conninfo)
    binaries = client_binaries(_or_own(environ), server_major, "pg_restore")
    _inspect(binaries, path, server_major)
    with open_connection(conninfo, autocommit=True) as connection:
        locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (SCHEMA_LOCK,)).fetchone()
        if locked is None or not locked[0]:
            raise StoreUnavailable(
                "migration_locked",
                f"Another command is migrating or restoring the database {place_of(conninfo)}.",
                remedy="Wait until it has ended and repeat `treue restore`.",
            )
        if (there := connection.execute(_WHAT_IS_THERE).fetchone()) is not None:
            raise StoreUnavailable(
                "database_not_empty",
                f"The database {place_of(conninfo)} is not empty: it holds {there[0]}. Nothing was written.",
                remedy="Restore into an empty database: set TREUE_HOME to a new folder, or TREUE_DATABASE_URL to a new "
                "database.",
            )
        mark_restored(connection)
        try:
            _run(
                binaries,
                ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(path)],
                conninfo,
                f"Restoring {path} into {place_of(conninfo)} failed; nothing was written.",
            )
        except StoreUnavailable:
            remove_mark(connection)
            raise
    require_schema(conninfo)


def _inspect(binaries: Binaries, path: Path, server_major: int) -> None:
    """Refuse what cannot be restored before anything is written."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise StoreUnavailable(
            "archive_unreadable",
            f"The archive {path} cannot be read.",
            cause=f"The operating system said: {error.strerror}.",
            remedy="Name a file that `treue backup` wrote and that this account may read.",
        ) from error
    contents = _ask(binaries, path, "--list")
    dumped_from = _DUMPED_FROM.search(contents)
    if dumped_from is not None and int(dumped_from[1]) > server_major:
        raise StoreUnavailable(
            "archive_unreadable",
            f"The archive {path} is from PostgreSQL {dumped_from[1]}, and the database runs PostgreSQL {server_major}.",
            remedy=f"Restore it into a database of PostgreSQL {dumped_from[1]} or newer.",
        )
    version = _COPIED_VERSION.search(_ask(binaries, path, "--data-only", "--table=alembic_version", "--file=-"))
    if version is None:
        raise StoreUnavailable(
            "archive_unreadable",
            f"The archive {path} holds a database, but none of Treue.",
            remedy="Name a file that `treue backup` wrote.",
        )
    refuse_unknown_version(version[1], f"The archive {path}", known_versions())


def _ask(binaries: Binaries, path: Path, *arguments: str) -> str:
    answer = subprocess.run(
        [binaries.program("pg_restore"), *arguments, str(path)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C"},
    )
    if answer.returncode == 0:
        return answer.stdout
    raise StoreUnavailable(
        "archive_unreadable",
        f"The file {path} is not an archive that PostgreSQL {binaries.version} can read.",
        cause=f"pg_restore said: {_last_lines(answer.stderr)}",
        remedy="Name a file that `treue backup` wrote, whole and unchanged; or, if a newer PostgreSQL wrote it, "
        "install that version.",
    )


def _run(binaries: Binaries, command: list[str], conninfo: str, what_failed: str) -> None:
    parts = conninfo_to_dict(conninfo)
    # A command line is visible to everybody on the machine, the environment of a process only to its account.
    password = parts.pop("password", None)
    database = make_conninfo(**{name: str(value) for name, value in parts.items() if value is not None})
    environment = {**os.environ, "LC_ALL": "C"}
    if password:
        environment["PGPASSWORD"] = str(password)
    program, *arguments = command
    done = subprocess.run(
        [binaries.program(program), "--no-password", f"--dbname={database}", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    if done.returncode == 0:
        return
    cause = f"{program} said: {_last_lines(done.stderr)}"
    if done.returncode < 0:
        cause = f"{program} was ended by the signal {signal.Signals(-done.returncode).name}."
    if tells_of_full_disk(done.stderr) or done.returncode == -signal.SIGXFSZ:
        raise StoreUnavailable(
            "full_disk",
            what_failed,
            cause=cause,
            remedy="Free some space, or name a file on another disk, and repeat the command.",
        )
    raise StoreUnavailable(
        "archive_failed",
        what_failed,
        cause=cause,
        remedy="Mend what it names and repeat the command.",
    )


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise StoreUnavailable(
            "archive_exists",
            f"{path} exists already and was not touched.",
            remedy="Choose another name, or add --force to replace it.",
        )


def _put_in_place(unfinished: Path, path: Path, force: bool) -> None:
    if force:
        unfinished.replace(path)
        return
    try:
        # A link, unlike a rename, fails if another command has written the same name meanwhile.
        os.link(unfinished, path)
    except FileExistsError:
        _refuse_existing(path)
    except OSError:
        # A file system without links.
        _refuse_existing(path)
        unfinished.replace(path)


def _cannot_write(path: Path, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        "archive_failed",
        f"The archive {path} cannot be written.",
        cause=f"The operating system said: {why}.",
        remedy="Name a file in a folder that exists and that this account may write.",
    )


def _server_major(conninfo: str) -> int:
    with open_connection(conninfo) as connection:
        return connection.info.server_version // 10_000


def _or_own(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ


def _last_lines(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-4:])


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
