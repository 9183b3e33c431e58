"""Which event somebody means: by its number in a member's history, or by the shop's own number for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from treue.domain.instants import local_day
from treue.processing.desk import Desk
from treue.processing.fingerprint import keys_called
from treue.store.explaining import KeyedRow, find_keyed_events
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.show import find

_FORMS = "write its number in the member's history, SOURCE/ID, or STORE/TILL/NUMBER/DAY of its receipt"


class UnknownEvent(Exception):
    """There is no such event."""


class AmbiguousEvent(Exception):
    """The word is a key of several events; the text lists them."""

    def __init__(self, word: str, rows: list[KeyedRow], zone: ZoneInfo) -> None:
        listed = "; ".join(
            f"{row.kind} of {local_day(row.occurred_at, zone)}, by its {row.key_kind} key: "
            f"event {row.seq} of {row.public_id}"
            for row in rows
        )
        super().__init__(f"'{word}' names {len(rows)} events: {listed}. Name the member and the event's number")


async def find_event(desk: Desk, member: str, event: str | None) -> tuple[int, int | None]:
    """(member, number) of the event; without a number his latest is meant.

    `event` is a number or a key; alone, `member` may be a key as well, where nobody is known by that word. Raises
    UnknownMember, UnknownEvent and AmbiguousEvent.
    """
    if event is not None and event.isascii() and event.isdigit():
        return await find(desk, member), int(event)
    if event is not None:
        return await _find_by_key(desk, event, await find(desk, member))
    try:
        return await find(desk, member), None
    except UnknownMember:
        if "/" not in member:
            raise
    return await _find_by_key(desk, member, None)


async def _find_by_key(desk: Desk, word: str, member_id: int | None) -> tuple[int, int]:
    async with desk.pool.connection() as connection:
        found = await find_keyed_events(connection, desk.programme_id, keys_called(word))
    rows = {
        (row.member_id, row.seq): row for row in found if member_id is None or member_id in (row.member_id, row.holder)
    }
    if not rows:
        whose = f"in '{desk.key}'" if member_id is None else "of this member"
        raise UnknownEvent(f"no event {whose} is known as '{word}'; {_FORMS}")
    if len(rows) > 1:
        raise AmbiguousEvent(word, list(rows.values()), (await desk.versions()).first.programme.zone)
    return next(iter(rows))
