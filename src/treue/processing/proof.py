"""`verify`: every figure the platform keeps is derived anew from the facts and compared.

A check answers the rows that are broken; an empty list from all of them is the proof. Nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.versions import Versions, load_versions
from treue.store.arrays import integers, texts
from treue.store.statements import statements

# In the order in which they are run and reported; each is a statement of verify.sql.
CHECKS = (
    "events",
    "members",
    "stray_transfers",
    "lot_uses",
    "balances",
    "lots",
    "holdings",
    "figures",
    "dues",
    "budgets",
    "overdrawn_budgets",
    "stock",
    "redemptions",
    "keys_without_event",
    "events_without_key",
    "audit",
    "standings",
    "counterparts",
    "moved",
)


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that contradicts the facts."""

    check: str
    place: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: should be {self.expected}, is {self.found}"


async def verify(desk: Desk, broken_max: int = 10) -> list[Broken]:
    """Broken rows, at most `broken_max` of each check; empty when the books are proven.

    All checks see the same instant of the database, whatever is written meanwhile.
    """
    now = await desk.now()
    async with desk.pool.connection() as connection:
        versions = await load_versions(connection, desk.programme_id)
        await connection.commit()
        async with connection.transaction():
            await connection.execute(statements("proof")["same_instant"])
            parameters = {"programme": desk.programme_id, "now": now, "wall_now": wall_now(), **_budgets(versions)}
            return [broken for check in CHECKS for broken in await _run(connection, check, parameters, broken_max)]


async def _run(
    connection: AsyncConnection[Any], check: str, parameters: dict[str, Any], broken_max: int
) -> list[Broken]:
    cursor = await connection.execute(statements("verify")[check], parameters)
    return [Broken(check, *row) for row in await cursor.fetchmany(broken_max)]


def _budgets(versions: Versions) -> dict[str, str]:
    """The highest limit that any version sets, per rule and unit."""
    limits: dict[tuple[str, str], int] = {}
    for rule, unit, limit in versions.budgets():
        limits[rule, unit] = max(limit, limits.get((rule, unit), 0))
    return {
        "rules": texts([rule for rule, _ in limits]),
        "units": texts([unit for _, unit in limits]),
        "limits": integers(limits.values()),
    }


async def rebuild(desk: Desk) -> None:
    """Compute all derived state again from the facts, in one transaction, while no batch of the programme runs."""
    async with desk.pool.connection() as connection, connection.transaction():
        await connection.execute(statements("programmes")["lock_for_publishing"], {"programme": desk.programme_id})
        versions = await load_versions(connection, desk.programme_id)
        budgets = sorted({(rule, unit) for rule, unit, _ in versions.budgets()})
        parameters = {
            "programme": desk.programme_id,
            "rules": texts([rule for rule, _ in budgets]),
            "units": texts([unit for _, unit in budgets]),
            "rewards": texts(sorted(versions.limited_rewards())),
        }
        for statement in statements("rebuild").values():
            await connection.execute(statement, parameters)
