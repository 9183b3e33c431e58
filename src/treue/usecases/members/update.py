"""Change who a member is: name, addresses, birthday, language, and the attributes that the document declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from psycopg.types.json import Jsonb

from treue.domain.values import FieldValue
from treue.processing.calendar_dues import fill_calendar_dues
from treue.processing.desk import Desk
from treue.processing.fields import stored_fields
from treue.store.audits import insert_audit
from treue.store.persons import MemberPersonRow, lock_member, read_members, update_attributes, update_person
from treue.usecases.members.settled import UnknownMember
from treue.words.sentences import sentence


class EditedMeanwhile(Exception):
    """Somebody changed it since it was read."""


async def update(
    desk: Desk,
    member_id: int,
    changes: dict[str, Any],
    *,
    attributes: Mapping[str, FieldValue | None] | None = None,
    actor: str,
    is_as_read: Callable[[MemberPersonRow], bool] = lambda _: True,
) -> MemberPersonRow:
    """The member with the `changes`, by field of the row, and the attributes; None takes one away.

    From now on decisions read them as they are now; every decision before keeps what it read. A birthday that became
    known is due from now on; who had one this year gets no second one. The audit trail names the fields, never their
    values. Raises UnknownMember, and EditedMeanwhile unless it `is_as_read`.
    """
    versions = await desk.versions()
    async with desk.pool.connection() as connection, connection.transaction():
        rows = []
        if await lock_member(connection, desk.programme_id, member_id):
            rows = await read_members(connection, desk.programme_id, [member_id])
        if not rows:
            raise UnknownMember(sentence("this member was erased, or is somebody else by now; nothing was changed"))
        (before,) = rows
        if not is_as_read(before):
            raise EditedMeanwhile(sentence("the member was changed meanwhile; read him again, then change him"))
        told = attributes or {}
        kept = stored_fields({name: value for name, value in told.items() if value is not None})
        gone = [name for name in told if name not in kept]
        known = {name: value for name, value in before.attributes.items() if name not in gone}
        after = replace(before, **changes, attributes={**known, **kept})
        if after == before:
            return before
        await update_person(connection, desk.programme_id, after)
        if after.attributes != before.attributes:
            await update_attributes(connection, desk.programme_id, member_id, kept, gone)
        if (before.birth_month, before.birth_day) != (after.birth_month, after.birth_day):
            await fill_calendar_dues(connection, desk.programme_id, versions, member_id)
        fields = [name for name in changes if getattr(before, name) != getattr(after, name)]
        fields += [f"attributes.{name}" for name in told if before.attributes.get(name) != after.attributes.get(name)]
        changed = Jsonb({"fields": sorted(fields)})
        await insert_audit(connection, desk.programme_id, desk.new_id(), member_id, actor, "update_member", changed)
        return after
