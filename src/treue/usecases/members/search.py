"""Finding members while somebody types: by card, by id, by name or by e-mail address."""

from __future__ import annotations

from collections.abc import Sequence

from treue.processing.desk import Desk
from treue.store.searching import ListedMember, PersonRow, joined_last, list_members, read_person
from treue.store.searching import search as search_rows

LENGTH_MIN = 2
"""With fewer characters everybody would be found."""
LENGTH_MAX = 100
SHOWN_MAX = 25


async def search(desk: Desk, typed: str) -> Sequence[ListedMember]:
    """Whom the words name, at most `SHOWN_MAX`; for nothing typed those who joined last."""
    word = typed.strip()[:LENGTH_MAX]
    now = await desk.now()
    async with desk.pool.connection() as connection:
        if not word:
            found = await joined_last(connection, desk.programme_id, SHOWN_MAX)
        elif len(word) < LENGTH_MIN:
            found = []
        else:
            found = await search_rows(connection, desk.programme_id, word, SHOWN_MAX)
        return await list_members(connection, desk.programme_id, found, now)


async def person_of(desk: Desk, member_id: int) -> PersonRow:
    """Who the member is."""
    async with desk.pool.connection() as connection:
        return await read_person(connection, desk.programme_id, member_id)
