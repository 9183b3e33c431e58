"""Every statement of docs/books.md and docs/levels.md runs; those that prove something find nothing in sound books."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.docs.manual import ROOT, blocks
from treue.domain.events import Purchase, Spend
from treue.domain.orders import Line, Order
from treue.processing.commands import Command, MemberReference
from treue.processing.desk import Desk, open_desk
from treue.store.connect import open_pool
from treue.usecases.members.erase import erase
from treue.usecases.members.join import join
from treue.usecases.programmes.publish import publish
from treue.usecases.programmes.stop_node import stop_node
from treue.usecases.stock.receive import receive
from treue.usecases.units.adjust import adjust
from treue.usecases.units.give import give
from treue.usecases.units.spend import spend

pytestmark = pytest.mark.postgres

PAGE = ROOT / "docs" / "books.md"
LEVELS = ROOT / "docs" / "levels.md"
STATEMENTS = [code for page in (PAGE, LEVELS) for _, code in blocks(page, "sql")]
PROOFS = [code for mark, code in blocks(PAGE, "sql") if mark == "proof"]
EARLIER = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
PROGRAMME = """
treue: 1
programme: {id: corner-shop, name: Corner Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units:
  points: {name: {en: [point, points]}, expires: after 12 months}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR, budget: {points: 1000}}
rewards:
  - {id: mug, cost: {points: 10}, gives: {product: mug}, stock: limited}
transfers: {units: [points]}
metrics: {spend: {sum: order.paid, over: calendar year}}
ladders:
  club:
    name: Club
    by: spend
    levels: [{id: basic, name: Basic, from: 0}, {id: silver, name: Silver, from: 20.00 EUR}]
    keeps: rest of year and next
"""


@pytest.fixture
def books(database: str, tmp_path: Path) -> str:
    """A shop with a member, CARD, who bought, spent, and was put into debt; another who was erased; and two friends.

    Its rule is to be stopped in December.
    """
    document = tmp_path / "programme.yaml"
    document.write_text(PROGRAMME, encoding="utf-8")
    asyncio.run(_trade(database, document))
    return database


async def _trade(database: str, document: Path) -> None:
    pool = await open_pool(database)
    try:
        await publish(pool, document, actor="owner", starts_at=EARLIER, sandbox=True)
        desk = await open_desk(pool, "corner-shop")
        await receive(desk, "mug", 5, actor="owner")
        await stop_node(desk, ("rule", "base"), actor="owner", starts_at=EARLIER.replace(month=12))
        await _shop_with(desk, "CARD")
        erased = await _shop_with(desk, "OTHER")
        assert await erase(desk, erased, actor="ann")
        await _give_to_a_friend(desk)
    finally:
        await pool.close()


async def _shop_with(desk: Desk, card: str) -> int:
    """Somebody joins, buys tea for 25.50 EUR, spends 10 of 25 points, and has 20 taken away."""
    member_id = await _customer(desk, card)
    assert (await spend(desk, member_id, Spend("mug"), actor="till", request_key=f"mug {card}")).accepted
    why = "wrongly given"
    taken = await adjust(desk, member_id, "points", -20, why, actor="ann", request_key=card, allow_debt=True)
    assert taken.accepted
    return member_id


async def _give_to_a_friend(desk: Desk) -> None:
    """Somebody earns 25 points and gives 5 of them away."""
    giver = await _customer(desk, "GIVER")
    await join(desk, actor="till", request_key="join FRIEND", cards=("FRIEND",))
    friend = MemberReference("card", "FRIEND")
    assert (await give(desk, giver, friend, "points", 5, actor="till", request_key="gift")).accepted


async def _customer(desk: Desk, card: str) -> int:
    joined, _ = await join(desk, actor="till", request_key=f"join {card}", cards=(card,))
    assert joined.member_id is not None
    bought = Purchase(EARLIER, Order("EUR", (Line("tea", 2550),)))
    (outcome,) = await desk.run(
        [Command(MemberReference("card", card), bought, "till", source="till", external_id=f"order {card}")]
    )
    assert outcome.accepted
    return joined.member_id


def test_every_statement_runs_and_shows_the_shop(books: str) -> None:
    with psycopg.connect(books) as connection:
        answers = {code: connection.execute(code.encode()).fetchall() for code in STATEMENTS}

    assert len(STATEMENTS) == 19
    trial_balance = next(rows for code, rows in answers.items() if "AS balance" in code)
    # Twice: 25 earned, 10 spent, 15 taken, 5 more owed. And 25 earned, of which 5 moved to a friend.
    assert trial_balance == [
        ("points", "adjusted", 40),
        ("points", "debt", -10),
        ("points", "issued", -75),
        ("points", "member", 25),
        ("points", "moved", 0),
        ("points", "spent", 20),
    ]
    empty = [code for code, rows in answers.items() if not rows and code not in PROOFS]
    # CARD has used up every lot.
    assert [code for code in empty if "FROM lot" not in code] == []


def test_the_proofs_answer_nothing_about_sound_books(books: str) -> None:
    with psycopg.connect(books) as connection:
        assert [code for code in PROOFS if connection.execute(code.encode()).fetchall()] == []

    assert len(PROOFS) == 8


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE balance SET booked = booked + 1",
        "INSERT INTO balance (programme_id, member_id, unit, booked, debt) VALUES (1, 1, 'points', 3, 0)",
        "DELETE FROM lot_use",
        "UPDATE budget SET used = used - 1",
        "UPDATE stock SET taken = taken - 1",
        "DELETE FROM event WHERE member_seq = 2",
    ],
)
def test_a_row_changed_by_hand_is_seen_by_a_proof(books: str, tampering: str) -> None:
    with psycopg.connect(books) as connection:
        connection.execute(tampering.encode())

        assert [code for code in PROOFS if connection.execute(code.encode()).fetchall()] != []
