"""Writing a batch: rows collected by statement, sent in one pipeline in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psycopg import AsyncConnection

from treue.store.arrays import binaries, booleans, days, instants, integers, texts
from treue.store.statements import statements

Encoder = Callable[[Iterable[Any]], str]

# Statement -> one encoder per column, in the order in which the statements are sent.
WRITES: dict[str, tuple[Encoder, ...]] = {
    "insert_members": (integers, instants, instants, integers, integers),
    "insert_persons": (integers, texts, texts, texts, integers, integers, integers, texts),
    "upsert_attributes": (integers, texts, texts),
    "insert_identities": (texts, texts, integers),
    "update_standings": (integers, instants, instants),
    "update_belongings": (integers, integers, integers, booleans),
    "update_members": (integers, integers, instants, integers),
    "insert_events": (integers, integers, instants, instants, integers, integers, days, texts, texts, texts),
    "insert_payloads": (integers, integers, days, texts),
    "insert_readsets": (integers, integers, days, binaries),
    "insert_transfers": (
        *(integers, integers, integers, texts, texts, texts, integers),
        *(instants, instants, texts, texts, integers, instants, instants, instants, days, texts),
    ),
    "insert_lot_uses": (integers, integers, integers, integers, integers, integers),
    "insert_redemptions": (
        *(integers, integers, instants, texts, texts),
        *(instants, instants, booleans, booleans),
    ),
    "insert_codes": (integers, integers, integers, texts),
    "change_redemptions": (integers, integers, texts, integers, texts),
    "insert_lots": (integers, integers, integers, texts, integers, integers, instants, instants, instants, instants),
    "update_lots": (integers, integers, integers, integers, instants, instants),
    "delete_lots": (integers, integers, integers),
    "upsert_balances": (integers, texts, integers, integers),
    "upsert_dues": (integers, texts, texts, instants),
    "delete_dues": (integers, texts, texts),
    "insert_later_counts": (integers, integers, texts, days, texts, integers),
    "add_tallies": (integers, texts, days, texts, integers),
    "cut_levels": (integers, texts, instants),
    "end_levels": (integers, texts, instants),
    "insert_levels": (integers, texts, texts, instants, instants, texts),
    "insert_claims": (texts, binaries, binaries, integers, integers, integers, instants),
    "add_budget_use": (texts, texts, texts, integers),
    "take_stock": (texts, integers),
    "insert_audits": (integers, integers, integers, texts, texts, texts, texts),
    "insert_outbox": (integers, integers, integers, integers, texts, instants),
    "insert_counterparts": (integers, integers, texts, integers, integers),
    "unite_identities": (integers, integers),
    "unite_persons": (integers, integers),
    "forget_merged_persons": (integers,),
    "unite_attributes": (integers, integers),
    "forget_merged_attributes": (integers,),
    "unite_members": (integers, integers),
    "insert_approvals": (integers, binaries, binaries, integers, integers, texts, texts),
    "approve": (integers, texts, instants),
}


def written() -> dict[str, str]:
    """The statements that a batch writes by, and those it reads by, by name."""
    return {**statements("batch"), **statements("uniting")}


class Rows:
    """Rows to write, by statement. A row is a tuple in the order of the statement's columns."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in WRITES}

    def __getitem__(self, statement: str) -> list[tuple[Any, ...]]:
        return self._rows[statement]

    def parameters(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """(statement, parameters) of every statement that has rows, in the order of `WRITES`."""
        for name in WRITES:
            if self._rows[name]:
                yield name, self.columns(name)

    def columns(self, statement: str) -> dict[str, Any]:
        """The parameters of one statement: an array for each column, empty ones where there is no row."""
        encoders, rows = WRITES[statement], self._rows[statement]
        columns = zip(*rows, strict=True) if rows else ((),) * len(encoders)
        return {
            f"c{index}": encode(column) for index, (encode, column) in enumerate(zip(encoders, columns, strict=True))
        }


async def write(connection: AsyncConnection[Any], programme_id: int, rows: Rows) -> None:
    """Send every statement that has rows; the caller's transaction commits them."""
    sql = written()
    async with connection.pipeline():
        for name, parameters in rows.parameters():
            await connection.execute(sql[name], {"programme": programme_id, **parameters})
