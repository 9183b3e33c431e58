"""Who members are: finding them by what people know of them, and changing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.store.statements import statements

FoundBy = Literal["email", "phone", "public", "external", "card"]


@dataclass(frozen=True, slots=True)
class MemberPersonRow:
    """A member with who he is; `identities` are (kind, value), `attributes` in the stored form of fields."""

    member_id: int
    joined_at: datetime
    left_at: datetime | None
    closes_at: datetime | None
    name: str | None
    email: str | None
    phone: str | None
    birth_month: int | None
    birth_day: int | None
    birth_year: int | None
    language: str | None
    identities: Sequence[tuple[str, str]]
    attributes: Mapping[str, Any]


async def find_by(
    connection: AsyncConnection[Any], programme_id: int, known_by: FoundBy, value: str, limit: int
) -> list[int]:
    """The members with this e-mail address, telephone number, id or card; capitals and blanks do not matter in the
    first two, and several members may share one of them."""
    name = f"find_by_{known_by}" if known_by in ("email", "phone") else "find_identity"
    parameters = {"programme": programme_id, "value": value, "kind": known_by, "limit": limit}
    cursor = await connection.execute(statements("persons")[name], parameters)
    return [member_id for (member_id,) in await cursor.fetchall()]


async def list_members(connection: AsyncConnection[Any], programme_id: int, after: int, limit: int) -> list[int]:
    """The members with a higher number than `after`, by number."""
    parameters = {"programme": programme_id, "after": after, "limit": limit}
    cursor = await connection.execute(statements("persons")["list_members"], parameters)
    return [member_id for (member_id,) in await cursor.fetchall()]


async def read_members(
    connection: AsyncConnection[Any], programme_id: int, members: Sequence[int]
) -> list[MemberPersonRow]:
    """These members, without those who were erased, by number."""
    parameters = {"programme": programme_id, "members": list(members)}
    cursor = await connection.execute(statements("persons")["read_members"], parameters)
    return [_member(row) for row in await cursor.fetchall()]


async def lock_member(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> bool:
    """Nobody else changes the member before this transaction ends; False where nothing of him can be changed."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("persons")["lock_member"], parameters)
    return await cursor.fetchone() is not None


async def update_person(connection: AsyncConnection[Any], programme_id: int, row: MemberPersonRow) -> None:
    """Write who the member is."""
    parameters = {
        "programme": programme_id,
        "member": row.member_id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "birth_month": row.birth_month,
        "birth_day": row.birth_day,
        "birth_year": row.birth_year,
        "language": row.language,
    }
    await connection.execute(statements("persons")["update_person"], parameters)


async def update_attributes(
    connection: AsyncConnection[Any], programme_id: int, member_id: int, kept: Mapping[str, Any], gone: Sequence[str]
) -> None:
    """Write what is known of the attributes that the document declares, and forget those that are `gone`."""
    which = {"programme": programme_id, "member": member_id}
    await connection.execute(statements("persons")["keep_attributes"], {**which, "attributes": Jsonb(dict(kept))})
    await connection.execute(statements("persons")["drop_attributes"], {**which, "names": list(gone)})


async def issue_card(connection: AsyncConnection[Any], programme_id: int, member_id: int, card: str) -> bool:
    """Whether the card leads to the member from now on; it may be somebody's, or lost."""
    parameters = {"programme": programme_id, "member": member_id, "card": card}
    cursor = await connection.execute(statements("persons")["issue_card"], parameters)
    return cursor.rowcount == 1


async def find_card(connection: AsyncConnection[Any], programme_id: int, card: str) -> tuple[str, int] | None:
    """Whether it is a 'card' or 'lost', and whose it is or was."""
    cursor = await connection.execute(statements("persons")["find_card"], {"programme": programme_id, "card": card})
    return await cursor.fetchone()


async def lose_card(connection: AsyncConnection[Any], programme_id: int, member_id: int, card: str) -> bool:
    """Whether the card led to the member until now."""
    parameters = {"programme": programme_id, "member": member_id, "card": card}
    cursor = await connection.execute(statements("persons")["lose_card"], parameters)
    return cursor.rowcount == 1


def _member(row: tuple[Any, ...]) -> MemberPersonRow:
    fields: list[Any] = list(row)
    fields[-2] = tuple((kind, value) for kind, value in fields[-2])
    return MemberPersonRow(*fields)
