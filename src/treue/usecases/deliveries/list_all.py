"""The rewards that are to be sent, or are on their way."""

from __future__ import annotations

from treue.processing.desk import Desk
from treue.store.deliveries import DeliveryRow, list_deliveries


async def deliveries(desk: Desk, *, arrived: bool = False) -> list[DeliveryRow]:
    """Oldest first; with `arrived` also those that arrived."""
    async with desk.pool.connection() as connection:
        return await list_deliveries(connection, desk.programme_id, arrived=arrived)
