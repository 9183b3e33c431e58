"""The rewards that are to be sent, or are on their way."""

from __future__ import annotations

from treue.processing.desk import Desk
from treue.store.deliveries import DeliveriesPage, DeliveryRow, list_deliveries

ALL_OPEN = DeliveriesPage()


async def deliveries(desk: Desk, page: DeliveriesPage = ALL_OPEN) -> list[DeliveryRow]:
    """Oldest first."""
    async with desk.pool.connection() as connection:
        return await list_deliveries(connection, desk.programme_id, page)
