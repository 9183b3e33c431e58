"""Erase a member: everything that leads to the person goes, the books stay as they are (docs/rules.md R4.9)."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.erasures import Erasure, ErasureList
from treue.store.statements import statements

_STEPS = (
    "forget_parked",
    "forget_codes",
    "remake_exports",
    "forget_exports",
    "forget_waiting",
    "forget_approvals",
    "forget_person",
    "forget_attributes",
    "forget_calendar",
    "forget_identities",
    "forget_payloads",
    "forget_readsets",
    "unlink_keys",
    "mark_erased",
)


async def erase(desk: Desk, member_id: int, *, actor: str, listed: ErasureList | None = None) -> bool:
    """Erase the member; False when he was erased before or never existed.

    He is entered in the list of erasures before anything is committed, so that no back-up brings him back. What time
    had brought until now is settled first, so that nothing about him is left to be decided from erased values. Whoever
    was merged into him was the same person, and goes with him.
    """
    await desk.run([Settle(member_id)])
    sql = statements("erasing")
    now = await desk.now()
    parameters = {"programme": desk.programme_id, "member": member_id, "now": now}
    async with desk.pool.connection() as connection, connection.transaction():
        cursor = await connection.execute(sql["lock_member"], parameters)
        united = [each for (each,) in await cursor.fetchall()]
        if member_id not in united:
            return False
        for each in sorted(united, key=lambda each: each == member_id):
            for step in _STEPS:
                cursor = await connection.execute(sql[step], {**parameters, "member": each})
        if cursor.rowcount == 0:
            return False
        await insert_audit(connection, desk.programme_id, desk.new_id(), member_id, actor, "erase", Jsonb({}))
        if listed is not None:
            listed.append([Erasure(desk.key, member_id, now)])
    return True
