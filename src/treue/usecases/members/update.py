"""Change who a member is: name, addresses, birthday, language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psycopg.types.json import Jsonb

from treue.processing.calendar_dues import fill_calendar_dues
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.persons import MemberPersonRow, lock_member, read_members, update_person
from treue.usecases.members.settled import UnknownMember


class EditedMeanwhile(Exception):
    """Somebody changed it since it was read."""


async def update(
    desk: Desk,
    member_id: int,
    changes: dict[str, Any],
    *,
    actor: str,
    is_as_read: Callable[[MemberPersonRow], bool] = lambda _: True,
) -> MemberPersonRow:
    """The member with the `changes`, by field of the row.

    A birthday that became known is due from now on; who had one this year gets no second one. The audit trail names
    the fields, never their values. Raises UnknownMember, and EditedMeanwhile unless it `is_as_read`.
    """
    versions = await desk.versions()
    async with desk.pool.connection() as connection, connection.transaction():
        rows = []
        if await lock_member(connection, desk.programme_id, member_id):
            rows = await read_members(connection, desk.programme_id, [member_id])
        if not rows:
            raise UnknownMember("this member was erased, or is somebody else by now; nothing was changed")
        (before,) = rows
        if not is_as_read(before):
            raise EditedMeanwhile("the member was changed meanwhile; read him again, then change him")
        after = replace(before, **changes)
        if after == before:
            return before
        await update_person(connection, desk.programme_id, after)
        if (before.birth_month, before.birth_day) != (after.birth_month, after.birth_day):
            await fill_calendar_dues(connection, desk.programme_id, versions, member_id)
        changed = Jsonb({"fields": sorted(name for name in changes if getattr(before, name) != getattr(after, name))})
        await insert_audit(connection, desk.programme_id, desk.new_id(), member_id, actor, "update_member", changed)
        return after
