"""`verify` names the row that was changed by hand: one kind of damage for each check, and each check catches some."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from tests.processing.shop import NOON, Shop, adjusting, days, new_key, opened, purchase, spending
from treue.processing.proof import CHECKS
from treue.usecases.programmes.turn_clock import turn_clock
from treue.usecases.stock.receive import receive

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, available: after 14 days, expires: after 12 months}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: opening, event: purchase, give: {points: 10}, budget: {points: 100}}
rewards:
  - {id: coffee, cost: {points: 10}, gives: {product: coffee}}
  - {id: mug, cost: {points: 10}, gives: {product: mug}, stock: limited}
"""


@dataclass(frozen=True, slots=True)
class Damage:
    """One row changed by hand, the checks that must say so, and what they must name. `{anna}` is her member id."""

    what: str
    statement: str
    checks: tuple[str, ...]
    place: str
    found: str = ""


DAMAGES = (
    Damage(
        "a balance",
        "UPDATE balance SET booked = booked + 1 WHERE member_id = {anna}",
        ("balances", "holdings"),
        "balance of member {anna} in points",
        "booked 31, debt 0",
    ),
    Damage(
        "a balance row that is gone",
        "DELETE FROM balance WHERE member_id = {anna}",
        ("balances",),
        "balance of member {anna} in points",
        "no row",
    ),
    Damage(
        "a debt",
        "UPDATE balance SET debt = debt - 1 WHERE debt > 0",
        ("balances",),
        "balance of member {berta} in points",
        "booked 15, debt 6",
    ),
    Damage(
        "the remainder of a lot",
        "UPDATE lot SET remaining = remaining - 1 WHERE member_id = {anna} AND lot_seq = 2",
        ("lots", "holdings"),
        "lot 0 of event 2 of member {anna}",
        "29 of 50 points left",
    ),
    Damage(
        "the end of a lot",
        "UPDATE lot SET expires_at = expires_at + interval '1 day' WHERE member_id = {anna}",
        ("lots", "dues"),
        "lot 0 of event 2 of member {anna}",
        "other instants",
    ),
    Damage("a lot that is gone", "DELETE FROM lot WHERE member_id = {anna}", ("lots", "holdings"), "lot 0", "no row"),
    Damage(
        "a lot use",
        "UPDATE lot_use SET amount = amount + 1 WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "lots"),
        "transfer 0 of event 3 of member {anna}",
        "11 taken from lots",
    ),
    Damage(
        "a lot use that is gone",
        "DELETE FROM lot_use WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "lots"),
        "transfer 0 of event 3 of member {anna}",
        "0 taken from lots",
    ),
    Damage(
        "the amount of a transfer",
        "UPDATE transfer SET amount = amount + 5 WHERE member_id = {anna} AND member_seq = 2 AND transfer_no = 0",
        ("balances", "lots", "figures"),
        "event 2 of member {anna} in points",
        "55 given, 0 taken",
    ),
    Damage(
        "the account of a transfer",
        "UPDATE transfer SET debit = 'issued' WHERE cause = 'debt_made'",
        ("balances",),
        "balance of member {berta} in points",
        "booked 15, debt 7",
    ),
    Damage(
        "a transfer that is gone",
        "DELETE FROM transfer WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "balances", "figures", "redemptions"),
        "event 3 of member {anna} in points",
        "0 given, 0 taken",
    ),
    Damage(
        "an event that is gone",
        "DELETE FROM event WHERE member_id = {anna} AND member_seq = 3",
        ("events", "stray_transfers", "keys_without_event", "audit"),
        "transfer 0 of event 3 of member {anna}",
        "no event",
    ),
    Damage(
        "the clock of an event",
        "UPDATE event SET decided_at = decided_at - interval '99 days' WHERE member_id = {anna} AND member_seq = 3",
        ("events",),
        "event 3 of member {anna}",
    ),
    Damage(
        "the answer of an event",
        """UPDATE event SET result = '{{"given":{{"points":49}}}}' WHERE member_id = {anna} AND member_seq = 2""",
        ("figures",),
        "event 2 of member {anna} in points",
        "50 given, 0 taken",
    ),
    Damage(
        "the number of a member's last event",
        "UPDATE member SET last_seq = 9 WHERE member_id = {anna}",
        ("members",),
        "member {anna}",
        "last event 9",
    ),
    Damage(
        "an entry of the due list",
        "UPDATE due SET due_at = due_at + interval '1 hour' WHERE member_id = {anna}",
        ("dues",),
        "expiry of points due for member {anna}",
    ),
    Damage(
        "an entry of the due list that is gone",
        "DELETE FROM due WHERE kind = 'availability'",
        ("dues",),
        "availability of points due for member {berta}",
        "no row",
    ),
    Damage(
        "a budget", "UPDATE budget SET used = used - 1", ("budgets",), "budget of rule opening in points", "19 used"
    ),
    Damage(
        "a budget that is overdrawn",
        "UPDATE budget SET used = 101",
        ("budgets", "overdrawn_budgets"),
        "budget of rule opening in points",
        "101 used",
    ),
    Damage(
        "stock that was taken",
        "UPDATE stock SET taken = taken + 1",
        ("stock",),
        "stock of reward mug",
        "3 received, 2 taken",
    ),
    Damage(
        "stock that was received",
        "DELETE FROM stock_movement",
        ("stock",),
        "stock of reward mug",
        "3 received, 1 taken",
    ),
    Damage(
        "a redemption of another reward",
        "UPDATE redemption SET reward = 'tea' WHERE reward = 'coffee'",
        ("redemptions",),
        "redemption of tea, event 3 of member {anna}",
        "no payment",
    ),
    Damage(
        "a redemption that is gone",
        "DELETE FROM redemption WHERE reward = 'coffee'",
        ("redemptions",),
        "redemption of coffee, event 3 of member {anna}",
        "no redemption",
    ),
    Damage(
        "a key that leads nowhere",
        "UPDATE claim SET member_seq = 77 WHERE kind = 'fact' AND member_id = {anna}",
        ("keys_without_event", "events_without_key"),
        "fact key",
        "no such event",
    ),
    Damage(
        "a key that is gone",
        "DELETE FROM claim WHERE kind = 'fact' AND member_id = {anna}",
        ("events_without_key",),
        "event 2 of member {anna}",
        "no key",
    ),
    Damage(
        "a return of what was no purchase",
        "UPDATE event SET kind = 'return', result = '{{\"order\": 1, \"money\": 0}}' "
        "WHERE member_id = {anna} AND kind = 'purchase'",
        ("returns", "members", "figures"),
        "return 2 of member {anna}",
        "joined",
    ),
    Damage("an audit row that is gone", "DELETE FROM audit WHERE action = 'spend'", ("audit",), "audit row", "no row"),
    Damage(
        "the count of an audit row",
        "UPDATE audit SET writes = 9 WHERE action = 'purchase'",
        ("audit",),
        "audit row",
        "9 writes",
    ),
)


