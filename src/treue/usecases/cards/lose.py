"""A card is lost: it leads to nobody from now on, and nobody else gets its number."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.persons import find_card, lock_member, lose_card
from treue.usecases.members.settled import UnknownMember
from treue.words.sentences import sentence


class UnknownCard(Exception):
    """The member has no such card."""


async def lose(desk: Desk, member_id: int, card: str, *, actor: str) -> None:
    """Losing it again changes nothing. Raises UnknownMember and UnknownCard."""
    async with desk.pool.connection() as connection, connection.transaction():
        if not await lock_member(connection, desk.programme_id, member_id):
            raise UnknownMember(sentence("this member was erased, or is somebody else by now; nothing was changed"))
        if await lose_card(connection, desk.programme_id, member_id, card):
            audit_id = desk.new_id()
            await insert_audit(connection, desk.programme_id, audit_id, member_id, actor, "lose_card", Jsonb({}))
        elif await find_card(connection, desk.programme_id, card) != ("lost", member_id):
            raise UnknownCard(sentence("this member has no such card; nothing was changed"))
