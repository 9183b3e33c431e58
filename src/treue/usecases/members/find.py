"""Members by what somebody knows of them, and all of them page by page."""

from __future__ import annotations

from collections.abc import Sequence

from treue.processing.commands import MemberReference
from treue.processing.desk import Desk
from treue.store.connect import looking
from treue.store.persons import FoundBy, MemberPersonRow, find_by, list_members, read_members
from treue.usecases.members.settled import UnknownMember
from treue.words.sentences import sentence

FOUND_MAX = 100


async def find_members(desk: Desk, known_by: FoundBy, value: str) -> list[MemberPersonRow]:
    """Who has this e-mail address, telephone number, id or card, at most a hundred; families share the first two."""
    async with desk.pool.connection() as connection:
        members = await find_by(connection, desk.programme_id, known_by, value, FOUND_MAX)
        return await read_members(connection, desk.programme_id, members)


async def list_all(desk: Desk, after: int, limit: int) -> Sequence[MemberPersonRow]:
    """The members after the one with this internal number, in the order in which they joined."""
    async with desk.pool.connection() as connection:
        members = await list_members(connection, desk.programme_id, after, limit)
        return await read_members(connection, desk.programme_id, members)


async def member_named(desk: Desk, reference: MemberReference) -> int:
    """The internal number of the member. Raises UnknownMember."""
    found: list[int] = []
    if reference.kind in ("public", "external", "card"):
        async with looking(desk.pool) as connection:
            found = await find_by(connection, desk.programme_id, reference.kind, reference.value, 1)
    if not found:
        raise UnknownMember
    return found[0]


async def read_member(desk: Desk, member_id: int) -> MemberPersonRow:
    """Who the member is. Raises UnknownMember."""
    async with desk.pool.connection() as connection:
        rows = await read_members(connection, desk.programme_id, [member_id])
    if not rows:
        raise UnknownMember(sentence("this member was erased; the books lead to nobody"))
    return rows[0]
