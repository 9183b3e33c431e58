"""Statements of any history: they add up, they follow on each other, and they end where the wallet is."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processing.shop import NOON, Shop, adjusting, days, new_key, opened, purchase, spending
from treue.domain.instants import zone
from treue.domain.statement import Figures, Statement
from treue.usecases.members.erase import erase
from treue.usecases.members.statement import MemberErased, NoSpan, make_statement

pytestmark = pytest.mark.postgres

DOCUMENT = """\
units: {points: {name: {en: [point, points]}, available: after 3 days, expires: after 1 months}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: more, event: purchase, give: {points: 2}}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""
BERLIN = zone("Europe/Berlin")
MOMENT = timedelta(microseconds=1)

steps = st.tuples(
    st.sampled_from(["buy", "buy", "owe", "take", "spend"]),
    st.integers(1, 30),
    # How many days the fact is late, then how many the clock is turned.
    st.sampled_from([0, 0, 1, 5, 25]),
    st.sampled_from([0, 0.3, 1, 3, 12]),
)


async def step(shop: Shop, number: int, what: str, amount: int, late: float) -> None:
    """One thing that happens to anna now."""
    key, now = f"{shop.desk.key} {number}", await shop.desk.now()
    match what:
        case "buy":
            await shop.run(purchase("anna", amount * 100, key, at=max(NOON, now - days(late))))
        case "owe":
            await shop.run(adjusting("anna", -2 * amount, key, allow_debt=True))
        case "take":
            await shop.run(adjusting("anna", -amount, key))
        case "spend":
            await shop.run(spending("anna", key))


async def turn(shop: Shop, instant: object) -> None:
    await shop.rows("UPDATE programme SET sandbox_clock = %s WHERE key = %s", instant, shop.desk.key)


async def told(shop: Shop, first: date | None = None, last: date | None = None) -> Statement:
    made = await make_statement(shop.desk, await shop.id_of("anna"), first=first, last=last)
    return made.statement


def figures(statement: Statement, *, opening: bool = False) -> Figures:
    """What the statement begins or ends with."""
    unit = statement.units.get("points")
    if unit is None:
        return Figures()
    return unit.opening if opening else unit.closing


def adds_up(statement: Statement) -> bool:
    return all(
        unit.opening.balance + sum(movement.change for movement in unit.movements) == unit.closing.balance
        and [balance for _, balance in unit.running()][-1:] in ([], [unit.closing.balance])
        for unit in statement.units.values()
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=15)
@given(history=st.lists(steps, min_size=1, max_size=20), cut=st.integers(0, 100))
def test_statements_add_up_and_follow_on_each_other(
    shared_database: str, history: list[tuple[str, int, int, float]], cut: int
) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            for number, (what, amount, late, waiting) in enumerate(history):
                await step(shop, number, what, amount, late)
                await turn(shop, await shop.desk.now() + days(waiting))

            whole = await told(shop, NOON.date())
            some_day = whole.span.first + timedelta(days=cut % ((whole.span.last - whole.span.first).days + 1))
            before = await told(shop, NOON.date(), some_day)
            after = await told(shop, some_day + timedelta(days=1)) if some_day < whole.span.last else None

            assert figures(whole, opening=True) == Figures()
            assert adds_up(whole)
            assert adds_up(before)
            closing = figures(whole)
            assert (closing.available, closing.pending, closing.owed) == await shop.figures("anna")
            if after is not None:
                assert adds_up(after)
                assert figures(after, opening=True) == figures(before)
                assert figures(after) == closing

    asyncio.run(story())


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=10)
@given(history=st.lists(st.lists(steps, max_size=3), min_size=1, max_size=12))
def test_a_past_day_is_told_as_it_was_seen_at_its_end(
    shared_database: str, history: list[list[tuple[str, int, int, float]]]
) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            seen: dict[date, tuple[int, int, int]] = {}
            number = 0
            for index, steps_of_day in enumerate(history):
                # Six days between the days on which something happens, so that time brings something too.
                day = NOON.astimezone(BERLIN).replace(hour=9) + timedelta(days=6 * index)
                await turn(shop, max(NOON, day))
                for what, amount, _, _ in steps_of_day:
                    number += 1
                    await step(shop, number, what, amount, late=0)
                await turn(shop, day.replace(hour=0) + timedelta(days=1) - MOMENT)
                seen[day.date()] = await shop.figures("anna")
            await turn(shop, await shop.desk.now() + days(100))

            for day_seen, holding in seen.items():
                closing = figures(await told(shop, NOON.date(), day_seen))
                assert (closing.available, closing.pending, closing.owed) == holding

    asyncio.run(story())


def test_a_late_purchase_stands_on_its_own_day_and_what_was_owed_is_set_off(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(adjusting("anna", -20, "too much", allow_debt=True))
            await turn(shop, NOON + days(10))
            await shop.run(purchase("anna", 2800, "late", at=NOON + days(1)))

            # 28 and 2 points of 2 June were there to use from 5 June, but were not known; 20 were owed since 1 June.
            then = await told(shop, last=date(2026, 6, 6))
            today = await told(shop)

            assert figures(then) == Figures(available=10)
            assert figures(today) == Figures(available=10)
            assert [
                (one.day.day, one.cause, one.change, one.owed_change) for one in today.units["points"].movements
            ] == [
                (1, "debt_made", -20, 20),
                (2, "earned", 28, 0),
                (2, "earned", 2, 0),
                (11, "debt_paid", 0, -20),
            ]
            assert [(one.day, one.amount) for one in today.units["points"].endings] == [(date(2026, 7, 2), 10)]
            assert [(one.day, one.amount) for one in then.units["points"].endings] == [(date(2026, 7, 2), 30)]

    asyncio.run(story())


def test_the_first_and_last_day_are_included_to_the_microsecond(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            midnight = NOON.astimezone(BERLIN).replace(hour=0) + timedelta(days=2)
            await turn(shop, midnight + days(1))
            await shop.run(
                purchase("anna", 100, "last moment of 2 June", at=midnight - MOMENT),
                purchase("anna", 200, "first moment of 3 June", at=midnight),
                purchase("anna", 400, "first moment of 4 June", at=midnight + days(1)),
            )

            third = await told(shop, date(2026, 6, 3), date(2026, 6, 3))

            assert figures(third, opening=True) == Figures(pending=3)
            assert [one.change for one in third.units["points"].movements] == [2, 2]
            assert figures(third) == Figures(pending=7)

    asyncio.run(story())


def test_the_books_of_who_was_erased_lead_to_no_statement(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")
            await shop.run(purchase("anna", 1000, "p"))
            anna = await shop.id_of("anna")
            assert await erase(shop.desk, anna, actor="test")

            with pytest.raises(MemberErased, match="was erased: the books are kept, but they lead to nobody"):
                await make_statement(shop.desk, anna)

    asyncio.run(story())


def test_days_without_a_day_are_refused(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, DOCUMENT, key=new_key()) as shop:
            await shop.join("anna")

            with pytest.raises(NoSpan, match="from 2026-06-02 to 2026-06-01 holds no day; begin it on 2026-06-01 or "):
                await told(shop, date(2026, 6, 2), date(2026, 12, 31))

    asyncio.run(story())
