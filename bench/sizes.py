"""How much room a purchase takes, table by table with its indexes."""

from __future__ import annotations

from bench.figures import Better, Breakdown, Figure, Measured
from bench.ground import Ground, ground
from bench.orders import Orders
from treue.store.embedded import Server

PURCHASES = 40_000
# Partitions count for the table they belong to.
_SIZES = """
    SELECT coalesce(whole.relname, part.relname), sum(pg_table_size(part.oid))::bigint,
        sum(pg_indexes_size(part.oid))::bigint
    FROM pg_class part
    LEFT JOIN pg_inherits i ON i.inhrelid = part.oid
    LEFT JOIN pg_class whole ON whole.oid = i.inhparent
    WHERE part.relnamespace = 'public'::regnamespace AND part.relkind = 'r'
    GROUP BY 1
"""


async def measure(server: Server) -> Measured:
    """Bytes of each table for one purchase: what the tables grew by, after members had joined."""
    async with ground(server, "sizes") as place:
        before = await _sizes(place)
        orders = Orders()
        for _ in range(0, PURCHASES, 5_000):
            await place.desk.run(orders.purchases(5_000))
        after = await _sizes(place)
    grown = {
        name: tuple((now - then) / PURCHASES for now, then in zip(after[name], before.get(name, (0, 0)), strict=True))
        for name in after
    }
    rows = sorted(((name, (*parts, sum(parts))) for name, parts in grown.items() if sum(parts)), key=lambda r: -r[1][2])
    total = sum(numbers[2] for _, numbers in rows)
    return Measured(
        (Figure("bytes.purchase", "bytes for a purchase, all tables", total, "B", kept=True, better=Better.LOWER),),
        (
            Breakdown(
                f"Bytes for a purchase, after {PURCHASES:,}",
                ("rows", "indexes", "together"),
                (*rows, ("all tables", (sum(r[1][0] for r in rows), sum(r[1][1] for r in rows), total))),
            ),
        ),
    )


async def _sizes(place: Ground) -> dict[str, tuple[int, int]]:
    async with place.pool.connection() as connection:
        cursor = await connection.execute(_SIZES)
        return {name: (table, indexes) for name, table, indexes in await cursor.fetchall()}