async def trade(shop: Shop) -> dict[str, str]:
    """A history with something in every table; the members' ids by name."""
    await shop.join("anna", "berta")
    await receive(shop.desk, "mug", 3, actor="test")
    await shop.run(purchase("anna", 4000, "p1"))
    await turn_clock(shop.desk, NOON + days(14), actor="test")
    await shop.run(spending("anna", "w1"), spending("anna", "w2", "mug"))
    await shop.run(adjusting("berta", -7, "a1", allow_debt=True), purchase("berta", 500, "p2", at=NOON + days(14)))
    assert await shop.figures("anna") == (30, 0, 0)
    assert await shop.figures("berta") == (0, 15, 7)
    return {name: str(await shop.id_of(name)) for name in ("anna", "berta")}


def test_nothing_is_broken_where_nobody_changed_anything(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            assert await shop.verify() == []

    asyncio.run(story())


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_what_was_changed_by_hand_is_named(damage: Damage, shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            ids = await trade(shop)
            await shop.rows(damage.statement.format(**ids))

            broken = await shop.verify()

            assert set(damage.checks) <= {each.check for each in broken}
            named = [each for each in broken if damage.place.format(**ids) in each.place and damage.found in each.found]
            assert {each.check for each in named} & set(damage.checks), [str(each) for each in broken]

    asyncio.run(story())


def test_every_check_catches_something() -> None:
    assert {check for damage in DAMAGES for check in damage.checks} == set(CHECKS)


def test_rebuilding_repairs_what_is_derived_and_nothing_else(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT) as shop:
            await trade(shop)
            tables = ("member", "balance", "lot", "due", "budget", "stock")
            before = [await shop.table(table) for table in tables]
            for statement in (
                "UPDATE balance SET booked = booked + 1",
                "DELETE FROM lot",
                "DELETE FROM due",
                "UPDATE budget SET used = 0",
                "UPDATE stock SET taken = 0",
                "UPDATE member SET last_seq = 99",
            ):
                await shop.rows(statement)
            assert await shop.verify() != []

            await shop.rebuild()

            assert await shop.verify() == []
            assert [await shop.table(table) for table in tables] == before

    asyncio.run(story())
