"""Pieces of a reward arrive, are lost, or are counted."""

from __future__ import annotations

from psycopg import errors
from psycopg.types.json import Jsonb

from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.programmes import MovementKind, StockRow, list_stock, lock_stock, receive_stock
from treue.words.sentences import sentence


class CannotReceive(Exception):
    """The movement cannot be booked; the sentence says why."""


async def receive(
    desk: Desk, reward: str, quantity: int, *, actor: str, note: str = "", kind: MovementKind = "received"
) -> int:
    """Book `quantity` pieces (below zero: fewer) and return how many are left."""
    if quantity == 0:
        raise CannotReceive(sentence("0 pieces change nothing; give a number above or below zero"))
    audit_id = desk.new_id()
    try:
        async with desk.pool.connection() as connection, connection.transaction():
            stock = await receive_stock(
                connection, desk.programme_id, reward, quantity, desk.new_id(), audit_id, note, kind
            )
            if stock is None:
                raise _without_stock(desk, reward)
            detail = Jsonb({"reward": reward, "quantity": quantity, "kind": kind})
            await insert_audit(connection, desk.programme_id, audit_id, None, actor, "stock", detail)
    except errors.CheckViolation:
        raise CannotReceive(
            sentence(
                "fewer than {pieces} pieces of '{reward}' are left; nothing was changed",
                pieces=-quantity,
                reward=reward,
            )
        ) from None
    received, taken = stock
    return received - taken


async def count(desk: Desk, reward: str, left: int, *, actor: str, note: str = "") -> int:
    """Book what was counted on the shelf; answers the difference to what was left in the books, 0 where they agree."""
    if left < 0:
        raise CannotReceive(sentence("fewer than 0 pieces cannot be counted"))
    audit_id = desk.new_id()
    async with desk.pool.connection() as connection, connection.transaction():
        before = await lock_stock(connection, desk.programme_id, reward)
        if before is None:
            raise _without_stock(desk, reward)
        if left != before:
            movement = (left - before, desk.new_id(), audit_id, note)
            await receive_stock(connection, desk.programme_id, reward, *movement, "corrected")
            detail = Jsonb({"reward": reward, "quantity": left - before, "kind": "corrected"})
            await insert_audit(connection, desk.programme_id, audit_id, None, actor, "stock", detail)
    return left - before


async def list_all(desk: Desk) -> list[StockRow]:
    """The stock of every reward that has one."""
    async with desk.pool.connection() as connection:
        return await list_stock(connection, desk.programme_id)


def _without_stock(desk: Desk, reward: str) -> CannotReceive:
    return CannotReceive(f"'{reward}' is not a reward with 'stock: limited' in any published version of '{desk.key}'")
