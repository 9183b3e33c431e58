"""Erase again who was erased since the back-up that was restored (docs/rules.md R4.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from treue.processing.desk import Desk, Pool, UnknownProgramme, desk_of, open_desk
from treue.store.audits import insert_audit
from treue.store.erasures import Erasure
from treue.store.programmes import list_programmes
from treue.usecases.members.erase import erase


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many entries the list has, and how many of them were members who had to be erased again.

    The others are erased in the back-up too, or were no members yet when it was made.
    """

    entries: int
    erased: int


async def replay(
    pool: Pool, erasures: Iterable[Erasure], *, actor: str, progress: Callable[[int], None] = lambda _: None
) -> Replayed:
    """Erase every member of the list that is there. Doing it twice, or going on after a crash, erases nobody twice.

    The audit trail of every programme says who replayed how many entries; none, where he states that there were none.
    """
    desks: dict[str, Desk | None] = {}
    entries = erased = 0
    for entries, erasure in enumerate(erasures, start=1):
        if erasure.programme not in desks:
            desks[erasure.programme] = await _desk(pool, erasure.programme)
        desk = desks[erasure.programme]
        if desk is not None and await erase(desk, erasure.member_id, actor=actor):
            erased += 1
        progress(entries)
    async with pool.connection() as connection:
        programmes = await list_programmes(connection)
    for programme in programmes:
        desk = await desk_of(pool, programme)
        async with pool.connection() as connection:
            detail = Jsonb({"entries": entries})
            await insert_audit(connection, desk.programme_id, desk.new_id(), None, actor, "replay_erasures", detail)
    return Replayed(entries, erased)


async def _desk(pool: Pool, programme: str) -> Desk | None:
    try:
        return await open_desk(pool, programme)
    except UnknownProgramme:
        # It was published after the back-up was made.
        return None
