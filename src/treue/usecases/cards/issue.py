"""A member gets a card, also one in the place of another."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from treue.domain.reasons import Reason
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.persons import find_card, issue_card, lock_member, lose_card
from treue.usecases.cards.lose import UnknownCard
from treue.usecases.members.settled import UnknownMember
from treue.words.sentences import sentence


async def issue(desk: Desk, member_id: int, card: str, *, actor: str, replaces: str | None = None) -> Reason | None:
    """The card leads to the member from now on, and the one it `replaces` to nobody; doing it again changes nothing.

    Refused with `already_member` where the card is somebody else's, or was lost: nothing is changed then. Raises
    UnknownMember, and UnknownCard where the one to be replaced is not his.
    """
    async with desk.pool.connection() as connection, connection.transaction():
        if not await lock_member(connection, desk.programme_id, member_id):
            raise UnknownMember(sentence("this member was erased, or is somebody else by now; nothing was changed"))
        if replaces is not None and await find_card(connection, desk.programme_id, replaces) not in (
            ("card", member_id),
            ("lost", member_id),
        ):
            raise UnknownCard(sentence("the card to be replaced is none of this member; nothing was changed"))
        is_new = await issue_card(connection, desk.programme_id, member_id, card)
        if not is_new and await find_card(connection, desk.programme_id, card) != ("card", member_id):
            return Reason.ALREADY_MEMBER
        is_lost = replaces is not None and await lose_card(connection, desk.programme_id, member_id, replaces)
        if is_new or is_lost:
            # A card number leads to a person, so the trail that cannot be erased does not hold it.
            action = "issue_card" if replaces is None else "replace_card"
            audit_id = desk.new_id()
            await insert_audit(connection, desk.programme_id, audit_id, member_id, actor, action, Jsonb({}))
    return None
