"""Staff, their sessions and their failed sign-ins, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.store.statements import statements


class StaffRow(NamedTuple):
    """One person of the staff of a programme."""

    staff_id: int
    name: str
    roles: list[str]
    added_at: datetime
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is compared with."""

    staff_id: int
    roles: tuple[str, ...]
    password_hash: str


class SessionRow(NamedTuple):
    """Whose session it is, in which programme, and when it was used last."""

    staff_id: int
    programme: str
    name: str
    roles: list[str]
    seen_at: datetime


class FailureRow(NamedTuple):
    """How often a sign-in failed in a row, and when last."""

    key_hash: bytes
    failures: int
    last_at: datetime


async def insert_staff(
    connection: AsyncConnection[Any],
    programme_id: int,
    staff_id: int,
    name: str,
    roles: Sequence[str],
    password_hash: str,
    now: datetime,
) -> bool:
    """Whether the name was free."""
    parameters = {
        "programme": programme_id,
        "staff": staff_id,
        "name": name,
        "roles": list(roles),
        "password_hash": password_hash,
        "now": now,
    }
    cursor = await connection.execute(statements("staff")["insert_staff"], parameters)
    return cursor.rowcount > 0


async def list_staff(connection: AsyncConnection[Any], programme_id: int) -> list[StaffRow]:
    """Everybody, by name."""
    cursor = await connection.execute(statements("staff")["list_staff"], {"programme": programme_id})
    return [StaffRow(*row) for row in await cursor.fetchall()]


async def find_staff(connection: AsyncConnection[Any], programme_id: int, name: str) -> Credentials | None:
    """Who has this name."""
    cursor = await connection.execute(statements("staff")["find_staff"], {"programme": programme_id, "name": name})
    row = await cursor.fetchone()
    return Credentials(row[0], tuple(row[1]), row[2]) if row else None


async def set_roles(connection: AsyncConnection[Any], programme_id: int, staff_id: int, roles: Sequence[str]) -> None:
    """What the person may do from now on."""
    parameters = {"programme": programme_id, "staff": staff_id, "roles": list(roles)}
    await connection.execute(statements("staff")["set_roles"], parameters)


async def set_password(
    connection: AsyncConnection[Any], programme_id: int, staff_id: int, password_hash: str, now: datetime
) -> None:
    """Another password; every session of the person ends."""
    parameters = {"programme": programme_id, "staff": staff_id, "password_hash": password_hash, "now": now}
    await connection.execute(statements("staff")["set_password"], parameters)
    await connection.execute(statements("staff")["end_sessions"], parameters)


async def renew_hash(connection: AsyncConnection[Any], programme_id: int, staff_id: int, password_hash: str) -> None:
    """Another hash of the same password."""
    parameters = {"programme": programme_id, "staff": staff_id, "password_hash": password_hash}
    await connection.execute(statements("staff")["renew_hash"], parameters)


async def remove_staff(connection: AsyncConnection[Any], programme_id: int, staff_id: int) -> None:
    """The person and his sessions are gone; what he did stays in the audit trail."""
    parameters = {"programme": programme_id, "staff": staff_id}
    await connection.execute(statements("staff")["remove_staff"], parameters)
    await connection.execute(statements("staff")["end_sessions"], parameters)


async def begin_session(
    connection: AsyncConnection[Any], programme_id: int, staff_id: int, token_hash: bytes, now: datetime
) -> None:
    """A session from now on."""
    parameters = {"programme": programme_id, "staff": staff_id, "token_hash": token_hash, "now": now}
    await connection.execute(statements("staff")["begin_session"], parameters)


async def read_session(
    connection: AsyncConnection[Any],
    programme_id: int,
    token_hash: bytes,
    *,
    began_after: datetime,
    seen_after: datetime,
) -> SessionRow | None:
    """The session with this token that has not lapsed."""
    parameters = {
        "programme": programme_id,
        "token_hash": token_hash,
        "began_after": began_after,
        "seen_after": seen_after,
    }
    cursor = await connection.execute(statements("staff")["read_session"], parameters)
    row = await cursor.fetchone()
    return SessionRow(*row) if row else None


async def see_session(connection: AsyncConnection[Any], programme_id: int, token_hash: bytes, now: datetime) -> None:
    """The session was used now."""
    parameters = {"programme": programme_id, "token_hash": token_hash, "now": now}
    await connection.execute(statements("staff")["see_session"], parameters)


async def end_session(connection: AsyncConnection[Any], programme_id: int, token_hash: bytes) -> None:
    """The session is over."""
    parameters = {"programme": programme_id, "token_hash": token_hash}
    await connection.execute(statements("staff")["end_session"], parameters)


async def sweep_sessions(
    connection: AsyncConnection[Any], programme_id: int, *, began_after: datetime, seen_after: datetime
) -> None:
    """Sessions that lapsed leave no row."""
    parameters = {"programme": programme_id, "began_after": began_after, "seen_after": seen_after}
    await connection.execute(statements("staff")["sweep_sessions"], parameters)


async def lock_failures(
    connection: AsyncConnection[Any], programme_id: int, keys: Sequence[bytes], now: datetime
) -> dict[bytes, FailureRow]:
    """What went wrong under these keys; nobody else counts there before this transaction ends."""
    parameters = {"programme": programme_id, "keys": list(keys), "now": now}
    await connection.execute(statements("staff")["open_failures"], parameters)
    cursor = await connection.execute(statements("staff")["lock_failures"], parameters)
    rows = [FailureRow(bytes(key), failures, last_at) for key, failures, last_at in await cursor.fetchall()]
    return {row.key_hash: row for row in rows}


async def note_failure(
    connection: AsyncConnection[Any],
    programme_id: int,
    keys: Sequence[bytes],
    now: datetime,
    forgotten_before: datetime,
) -> None:
    """One more failure under each of the keys; what lies before `forgotten_before` counts no more."""
    parameters = {"programme": programme_id, "keys": list(keys), "now": now, "forgotten_before": forgotten_before}
    await connection.execute(statements("staff")["note_failure"], parameters)


async def forget_failures(
    connection: AsyncConnection[Any], programme_id: int, keys: Sequence[bytes], forgotten_before: datetime
) -> None:
    """Failures under these keys, and all that are old, count no more."""
    parameters = {"programme": programme_id, "keys": list(keys), "forgotten_before": forgotten_before}
    await connection.execute(statements("staff")["forget_failures"], parameters)
