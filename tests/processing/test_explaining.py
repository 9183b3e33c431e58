"""Stored events, explained and traced from what the database keeps of them."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.connect.files import fingerprint, write_csv
from tests.connect.files import opened as opened_files
from tests.processing.shop import NOON, Shop, adjusting, new_key, opened, purchase, spending
from treue.domain.events import HouseholdEntered, HouseholdFounded, Return
from treue.domain.orders import OrderReference
from treue.processing.commands import Command, MemberReference
from treue.processing.retracing import trace_all
from treue.usecases.members.erase import erase
from treue.usecases.members.explain import explain
from treue.usecases.members.find_event import UnknownEvent
from treue.usecases.members.show import show
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.purchases.import_purchases import import_purchases
from treue.words.languages import language

pytestmark = pytest.mark.postgres

DOCUMENT = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [de, en], law: none}
units:
  points: {name: {de: [Punkt, Punkte], en: [point, points]}, expires: after 12 months}
earn:
  - {id: base, name: {de: Grundregel, en: Base}, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: tea, event: purchase, each: line, when: line.sku == 'tea', multiply: {points: 1.5}, group: drinks, pick: best}
  - {id: mate, event: purchase, each: line, when: line.sku != 'milk', multiply: {points: 2}, group: drinks, pick: best}
  - {id: big, event: purchase, when: order.paid >= 30.00 EUR, give: {points: 7}, caps: {member: {points: 20 per month}}}
  - {id: third, event: purchase, give: {points: 3}, limit: 3 per membership month, budget: {points: 900}}
rewards: [{id: mug, name: {de: Becher, en: Mug}, cost: {points: 10}, gives: {product: mug}}]
"""


async def text_of(shop: Shop, name: str, seq: int | None, code: str = "en") -> str:
    _, explanation = await explain(shop.desk, await shop.id_of(name), seq, language(code))
    return explanation.text


def test_a_stored_purchase_is_explained_and_so_is_what_it_paid_for(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 2150, "first"))
            await shop.run(spending("anna", "mug", "mug"))

            bought, spent = await text_of(shop, "anna", 2), await text_of(shop, "anna", None, "de")

            assert "- Base: €21.50 × 1 point per €1.00 = 21.5, rounded down to 21 points." in bought
            assert "- €8.50 more, and Rule 4 would have given up to 7 points." in bought
            assert spent.startswith("Ereignis 3: Prämie gekauft")
            assert "- Becher für 10 Punkte." in spent
            assert "davon übrig: 36 Punkte." in spent

    asyncio.run(story())


def test_a_stored_return_tells_what_it_took_from_where(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 2150, "first"), spending("anna", "mug", "mug"))
            back = Return(NOON, OrderReference("tills", "first"), (), 1000)
            await shop.run(Command(MemberReference("order", ""), back, "test", source="tills", external_id="back"))

            text = await text_of(shop, "anna", None)

            assert "- It is about the order of event 2.\n- Refunded for the order as a whole by now: €10.00." in text
            assert "- The order was decided again with what is kept of it, by the rules of its own day.\n" in text
            assert "- Base: 11 points instead of 21 points; that is 10 points less.\n" in text
            assert "- Base: taken from what the order itself had given: 10 points.\n" in text

    asyncio.run(story())


def test_an_event_that_is_not_there_is_told_with_those_that_are(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", 5, "gift"))
            with pytest.raises(UnknownEvent, match="no event 9; his events have the numbers 1 to 2"):
                await text_of(shop, "anna", 9)

    asyncio.run(story())


def test_what_is_no_longer_kept_is_said_and_what_was_booked_is_told(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 2150, "first"))
            for table in ("event_payload", "event_readset"):
                await shop.rows(f"DELETE FROM {table} WHERE programme_id = %s", shop.desk.programme_id)

            text = await text_of(shop, "anna", 2)

            assert "- Base: 21 points." in text
            assert "- What the rules looked at is no longer kept. What they gave stays as it was booked." in text
            traced = await trace_all(shop.desk)
            assert (traced.events, traced.not_kept, traced.differences) == (0, 1, ())

    asyncio.run(story())


def test_a_decision_that_was_changed_afterwards_is_found(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 2150, "first"))
            await shop.rows(
                "UPDATE event SET result = replace(result::text, '21', '22')::json WHERE programme_id = %s",
                shop.desk.programme_id,
            )

            (difference,) = (await trace_all(shop.desk)).differences

            assert difference.expected == "[['base', 'points', 22], ['mate', 'points', 22], ['third', 'points', 3]]"
            assert difference.found == "[['base', 'points', 21], ['mate', 'points', 22], ['third', 'points', 3]]"

    asyncio.run(story())


