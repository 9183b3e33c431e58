"""Bringing a database to the schema of this release, and refusing to work on any other schema.

`migrate` may be run twice and by several commands at once: an advisory lock lets one work and the others find
nothing left to do. It waits for tables only briefly, because a step that waits for a lock makes everybody else wait
behind it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from treue.store.connect import open_connection, place_of, session_conninfo
from treue.store.restored import refuse_awaiting
from treue.store.unavailable import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"

# Any fixed number: whoever changes the schema of a database, or fills an empty one, holds this advisory lock.
SCHEMA_LOCK = 0x7472_6575_65


def migrate(
    conninfo: str,
    *,
    migrations: Path = MIGRATIONS,
    lock_seconds_max: float = 60.0,
    table_lock_seconds_max: float = 5.0,
) -> list[str]:
    """Apply the steps that are missing, in order; the ids of those that were applied.

    Each step is one transaction: after a fault the steps before it are kept, and nothing of the faulty one.
    Raises StoreUnavailable: no_connection, migration_locked, migration_failed, schema_unknown.
    """
    # Heavy, and needed here only: whoever asks whether the schema is right starts without them.
    from alembic import command
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    config = _config(migrations)
    applied: list[str] = []
    # Opened once by our own means, for its sentence when the database cannot be reached.
    open_connection(conninfo).close()
    session = session_conninfo(conninfo)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(session), poolclass=NullPool)
    with engine.connect() as connection:
        _take_schema_lock(connection, conninfo, lock_seconds_max)
        _refuse_unknown(conninfo, known_versions(migrations))
        _set_lock_timeout(connection, table_lock_seconds_max)
        config.attributes["connection"] = connection
        config.attributes["on_version_apply"] = lambda **applying: applied.append(str(applying["step"].up_revision_id))
        try:
            command.upgrade(config, "head")
            connection.commit()
        except Exception as error:
            connection.rollback()
            fault = _database_fault(error)
            if fault is None:
                raise
            raise _step_failed(conninfo, fault, table_lock_seconds_max) from error
    return applied


def schema_version(conninfo: str) -> str | None:
    """The id of the last step that was applied to this database; None if there was none. Raises StoreUnavailable."""
    with open_connection(conninfo) as connection:
        if (row := connection.execute("SELECT to_regclass('alembic_version')::text").fetchone()) is None or row[
            0
        ] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def known_versions(migrations: Path = MIGRATIONS) -> tuple[str, ...]:
    """The ids of all steps of this release, oldest first: a step is called as its file is."""
    return tuple(sorted(file.stem for file in (migrations / "versions").glob("[0-9]*.py")))


def require_current(conninfo: str, *, migrations: Path = MIGRATIONS) -> None:
    """Return only if the database may be served: it has exactly the schema of this release, and awaits no erasures.

    Raises StoreUnavailable: no_connection, schema_missing, schema_older, schema_unknown, erasures_awaited.
    """
    require_schema(conninfo, migrations=migrations)
    refuse_awaiting(conninfo)


def require_schema(conninfo: str, *, migrations: Path = MIGRATIONS) -> None:
    """Return only if the database has exactly the schema of this release.

    Raises StoreUnavailable: no_connection, schema_missing, schema_older, schema_unknown.
    """
    steps = known_versions(migrations)
    _refuse_unknown(conninfo, steps)
    version = schema_version(conninfo)
    if version is None:
        raise StoreUnavailable(
            "schema_missing",
            f"The database {place_of(conninfo)} has no tables of Treue yet.",
            remedy="Run `treue migrate`.",
        )
    if version != steps[-1]:
        raise StoreUnavailable(
            "schema_older",
            f"The database {place_of(conninfo)} has the schema {version}; this release works with {steps[-1]}.",
            remedy="Run `treue migrate`; back up before with `treue backup`.",
        )


def refuse_unknown_version(version: str, where: str, steps: tuple[str, ...]) -> None:
    """Raises StoreUnavailable (schema_unknown) if this release does not know the schema `version` found at `where`."""
    if version not in steps:
        raise StoreUnavailable(
            "schema_unknown",
            f"{where} has the schema {version}, which this release does not know; it knows {steps[0]} to {steps[-1]}.",
            cause="A newer release wrote it.",
            remedy="Install that release or a newer one, then run `treue migrate`.",
        )


def _refuse_unknown(conninfo: str, steps: tuple[str, ...]) -> None:
    if (version := schema_version(conninfo)) is not None:
        refuse_unknown_version(version, f"The database {place_of(conninfo)}", steps)


def _config(migrations: Path) -> Config:
    from alembic.config import Config

    config = Config()
    # Alembic's configuration expands %(name)s, so a literal per cent sign in a path is doubled.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _take_schema_lock(connection: Connection, conninfo: str, seconds_max: float) -> None:
    _set_lock_timeout(connection, seconds_max)
    try:
        # Held by the session, over the transactions of the steps, until the connection is closed.
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({SCHEMA_LOCK})")
        connection.commit()
    except Exception as error:
        if not isinstance(_database_fault(error), psycopg.errors.LockNotAvailable):
            raise
        raise StoreUnavailable(
            "migration_locked",
            f"Another command has been migrating or restoring the database {place_of(conninfo)} for more than "
            f"{seconds_max:g} s.",
            remedy="Wait until it has ended and repeat `treue migrate`.",
        ) from error


def _set_lock_timeout(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = {max(1, round(seconds * 1000))}")
    connection.commit()


def _database_fault(error: BaseException) -> psycopg.Error | None:
    """PostgreSQL's own fault in what SQLAlchemy or the driver raised."""
    if isinstance(error, psycopg.Error):
        return error
    original: Any = getattr(error, "orig", None)
    return original if isinstance(original, psycopg.Error) else None


def _step_failed(conninfo: str, fault: psycopg.Error, table_lock_seconds_max: float) -> StoreUnavailable:
    version = schema_version(conninfo) or "none"
    cause = " ".join(str(fault).split())
    if isinstance(fault, psycopg.errors.LockNotAvailable):
        return StoreUnavailable(
            "migration_locked",
            f"A step of the migration waited {table_lock_seconds_max:g} s for a table of {place_of(conninfo)} that "
            f"others use. Steps up to {version} are applied, and nothing of the next one.",
            cause=f"PostgreSQL said: {cause}",
            remedy="Stop what works on the database, or wait for a quiet moment, and repeat `treue migrate`.",
        )
    return StoreUnavailable(
        "migration_failed",
        f"A step of the migration of {place_of(conninfo)} failed. Steps up to {version} are applied, and nothing of "
        "the next one.",
        cause=f"PostgreSQL said: {cause}",
        remedy="Mend what it names and repeat `treue migrate`.",
    )
