"""Erase a member: everything that leads to the person goes, the books stay as they are (docs/rules.md R4.9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.processing.clock import wall_now
from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.processing.figures import encoded
from treue.processing.news import Topic
from treue.store.audits import insert_audit
from treue.store.erasures import Erasure, ErasureList
from treue.store.statements import statements
from treue.store.webhooks import insert_notices, public_ids, run, wanting

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
    "free_places",
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
    was merged into him was the same person, and goes with him. Messages about him that wait are not delivered any more;
    webhooks that want to know are told under which public ids they knew him, so that they can forget him too.
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
        told = await public_ids(connection, desk.programme_id, member_id)
        for each in sorted(united, key=lambda each: each == member_id):
            await run(connection, "forget_messages", {"programme": desk.programme_id, "member": each})
            for step in _STEPS:
                cursor = await connection.execute(sql[step], {**parameters, "member": each})
        if cursor.rowcount == 0:
            return False
        await insert_audit(connection, desk.programme_id, desk.new_id(), member_id, actor, "erase", Jsonb({}))
        await _tell(connection, desk, member_id, told, now)
        if listed is not None:
            listed.append([Erasure(desk.key, member_id, now)])
    return True


async def _tell(connection: AsyncConnection[Any], desk: Desk, member_id: int, names: list[str], now: datetime) -> None:
    notices = [
        (member_id, 0, subscription, desk.new_id(), "", encoded({"member": name, "at": now.isoformat()}))
        for subscription in await wanting(connection, desk.programme_id, Topic.MEMBER_ERASED.value)
        for name in names
    ]
    await insert_notices(connection, desk.programme_id, Topic.MEMBER_ERASED.value, notices, wall_now())
