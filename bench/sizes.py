"""How much room a purchase takes, table by table with its indexes."""

from __future__ import annotations

from bench.figures import Better, Breakdown, Figure, Measured
from bench.ground import Ground, ground
from bench.orders import Orders
from treue.store.embedded import Server

PURCHASES = 40_000
_SIZES = """
    SELECT c.relname,
        (SELECT sum(pg_table_size(t.relid)) FROM pg_partition_tree(c.oid) t WHERE t.isleaf)::bigint,
        (SELECT sum(pg_indexes_size(t.relid)) FROM pg_partition_tree(c.oid) t WHERE t.isleaf)::bigint
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relispartition
    UNION ALL
    SELECT c.relname, sum(pg_table_size(t.relid))::bigint, sum(pg_indexes_size(t.relid))::bigint
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_partition_tree(c.oid) t
    WHERE n.nspname = 'public' AND c.relkind = 'p' AND t.isleaf
    GROUP BY c.relname
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
        return {name: (table or 0, indexes or 0) for name, table, indexes in await cursor.fetchall()}
