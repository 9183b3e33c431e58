"""`verify`: every figure the platform keeps is derived anew from the facts and compared.

A check answers the rows that are broken; an empty list from all of them is the proof. Nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from treue.domain.calendar import Span
from treue.engine.counting import COUNTED
from treue.engine.time import SETTLEMENTS
from treue.processing.calendar_dues import calendar_differences, fill_calendar_dues
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.versions import Versions, load_versions
from treue.programme.records import PURCHASE
from treue.store.arrays import integers, texts
from treue.store.statements import statements

# In the order in which they are run and reported; each is a statement of verify.sql or of a file of _ELSEWHERE.
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
    "tallies",
    "levels",
    "overdrawn_budgets",
    "stock",
    "redemptions",
    "redemption_standings",
    "given_back",
    "codes",
    "returns",
    "keys_without_event",
    "events_without_key",
    "audit",
    "closed_periods",
    "replayable",
    "standings",
    "belongings",
    "counterparts",
    "moved",
)

_ELSEWHERE = {
    **dict.fromkeys(("lots", "lot_uses", "holdings", "dues"), "verify_lots"),
    **dict.fromkeys(("redemptions", "redemption_standings", "given_back", "codes"), "verify_rewards"),
}
CALENDAR = "calendar"
"""The check that is no statement; it comes last."""


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
            parameters = {
                "programme": desk.programme_id,
                "now": now,
                "wall_now": wall_now(),
                "zone": (versions.at(now) or versions.first).programme.zone.key,
                "time_kinds": _WITHOUT_BODY,
                "purchase": PURCHASE,
                **_budgets(versions),
            }
            found = [broken for check in CHECKS for broken in await _run(connection, check, parameters, broken_max)]
            return found + await _calendar(connection, desk.programme_id, versions, broken_max)


async def not_replayable(desk: Desk) -> dict[str, int]:
    """How many decisions cannot be made again, by reason: erased or retired. None of them is a fault."""
    parameters = {"programme": desk.programme_id, "purchase": PURCHASE, "time_kinds": _WITHOUT_BODY}
    async with desk.pool.connection() as connection:
        cursor = await connection.execute(statements("proof")["not_replayable"], parameters)
        return dict(await cursor.fetchall())


async def _run(
    connection: AsyncConnection[Any], check: str, parameters: dict[str, Any], broken_max: int
) -> list[Broken]:
    cursor = await connection.execute(statements(_ELSEWHERE.get(check, "verify"))[check], parameters)
    return [Broken(check, *row) for row in await cursor.fetchmany(broken_max)]


async def _calendar(
    connection: AsyncConnection[Any], programme_id: int, versions: Versions, broken_max: int
) -> list[Broken]:
    """The due list against what the calendar brings; it follows from persons, so it is no statement."""
    found: list[Broken] = []
    async for differing in calendar_differences(connection, programme_id, versions):
        for due in differing:
            kind, subject = due.key
            place = f"{kind} {subject}".strip() + f" due for member {due.member_id}"
            expected = str(due.expected) if due.expected is not None else "nothing due"
            kept = str(due.kept) if due.kept is not None else "no row"
            found.append(Broken(CALENDAR, place, expected, kept))
        if len(found) >= broken_max:
            break
    return found[:broken_max]


# What nobody reported has no stored body.
_WITHOUT_BODY = texts(sorted((*SETTLEMENTS, COUNTED)))
# How PostgreSQL writes the label of a window (see `domain.windows.label`), and what it looks like.
_LABELS = {
    "day": ("YYYY-MM-DD", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    "week": ('IYYY"-W"IW', "^[0-9]{4}-W[0-9]{2}$"),
    "month": ("YYYY-MM", "^[0-9]{4}-[0-9]{2}$"),
    "quarter": ('YYYY"-Q"Q', "^[0-9]{4}-Q[0-9]$"),
    "year": ("YYYY", "^[0-9]{4}$"),
    None: ("", "^$"),
}


def _budgets(versions: Versions) -> dict[str, str]:
    """The highest limit that any version sets, per rule, unit and kind of window."""
    limits: dict[tuple[str, str, Span | None], int] = {}
    for rule, unit, limit in versions.budgets():
        key = (rule, unit, limit.window.span)
        limits[key] = max(limit.amount, limits.get(key, 0))
    return {
        "rules": texts([rule for rule, _, _ in limits]),
        "units": texts([unit for _, unit, _ in limits]),
        "forms": texts([_LABELS[span][0] for _, _, span in limits]),
        "shapes": texts([_LABELS[span][1] for _, _, span in limits]),
        "limits": integers(limits.values()),
    }


async def rebuild(desk: Desk) -> None:
    """Compute all derived state again from the facts, in one transaction, while no batch of the programme runs."""
    async with desk.pool.connection() as connection, connection.transaction():
        await connection.execute(statements("programmes")["lock_for_publishing"], {"programme": desk.programme_id})
        versions = await load_versions(connection, desk.programme_id)
        parameters = {
            "programme": desk.programme_id,
            **_budgets(versions),
            "rewards": texts(sorted(versions.limited_rewards())),
        }
        for statement in statements("rebuild").values():
            await connection.execute(statement, parameters)
        await fill_calendar_dues(connection, desk.programme_id, versions)
