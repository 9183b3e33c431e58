"""A rehearsal books what the live run books, transfer for transfer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.processing.shop import HEAD, NOON, fact, new_key, opened
from treue.domain.events import Purchase
from treue.domain.orders import Line, Order
from treue.engine.decision import Decision
from treue.insight.rehearsing import Rehearsal
from treue.programme import read_parts
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units:
  points: {name: {en: [point, points]}, available: after 3 days, expires: after 2 months to end of month}
  stars: {name: {en: [star, stars]}, decimals: 1, inactivity: {after: 20 days, reset_by: [purchase]}}
metrics: {spend: {sum: order.paid, over: last 30 days}, month: {sum: order.paid, over: calendar month}}
ladders:
  club:
    by: spend
    levels: [{id: green, from: 0}, {id: gold, from: 120.00 EUR, multiply: {points: 1.5}, rewards: [hello]}]
    keeps: 20 days
    grace: 5 days
    warn: [3 days]
    charges: {stars: 2}
  months:
    participation:
      counts: calendar month
      advance: metric.month >= 60.00 EUR
      otherwise: one_step_down
      rates: [{from: 1, rate: 1}, {from: 2, rate: 2}]
earn:
  - {id: base, event: purchase, give: {points: 1, stars: 0.3}, per: 1.00 EUR, caps: {member: {points: 90 per month}}}
  - {id: tea, event: purchase, each: line, when: line.category == 'tea', multiply: {points: 2}, budget: {points: 700}}
  - {id: first, event: first_purchase, give: {points: 5}}
  - {id: steady, event: purchase, give: {points: 2}, rate: months}
  - {id: warned, event: level_warning, give: {points: 3}}
  - {id: risen, event: level_reached, when: event.level == 'gold', give: {points: 9}}
rewards:
  - {id: card, cost: {stars: 60}, gives: {product: mug}, automatic: true}
  # Its points are available days after they are earned: it comes when time brings them.
  - {id: bread, cost: {points: 150}, gives: {product: bread}, automatic: true}
  - {id: hello, cost: {points: 9999}, gives: {product: card}}
"""
MOVES = """
SELECT i.value, t.unit, t.debit, t.credit, t.amount, t.effective_at, t.cause, t.source, t.available_at, t.expires_at
FROM transfer t JOIN identity i ON i.member_id = t.member_id AND i.kind = 'external'
WHERE t.programme_id = %s ORDER BY i.value, t.member_seq, t.transfer_no
"""


def purchases() -> list[tuple[str, Purchase]]:
    """Ninety days of six people, alike in every run."""
    chance = Random(20261122)
    found = []
    for hour in sorted(chance.sample(range(90 * 24), 260)):
        lines = tuple(
            Line("a", chance.randrange(100, 4000), Decimal(1), category=chance.choice(["tea", "bread"]))
            for _ in range(chance.randint(1, 3))
        )
        found.append((f"member-{chance.randrange(6)}", Purchase(NOON + timedelta(hours=hour), Order("EUR", lines))))
    return found


def test_a_rehearsal_equals_the_live_run_transfer_for_transfer(shared_database: str) -> None:
    programme, faults = read_parts({"programme.yaml": (HEAD + DOCUMENT).encode()})
    assert programme is not None, faults
    moves: dict[str, list[tuple[object, ...]]] = {}

    def seen(member: str, decision: Decision) -> None:
        lots = {lot.no: lot for lot in decision.lots}
        for moved in decision.transfers:
            lot = lots[moved.lot_no] if moved.lot_no is not None else None
            life = (lot.available_at, lot.expires_at) if lot is not None else (None, None)
            what = (moved.unit, moved.debit.value, moved.credit.value, moved.amount, moved.effective_at)
            moves.setdefault(member, []).append((member, *what, moved.cause.value, moved.source, *life))

    rehearsal = Rehearsal(programme, NOON, seen)
    for member, purchase in purchases():
        rehearsal.take(member, purchase)
    rehearsal.settle_all(NOON + timedelta(days=200))

    async def live() -> list[tuple[object, ...]]:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            joined: set[str] = set()
            for number, (member, purchase) in enumerate(purchases()):
                if member not in joined:
                    joined.add(member)
                    await turn_clock(shop.desk, purchase.occurred_at, actor="test")
                    await shop.join(member, at=purchase.occurred_at)
                await shop.desk.run([fact(member, purchase, f"k{number}")], follow_clock=True)
            await turn_clock(shop.desk, NOON + timedelta(days=200), actor="test")
            assert await shop.verify() == []
            return await shop.rows(MOVES, shop.desk.programme_id)

    booked = asyncio.run(live())

    assert len(booked) > 500
    assert {"steady", "warned", "risen", "card", "bread", "gold"} <= {move[7] for move in booked}, (
        "each of them happens"
    )
    assert [move for member in sorted(moves) for move in moves[member]] == booked
