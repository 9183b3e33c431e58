"""Pieces of a reward arrive, or are found missing."""

from __future__ import annotations

from psycopg import errors
from psycopg.types.json import Jsonb

from treue.processing.desk import Desk
from treue.store.audits import insert_audit
from treue.store.programmes import receive_stock


class CannotReceive(Exception):
    """The movement cannot be booked; the sentence says why."""


async def receive(desk: Desk, reward: str, quantity: int, *, actor: str, note: str = "") -> int:
    """Book `quantity` pieces (below zero: a loss) and return how many are left."""
    if quantity == 0:
        raise CannotReceive("0 pieces change nothing; give a number above or below zero")
    audit_id = desk.new_id()
    try:
        async with desk.pool.connection() as connection, connection.transaction():
            stock = await receive_stock(connection, desk.programme_id, reward, quantity, desk.new_id(), audit_id, note)
            if stock is None:
                raise CannotReceive(
                    f"'{reward}' is not a reward with 'stock: limited' in any published version of '{desk.key}'"
                )
            detail = Jsonb({"reward": reward, "quantity": quantity})
            await insert_audit(connection, desk.programme_id, audit_id, None, actor, "stock", detail)
    except errors.CheckViolation:
        raise CannotReceive(f"fewer than {-quantity} pieces of '{reward}' are left; nothing was changed") from None
    received, taken = stock
    return received - taken
