"""Every decision is made again and compared by the rows it books; a change in any of them is named (R5.1, R5.2)."""

from __future__ import annotations

import asyncio

import pytest

from tests.processing.shop import NOON, Shop, adjusting, days, new_key, opened, purchase, receipt, spending
from treue import __version__
from treue.processing.redeciding import DECISIONS_PER_STEP, redecide_all
from treue.usecases.members.erase import erase
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.stock.receive import receive

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, expires: after 1 months}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 25}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 25}, gives: {product: mug}, stock: limited}
"""


async def trade(shop: Shop) -> None:
    """Eight decisions that rules made, one that was refused before they were asked, and an expiry each."""
    await shop.join("anna", "berta")
    await receive(shop.desk, "mug", 1, actor="test")
    key = shop.desk.key
    await shop.run(
        purchase("anna", 2000, f"{key} 1", receipt=receipt(key)),
        purchase("berta", 2000, f"{key} 2", receipt=receipt(key)),
        purchase("anna", 500, f"{key} 3", currency="USD"),
        spending("anna", f"{key} 4", "mug"),
        adjusting("berta", -7, f"{key} 5", allow_debt=True),
        purchase("berta", 1000, f"{key} 6"),
    )
    await turn_clock(shop.desk, NOON + days(40), actor="test")


def test_every_decision_is_made_again_as_it_was(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)

            heard: list[tuple[int, int]] = []
            answer = await redecide_all(shop.desk, progress=lambda done, of: heard.append((done, of)))

            assert (answer.decisions, answer.not_replayable, answer.differences) == (9, {"not_by_rules": 1}, [])
            assert heard == [(10, 10)]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("tampering", "event", "made", "kept"),
    [
        ("UPDATE transfer SET amount = 21 WHERE source = 'base' AND amount = 20", 2, '"amount": 20', '"amount": 21'),
        ("DELETE FROM redemption", 4, '"reward": "mug"', "nothing"),
        ("DELETE FROM lot_use WHERE member_seq = 4", 4, '"lot_seq": 2', "nothing"),
        ("UPDATE event SET result = '{}' WHERE member_seq = 2", 2, '"shares"', '"result": {}'),
        ("UPDATE event SET refused = NULL WHERE refused = 'currency_mismatch'", 3, "currency_mismatch", "null"),
        ("DELETE FROM event_readset WHERE member_seq = 2", 2, "nothing (its read-set is gone", "a decision"),
    ],
)
def test_what_was_changed_by_hand_is_named(
    shared_database: str, tampering: str, event: int, made: str, kept: str
) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await trade(shop)
            where = "AND" if "WHERE" in tampering else "WHERE"
            await shop.rows(f"{tampering} {where} programme_id = {shop.desk.programme_id}")

            answer = await redecide_all(shop.desk)

            named = [one for one in answer.differences if one.member_seq == event and made in one.made]
            assert named, answer.differences
            assert kept in named[0].kept
            assert named[0].release == __version__

    asyncio.run(story())


def test_a_budget_that_was_changed_in_the_read_set_alone_changes_what_is_made(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            # As it was read: 20 of 25 points given. As if nothing had been: ten more points.
            await shop.rows(
                """UPDATE event_readset SET body = replace(convert_from(body, 'UTF8'), '"opening","points","",10', """
                """'"opening","points","",20')::bytea"""
            )

            (difference,) = (await redecide_all(shop.desk)).differences

            assert '"given": {"points": 15}' in difference.made
            assert '"given": {"points": 20}' in difference.kept

    asyncio.run(story())


def test_what_an_erasure_took_is_no_fault(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            member_id = await shop.id_of("anna")
            (before,) = await shop.rows("SELECT count(*) FROM event WHERE member_id = %s", member_id)
            assert await erase(shop.desk, member_id, actor="dpo")

            answer = await redecide_all(shop.desk)

            assert answer.not_replayable == {"erased": before[0], "not_by_rules": 1}
            assert answer.differences == []
            assert await shop.verify() == []

    asyncio.run(story())


def test_semantics_that_no_longer_run_are_said_and_are_no_fault(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            await shop.rows("UPDATE programme_version SET semantics = 0")

            answer = await redecide_all(shop.desk)

            assert (answer.decisions, answer.not_replayable) == (0, {"semantics": 9, "not_by_rules": 1})

    asyncio.run(story())


@pytest.mark.slow
def test_more_decisions_than_one_step_holds_are_all_made_again(database: str) -> None:
    async def story() -> None:
        async with opened(database) as shop:
            await shop.join("anna")
            await shop.run(*(purchase("anna", 100, str(number)) for number in range(DECISIONS_PER_STEP + 5)))
            await shop.rows("UPDATE transfer SET amount = 2 WHERE member_seq = %s", DECISIONS_PER_STEP + 3)

            answer = await redecide_all(shop.desk)

            assert (answer.decisions, answer.different) == (DECISIONS_PER_STEP + 6, 1)
            assert [one.member_seq for one in answer.differences] == [DECISIONS_PER_STEP + 3]

    asyncio.run(story())
