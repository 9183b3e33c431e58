"""The staff of a programme: adding somebody, changing his roles or password, removing him. All of it is audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from treue.access.guessing import count_attempt, forget
from treue.access.passwords import LENGTH_MAX, LENGTH_MIN, hashed, is_right, is_too_short
from treue.access.scopes import Role
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.staff import Credentials, StaffRow, find_staff, insert_staff, remove_staff, set_password, set_roles
from treue.store.staff import list_staff as read_staff

NAME_MAX = 60


class UnknownStaff(Exception):
    """Nobody of the staff has this name."""


class CannotSetStaff(Exception):
    """The name, the roles or the password may not be; the sentence says why."""


class WrongPassword(Exception):
    """It is not the password of today."""


async def add(desk: Desk, name: str, roles: Sequence[Role], password: str, *, actor: str, now: datetime) -> None:
    """Somebody new. Raises CannotSetStaff."""
    if name != name.strip() or not 1 <= len(name) <= NAME_MAX or not name.isprintable():
        raise CannotSetStaff(f"a name has 1 to {NAME_MAX} printable characters and no blank around it")
    _refuse_weak(password, name)
    _refuse_none(roles)
    password_hash = await hashed(password)
    async with desk.pool.connection() as connection, connection.transaction():
        staff_id = desk.new_id()
        if not await insert_staff(connection, desk.programme_id, staff_id, name, roles, password_hash, now):
            raise CannotSetStaff(f"'{name}' is of the staff of '{desk.key}' already; choose another name")
        detail = Jsonb({"staff": name, "roles": list(roles)})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "staff_added", detail)


async def list_staff(desk: Desk) -> list[StaffRow]:
    """Everybody, by name."""
    async with desk.pool.connection() as connection:
        return await read_staff(connection, desk.programme_id)


async def change_roles(desk: Desk, name: str, roles: Sequence[Role], *, actor: str) -> None:
    """From his next click on he may do what these roles may. Raises UnknownStaff and CannotSetStaff."""
    _refuse_none(roles)
    found = await _known(desk, name)
    async with desk.pool.connection() as connection, connection.transaction():
        await set_roles(connection, desk.programme_id, found.staff_id, roles)
        detail = Jsonb({"staff": name, "roles": list(roles), "before": list(found.roles)})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "staff_roles", detail)


async def change_password(desk: Desk, name: str, password: str, *, actor: str, now: datetime) -> None:
    """Another password; whoever is signed in under the name is signed out. Raises UnknownStaff and CannotSetStaff."""
    _refuse_weak(password, name)
    found = await _known(desk, name)
    password_hash = await hashed(password)
    async with desk.pool.connection() as connection, connection.transaction():
        await set_password(connection, desk.programme_id, found.staff_id, password_hash, now)
        detail = Jsonb({"staff": name})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "staff_password", detail)


async def change_own_password(
    desk: Desk, name: str, password: str, wanted: str, *, address: str, now: datetime
) -> datetime | None:
    """Another password for oneself, who says the one of today; the instant until which one has to wait after guessing.

    Raises UnknownStaff, WrongPassword and CannotSetStaff.
    """
    found = await _known(desk, name)
    until = await count_attempt(desk, name, address, now)
    if until is not None:
        return until
    if not await is_right(password, found.password_hash):
        raise WrongPassword
    await forget(desk, name, address, now)
    await change_password(desk, name, wanted, actor=name, now=now)
    return None


async def remove(desk: Desk, name: str, *, actor: str) -> None:
    """He is signed out and cannot sign in again; what he did stays in the audit trail. Raises UnknownStaff."""
    found = await _known(desk, name)
    async with desk.pool.connection() as connection, connection.transaction():
        await remove_staff(connection, desk.programme_id, found.staff_id)
        detail = Jsonb({"staff": name})
        await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "staff_removed", detail)


async def _known(desk: Desk, name: str) -> Credentials:
    async with desk.pool.connection() as connection:
        found = await find_staff(connection, desk.programme_id, name)
    if found is None:
        raise UnknownStaff(f"nobody of the staff of '{desk.key}' is called '{name}'; see: treue staff list {desk.key}")
    return found


def _refuse_weak(password: str, name: str) -> None:
    if is_too_short(password) or password.casefold() == name.casefold():
        raise CannotSetStaff(f"a password has {LENGTH_MIN} to {LENGTH_MAX} characters and is not the name")


def _refuse_none(roles: Sequence[Role]) -> None:
    if not roles:
        raise CannotSetStaff(f"somebody of the staff has at least one role: {', '.join(Role)}")
