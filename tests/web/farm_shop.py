"""A farm shop whose console is looked at: its programme, some members with what they did, and its staff."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import httpx

from tests.processing.shop import NOON, fact, order, publish_text
from treue.access.passwords import hashed
from treue.access.scopes import Role
from treue.app import service_at
from treue.domain.events import Adjustment, Joined, Purchase, Spend
from treue.processing.clock import wall_now
from treue.processing.commands import Command, MemberReference, Person
from treue.processing.desk import Desk, Pool, open_desk
from treue.store.connect import open_pool
from treue.store.staff import insert_staff

PASSWORD = "as the crow flies"
DOCUMENT = """\
treue: 1
programme:
  id: shop
  name: {de: Hofladen, en: Farm shop}
  currency: EUR
  time_zone: Europe/Berlin
  languages: [de, en]
  law: none
units:
  points: {name: {de: [Punkt, Punkte], en: [point, points]}, worth: 0.01 EUR, expires: after 12 months}
earn:
  - {id: base, name: {de: Jeder Einkauf, en: Every purchase}, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: welcome, name: {de: Begrüßung, en: Welcome}, event: joined, give: {points: 5}, budget: {points: 20}}
metrics:
  spent: {name: {de: Umsatz, en: Spent}, sum: order.paid, over: calendar year}
ladders:
  club:
    name: {de: Stufe, en: Level}
    by: spent
    levels:
      - {id: green, name: {de: Grün, en: Green}, from: 0}
      - {id: gold, name: Gold, from: 100.00 EUR, multiply: {points: 2}}
    keeps: rest of year and next
rewards:
  - {id: coffee, name: {de: Kaffee, en: Coffee}, cost: {points: 10}, gives: {product: coffee}}
adjustments: {four_eyes_above: {points: 500}}
"""
MEMBERS = (
    ("anna", "Anna Weiß", "anna.weiss@example.org", "4711"),
    ("ben", "Ben Östlund", "ben@example.org", "4712"),
    ("cleo", "Cleo Änderle", "cleo@example.org", "4799"),
)
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_KEY = re.compile(r'name="key" value="(\w+)"')


@dataclass(slots=True)
class Reader:
    """Somebody with a browser, as far as a browser is only asking and sending forms."""

    client: httpx.AsyncClient
    language: str = "en"

    async def get(self, place: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(place, headers={"Accept-Language": self.language, **named})

    async def send(self, page: str, place: str, **fields: str) -> httpx.Response:
        """Open a page and send one of its forms to the place; what answers it first, without going on."""
        text = (await self.get(page)).text
        token, key = _TOKEN.search(text), _KEY.search(text)
        assert token is not None, text
        hidden = {"form_token": token[1], **({"key": key[1]} if key else {})}
        return await self.client.post(
            place,
            data={**hidden, **fields},
            headers={"Accept-Language": self.language, "Sec-Fetch-Site": "same-origin"},
        )

    async def sign_in(self, name: str, password: str = PASSWORD, programme: str = "shop") -> httpx.Response:
        return await self.send(
            "/sign-in", "/sign-in", name=name, password=password, programme=programme, next="/members"
        )


@dataclass(frozen=True, slots=True)
class Console:
    """The running service, and the desk beside it."""

    service: Any
    pool: Pool
    desk: Desk

    @asynccontextmanager
    async def reader(self, name: str | None = None, language: str = "en") -> AsyncIterator[Reader]:
        """Another browser, in which this person of the staff is signed in."""
        transport = httpx.ASGITransport(cast(Any, self.service))
        async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
            reader = Reader(client, language)
            if name is not None:
                answer = await reader.sign_in(name)
                assert answer.status_code == 303, answer.text
            yield reader

    async def public_id(self, external_id: str) -> str:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT p.value FROM identity e JOIN identity p USING (programme_id, member_id) "
                "WHERE e.kind = 'external' AND e.value = %s AND p.kind = 'public' AND programme_id = %s",
                (external_id, self.desk.programme_id),
            )
            row = await cursor.fetchone()
        assert row is not None
        return str(row[0])

    async def audit(self) -> list[tuple[str, str]]:
        """(actor, action), in order."""
        async with self.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT actor, action FROM audit WHERE programme_id = %s ORDER BY audit_id", (self.desk.programme_id,)
            )
            return await cursor.fetchall()


@asynccontextmanager
async def console(database: str) -> AsyncIterator[Console]:
    """The service of the farm shop at noon of 1 June 2026, with its members and staff."""
    service = service_at(database, {"TREUE_DATABASE_URL": database})
    pool = await open_pool(database)
    try:
        desk = await furnish(pool)
        async with service.lifespan():
            yield Console(service, pool, desk)
    finally:
        await pool.close()


async def furnish(pool: Pool) -> Desk:
    """The programme, three members who bought in April, May and June, and somebody of each role."""
    await publish_text(pool, DOCUMENT, NOON - timedelta(days=90))
    desk = await open_desk(pool, "shop")
    await _turn(pool, NOON - timedelta(days=45))
    await desk.run(
        [
            Command(
                MemberReference("external", external_id),
                Joined(),
                "till",
                f"join {external_id}",
                person=Person(name, email),
                cards=(card,),
            )
            for external_id, name, email, card in MEMBERS
        ]
    )
    bought = (("anna", 4000, 40), ("anna", 9000, 20), ("ben", 1250, 20), ("anna", 5000, 0))
    for number, (name, cents, days_ago) in enumerate(bought):
        occurred_at = NOON - timedelta(days=days_ago)
        await _turn(pool, occurred_at)
        await desk.run([fact(name, Purchase(occurred_at, order(cents)), f"sale {number}")])
    # Hashed once: it is slow on purpose.
    password_hash = await hashed(PASSWORD)
    async with pool.connection() as connection:
        for name, role in [*((f"{role}", role) for role in Role), ("second", Role.OWNER)]:
            await insert_staff(connection, desk.programme_id, desk.new_id(), name, (role,), password_hash, wall_now())
    return desk


async def make_busy(desk: Desk) -> None:
    """What the pages show only where much happens: Ben comes often and buys coffee, and something waits."""
    often = [fact("ben", Purchase(NOON, order(1000 + number)), f"often {number}") for number in range(42)]
    coffee = [_wish("ben", Spend("coffee"), f"coffee {number}") for number in range(7)]
    await desk.run([*often, *coffee, _wish("cleo", Adjustment("points", 900, "moved from the paper cards"), "cards")])


def _wish(name: str, event: Adjustment | Spend, key: str) -> Command:
    return Command(MemberReference("external", name), event, "till", key)


async def _turn(pool: Pool, now: datetime) -> None:
    """The sandbox calls this instant now."""
    async with pool.connection() as connection:
        await connection.execute("UPDATE programme SET sandbox_clock = %s WHERE key = 'shop'", (now,))
