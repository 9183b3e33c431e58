"""A shop with a programme for tests: a sandbox on a real database, and commands in few words.

The document's head is always the same, so a test shows only the units, rules and rewards that it is about.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from treue.domain.events import (
    Adjustment,
    AwaitSeat,
    CustomEvent,
    Event,
    Gift,
    Joined,
    Merge,
    Purchase,
    RedemptionChange,
    Spend,
)
from treue.domain.orders import Line, Order, Receipt
from treue.domain.values import FieldValue
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk, Pool, open_desk
from treue.processing.proof import Broken, rebuild, verify
from treue.store.connect import open_pool
from treue.usecases.members.show import Holding, find, show
from treue.usecases.programmes.publish import publish

_numbers = itertools.count(1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
"""
POINTS = """\
units: {points: {name: {en: [point, points]}}}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""


async def publish_text(pool: Pool, document: str, starts_at: datetime = NOON, key: str = "shop") -> None:
    """Publish a document that is given as text, as the programme `key`; the first time it becomes a sandbox."""
    whole = document if document.startswith("treue:") else HEAD + document
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "programme.yaml"
        path.write_text(whole.replace("id: shop", f"id: {key}", 1), encoding="utf-8")
        await publish(pool, path, actor="test", starts_at=starts_at, sandbox=True)


def new_key() -> str:
    """The id of a programme that no other test of this process uses."""
    return f"shop-{next(_numbers)}"


@asynccontextmanager
async def opened(
    database: str, document: str = POINTS, *, starts_at: datetime = NOON, key: str = "shop"
) -> AsyncIterator[Shop]:
    """A shop that has just published its document, with the clock standing at its start.

    With a `key` of its own it shares the database with other shops.
    """
    pool = await open_pool(database)
    try:
        await publish_text(pool, document, starts_at, key)
        yield Shop(await open_desk(pool, key))
    finally:
        await pool.close()


@asynccontextmanager
async def joined_by(database: str) -> AsyncIterator[Shop]:
    """A second process of the same shop: its own pool and processor on the same database."""
    pool = await open_pool(database)
    try:
        yield Shop(await open_desk(pool, "shop"))
    finally:
        await pool.close()


@dataclass(frozen=True, slots=True)
class Shop:
    """What tests do at a desk."""

    desk: Desk

    async def run(self, *commands: Command) -> list[Outcome]:
        """The commands as one batch."""
        return await self.desk.run(commands)

    async def join(self, *names: str, at: datetime | None = None) -> None:
        """These people become members, in one batch."""
        outcomes = await self.run(*(joining(name, at=at) for name in names))
        assert all(outcome.accepted for outcome in outcomes), outcomes

    async def id_of(self, name: str) -> int:
        return await find(self.desk, name)

    async def holding(self, name: str, unit: str = "points") -> Holding:
        """What the member holds, after what time has brought."""
        wallet = await show(self.desk, await self.id_of(name))
        return wallet.holdings.get(unit, Holding(0, 0, 0, ()))

    async def figures(self, name: str, unit: str = "points") -> tuple[int, int, int]:
        """(available, pending, debt)."""
        holding = await self.holding(name, unit)
        return holding.available, holding.pending, holding.debt

    async def verify(self) -> list[Broken]:
        return await verify(self.desk)

    async def rebuild(self) -> None:
        await rebuild(self.desk)

    async def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What a statement answers, for looking at the tables themselves."""
        async with self.desk.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), parameters or None)
            return await cursor.fetchall() if cursor.description else []

    async def table(self, name: str, without: Sequence[str] = ()) -> list[str]:
        """All rows of the programme in a table as text in a fixed order, for comparing byte by byte."""
        columns = await self.rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "ORDER BY attname",
            name,
        )
        kept = ", ".join(column for (column,) in columns if column not in without)
        statement = f"SELECT ROW({kept})::text AS line FROM {name} WHERE programme_id = %s ORDER BY 1"
        return [row for (row,) in await self.rows(statement, self.desk.programme_id)]


def joining(name: str, *, at: datetime | None = None, key: str | None = None) -> Command:
    return Command(MemberReference("external", name), Joined(at), "test", key or f"join-{name}")


def order(cents: int, **order_fields: Any) -> Order:
    """An order of one line."""
    currency = order_fields.pop("currency", "EUR")
    return Order(currency, (Line("article", cents),), **order_fields)


def purchase(
    name: str, cents: int, key: str, *, at: datetime = NOON, receipt: Receipt | None = None, **order_fields: Any
) -> Command:
    return fact(name, Purchase(at, order(cents, **order_fields)), key, receipt=receipt)


def fact(name: str, event: Event, key: str, *, receipt: Receipt | None = None) -> Command:
    """A fact with its key."""
    member = MemberReference("external", name)
    return Command(member, event, "test", source="tills", external_id=key, receipt=receipt)


def happening(name: str, kind: str, key: str, *, at: datetime = NOON, **fields: FieldValue) -> Command:
    return fact(name, CustomEvent(kind, at, fields), key)


def wish(name: str, event: Spend | Adjustment | AwaitSeat | RedemptionChange, key: str) -> Command:
    """A request with its key."""
    return Command(MemberReference("external", name), event, "test", request_key=key)


def spending(name: str, key: str, reward: str = "coffee") -> Command:
    return wish(name, Spend(reward), key)


def adjusting(name: str, amount: int, key: str, *, unit: str = "points", allow_debt: bool = False) -> Command:
    return wish(name, Adjustment(unit, amount, "goodwill", allow_debt), key)


def giving(name: str, to: str, amount: int, key: str) -> Command:
    member, other = MemberReference("external", name), MemberReference("external", to)
    return Command(member, Gift("points", amount), "test", key, other=other)


def merging(survivor: str, merged: str, key: str) -> Command:
    member, other = MemberReference("external", survivor), MemberReference("external", merged)
    return Command(member, Merge(), "test", key, other=other)


def receipt(number: str) -> Receipt:
    """A printed receipt of one till."""
    return Receipt("Hauptstrasse", "1", number, NOON.date())


def days(count: float) -> timedelta:
    return timedelta(days=count)
