"""Erase again who was erased since the back-up that was restored (docs/rules.md R4.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from treue.processing.desk import Desk, Pool, UnknownProgramme, open_desk
from treue.store.erasures import Erasure
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
    """Erase every member of the list that is there. Doing it twice, or going on after a crash, erases nobody twice."""
    desks: dict[str, Desk | None] = {}
    entries = erased = 0
    for entries, erasure in enumerate(erasures, start=1):
        if erasure.programme not in desks:
            desks[erasure.programme] = await _desk(pool, erasure.programme)
        desk = desks[erasure.programme]
        if desk is not None and await erase(desk, erasure.member_id, actor=actor):
            erased += 1
        progress(entries)
    return Replayed(entries, erased)


async def _desk(pool: Pool, programme: str) -> Desk | None:
    try:
        return await open_desk(pool, programme)
    except UnknownProgramme:
        # It was published after the back-up was made.
        return None
