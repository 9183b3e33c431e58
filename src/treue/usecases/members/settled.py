"""A member's books with everything that time has brought until now (docs/rules.md R1.5).

Time rarely has something to bring. So the books are opened first, which says whether it has; only then it is decided,
by a batch like any other, and they are opened again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treue.processing.clock import wall_now
from treue.processing.commands import MemberReference, Settle
from treue.processing.desk import Desk
from treue.processing.versions import Versions
from treue.store.connect import looking
from treue.store.open_books import OpenBooks, open_books
from treue.words.sentences import Sentence, sentence

_NOBODY = sentence("nobody here is known like this; name a public id, external: and an id, or card: and a number")


class UnknownMember(Exception):
    """Nobody is known by this word."""

    def __init__(self, said: Sentence | str = _NOBODY) -> None:
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class SettledBooks:
    """One member's books at the programme's `now`, and the versions by which they were decided."""

    books: OpenBooks
    now: datetime
    versions: Versions


async def settled_books(
    desk: Desk, member: int | MemberReference, *, history_max: int = 0, before: int | None = None
) -> SettledBooks:
    """The books of a member by his number or by a word he is known by, with events as `open_books` has them.

    What cannot be decided is parked, and what is then still due is left as it is. Raises UnknownMember.
    """
    who = member if isinstance(member, int) else (member.kind, member.value)
    versions, was_settled = await desk.versions_lately(), False
    while True:
        wall = wall_now()
        async with looking(desk.pool) as connection:
            books = await open_books(connection, desk.programme_id, who, wall, history_max=history_max, before=before)
        if books is None:
            raise UnknownMember
        is_due = books.is_due and not was_settled
        if not is_due and (books.version, books.last_switch) == (versions.latest, versions.stops.count):
            return SettledBooks(books, books.sandbox_clock or wall, versions)
        if is_due:
            await desk.run([Settle(books.member_id)])
            was_settled = True
        versions = await desk.versions()
