"""What the calendar brings members next: filled when a version is published, rebuilt and proven from the facts.

A birthday is personal, so no decision says when the next one is due: it follows from the person, the versions, and the
last one that was decided. A version that begins to have a rule for birthdays finds members who will do nothing for
years; publishing it enters their next birthday into the due list, where the sweep finds it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection

from treue.engine.state import DueKey, Profile
from treue.engine.time_events import next_time_events
from treue.processing.versions import Versions
from treue.store.statements import statements
from treue.store.writing import Rows, write

MEMBERS_PER_PAGE = 5000


@dataclass(frozen=True, slots=True)
class CalendarDue:
    """What should be due for a member, and what stands in the list; None is nothing."""

    member_id: int
    key: DueKey
    expected: datetime | None
    kept: datetime | None


async def fill_calendar_dues(
    connection: AsyncConnection[Any], programme_id: int, versions: Versions, member_id: int | None = None
) -> None:
    """Bring the due list to what follows from the facts, of all members or of one: after publishing, or when another
    birthday became known. The caller holds the lock that keeps batches away, or the member.
    """
    async for differing in calendar_differences(connection, programme_id, versions, member_id):
        rows = Rows()
        for due in differing:
            if due.expected is None:
                rows["delete_dues"].append((due.member_id, *due.key))
            else:
                rows["upsert_dues"].append((due.member_id, *due.key, due.expected))
        await write(connection, programme_id, rows)


async def calendar_differences(
    connection: AsyncConnection[Any], programme_id: int, versions: Versions, member_id: int | None = None
) -> AsyncIterator[list[CalendarDue]]:
    """Where the due list is not what follows from the facts, some members at a time."""
    zone = versions.first.programme.zone
    parameters: dict[str, Any] = {"programme": programme_id, "member": member_id, "limit": MEMBERS_PER_PAGE}
    after = 0
    while True:
        cursor = await connection.execute(statements("calendar")["read_members"], {**parameters, "after": after})
        page = await cursor.fetchall()
        if not page:
            return
        found: list[CalendarDue] = []
        for member, joined_at, decided_at, month, day, last, listed in page:
            birthday = None if month is None or day is None else (month, day)
            profile = Profile(joined_at, birthday)
            expected = next_time_events(versions.announced, profile, _instants(last), zone, decided_at)
            kept = _instants(listed)
            found += [
                CalendarDue(member, key, expected.get(key), kept.get(key))
                for key in sorted(expected.keys() | kept.keys())
                if expected.get(key) != kept.get(key)
            ]
        yield found
        after = page[-1][0]


def _instants(rows: Iterable[tuple[str, str, str]]) -> dict[DueKey, datetime]:
    return {(kind, subject): datetime.fromisoformat(at).astimezone(UTC) for kind, subject, at in rows}