POOLED = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
units: {points: {name: {en: [point, points]}}}
metrics: {orders: {count: purchase, over: calendar month}}
ladders:
  pace:
    name: Pace
    participation:
      counts: calendar month
      advance: metric.orders >= 1
      otherwise: reset
      rates: [{from: 1, rate: 1}, {from: 2, rate: 2}]
households: {pool: [points]}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
rewards: [{id: mug, cost: {points: 10}, gives: {product: mug}, cancel: 14 days, when: metric.orders >= 1}]
"""


def test_units_of_a_household_are_told_with_whose_they_were(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, POOLED, key=new_key()) as shop:
            await shop.join("anna", "bert")
            found, enter = (
                Command(MemberReference("external", name), event, "test", f"in {name}", other=host)
                for name, event, host in (
                    ("anna", HouseholdFounded(), None),
                    ("bert", HouseholdEntered(), MemberReference("external", "anna")),
                )
            )
            await shop.run(found, enter, purchase("anna", 600, "a"), purchase("bert", 700, "b"))
            await shop.run(spending("anna", "mug", "mug"))
            bert = dict((await show(shop.desk, await shop.id_of("bert"))).identities)["public"]

            handed, spent = await text_of(shop, "anna", 4), await text_of(shop, "anna", 5)

            assert f"- On the other side it is event 4: member {bert}.\n" in handed
            assert f"- Of it, 4 points came from the household: member {bert}." in spent
            await erase(shop.desk, await shop.id_of("bert"), actor="test")
            assert "- Of it, 4 points came from the household: a member who is not known any more." in await text_of(
                shop, "anna", 5
            )

    asyncio.run(story())


def test_a_step_that_was_changed_afterwards_is_found_and_conditions_of_rewards_are_traced(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, POOLED, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "first"), spending("anna", "mug", "mug"))
            await turn_clock(shop.desk, NOON + timedelta(days=70), actor="test")

            traced = await trace_all(shop.desk)
            # Joining, the order, the reward, and the ends of two months.
            assert (traced.events, traced.not_kept, traced.differences) == (5, 0, ())

            await shop.rows(
                "UPDATE event SET result = jsonb_set(result::jsonb, '{climbs}', "
                '\'[["pace", "2", "2026-07-01T00:00:00+00:00", null, "kept"]]\')::json '
                "WHERE programme_id = %s AND kind = 'participation'",
                shop.desk.programme_id,
            )
            (difference,) = (await trace_all(shop.desk)).differences
            # In the first month there was an order; in the second there was none.
            assert (difference.expected, difference.found) == ("[['pace', '2']]", "[['pace', '1']]")
            assert difference.place == f"event 5 of member {await shop.id_of('anna')}"

    asyncio.run(story())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_thousands_of_imported_purchases_are_traced_to_what_was_booked(database: str, tmp_path: Path) -> None:
    chance = random.Random(1)
    rows: list[tuple[int, str, datetime, str, int, int]] = []
    for number in range(4000):
        sold = NOON + timedelta(days=1, minutes=20 * number)
        for _ in range(chance.randint(1, 3)):
            sku, value = chance.choice(["tea", "mate", "milk"]), chance.randint(1, 2500)
            card, off = f"member-{chance.randint(1, 60)}", chance.choice([0, 0, 5])
            rows.append((number, card if not rows or rows[-1][0] != number else rows[-1][1], sold, sku, value, off))
    write_csv(
        tmp_path,
        *(
            f"r{number};{card};{sold:%Y-%m-%d %H:%M};7;{sku};1;{value / 100:.2f};{min(off, value) / 100:.2f}"
            for number, card, sold, sku, value, off in rows
        ),
    )

    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            run = await import_purchases(
                shop.desk,
                fingerprint(tmp_path),
                lambda: opened_files(tmp_path),
                actor="test",
                rejects_path=tmp_path / "rejects.csv",
                join_unknown=True,
            )
            assert run.decided == 4000

            traced = await trace_all(shop.desk)

            # Everybody's joining is traced too.
            assert (traced.events, traced.not_kept, traced.differences) == (4060, 0, ())

    asyncio.run(story())
