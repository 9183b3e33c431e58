"""Finding members by what somebody types, and what a list shows of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from treue.store.statements import statements

_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~]+")
_LAST = "\U0010ffff"
"""Nothing that begins with a word comes after the word followed by this."""


class ListedMember(NamedTuple):
    """A member as a list shows him; balances are what was booked less what is owed, scaled."""

    member_id: int
    public_id: str | None
    others: list[str]
    name: str | None
    email: str | None
    joined_at: datetime
    left_at: datetime | None
    balances: Mapping[str, int]
    levels: Mapping[str, str]


class PersonRow(NamedTuple):
    """Who a member is."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    language: str | None = None


async def search(connection: AsyncConnection[Any], programme_id: int, typed: str, limit: int) -> list[int]:
    """Members whose id or card begins with what was typed, then those whose name or address has all its words."""
    sql = statements("searching")
    capitals = _public_spelling(typed)
    asked = {
        "programme": programme_id,
        "limit": limit,
        "typed": typed,
        "typed_end": typed + _LAST,
        "capitals": capitals,
        "capitals_end": capitals + _LAST,
    }
    cursor = await connection.execute(sql["find_by_beginning"], asked)
    found = [member_id for (member_id,) in await cursor.fetchall()]
    if words := words_of(typed):
        async with connection.transaction():
            # How many people's names begin so is never known beforehand. Where the planner hopes for many it would read
            # everybody until it has enough of them, and for a word that nobody has, all. Only the index of words is
            # left to it.
            await connection.execute("SET LOCAL enable_seqscan = off")
            await connection.execute("SET LOCAL enable_indexscan = off")
            parameters = {"programme": programme_id, "words": words, "limit": limit}
            cursor = await connection.execute(sql["find_by_words"], parameters)
            found += [member_id for (member_id,) in await cursor.fetchall()]
    return list(dict.fromkeys(found))[:limit]


async def joined_last(connection: AsyncConnection[Any], programme_id: int, limit: int) -> list[int]:
    """Who joined last, the latest first."""
    cursor = await connection.execute(
        statements("searching")["joined_last"], {"programme": programme_id, "limit": limit}
    )
    return [member_id for (member_id,) in await cursor.fetchall()]


async def list_members(
    connection: AsyncConnection[Any], programme_id: int, members: Sequence[int], now: datetime
) -> list[ListedMember]:
    """What a list shows of these members, in their order."""
    parameters = {"programme": programme_id, "members": list(members), "now": now}
    cursor = await connection.execute(statements("searching")["list_members"], parameters)
    return [ListedMember(*row) for row in await cursor.fetchall()]


async def read_person(connection: AsyncConnection[Any], programme_id: int, member_id: int) -> PersonRow:
    """Who the member is; nothing where nothing is known."""
    parameters = {"programme": programme_id, "member": member_id}
    cursor = await connection.execute(statements("searching")["read_person"], parameters)
    row = await cursor.fetchone()
    return PersonRow(*row) if row else PersonRow()


async def read_levels_told(
    connection: AsyncConnection[Any], programme_id: int, member_id: int, events: Sequence[int]
) -> dict[int, str]:
    """Number of the event -> the level it was about, of those that were about one and still have their details."""
    parameters = {"programme": programme_id, "member": member_id, "events": list(events)}
    cursor = await connection.execute(statements("searching")["read_levels_told"], parameters)
    return {seq: level for seq, level in await cursor.fetchall() if level is not None}


async def find_public(connection: AsyncConnection[Any], programme_id: int, public_id: str) -> int | None:
    """The member with this public id."""
    parameters = {"programme": programme_id, "public": public_id}
    cursor = await connection.execute(statements("searching")["find_public"], parameters)
    row = await cursor.fetchone()
    return int(row[0]) if row else None


def _public_spelling(typed: str) -> str:
    """As public ids and many cards are written: in capitals, but for the prefix of a public id."""
    prefix, mark, rest = typed.partition("_")
    return f"{prefix.lower()}_{rest.upper()}" if mark else typed.upper()


def words_of(typed: str) -> str:
    """The words as PostgreSQL's text search reads them: all have to occur, each at the beginning of a word.

    A server that knows only plain letters leaves the capitals of others as they are, so words that begin with one are
    looked for in both spellings.
    """
    asked = []
    for word in _BETWEEN_WORDS.split(typed.lower()):
        if word:
            spellings = dict.fromkeys((word, word if word[0].isascii() else word[0].upper() + word[1:]))
            asked.append("(" + " | ".join(f"'{spelling}':*" for spelling in spellings) + ")")
    return " & ".join(asked)
