"""Units that age by events and by the calendar, on PostgreSQL: proven, rebuilt, decided again, and seen in time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processing.replayed import differences
from tests.processing.shop import Shop, days, happening, new_key, opened, publish_text, purchase, spending
from tests.processing.test_time import books
from treue.domain.books import Cause
from treue.domain.events import Joined
from treue.processing.commands import Command, MemberReference, Person
from treue.usecases.members.erase import erase
from treue.usecases.members.show import show
from treue.usecases.programmes.settle_due import settle_due
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

START = datetime(2026, 1, 31, 9, tzinfo=UTC)
AGEING = """\
units:
  points:
    name: {en: [point, points]}
    available: after 2 days
    expires: after 12 months
    inactivity: {after: 3 months, reset_by: [purchase, redeemed]}
    shown_ahead: 4 months
  stars:
    name: {en: [star, stars]}
    expires: after 2 months
    extend: [{event: purchase, by: 1 month, once_per: month, skips: month}]
    forfeit: [{event: fraud}, {event: ended, after: 10 days}]
  counter: {name: {en: [count, counts]}, spendable: false, starts_again: 1 April}
events: {visit: {}, fraud: {}, ended: {}}
metrics: {bought: {name: Bought, count: purchase, over: calendar month}}
earn:
  - {id: base, event: purchase, give: {points: 1, stars: 1, counter: 1}, per: 1.00 EUR}
  - {id: visit, event: visit, give: {points: 7}}
  - {id: cake, event: birthday, give: {points: 50}, budget: {points: 80 per month}}
  - {id: month, event: period_end, every: calendar month, when: metric.bought >= 1, give: {stars: 3}}
  - {id: loyal, event: anniversary, give: {points: 10 * event.years}, limit: 1 per calendar year}
rewards: [{id: coffee, cost: {points: 10}, gives: {product: coffee}}]
"""


def joining(name: str, birthday: tuple[int, int] | None, at: datetime | None = None) -> Command:
    person = None if birthday is None else Person(birth_month=birthday[0], birth_day=birthday[1])
    return Command(MemberReference("external", name), Joined(at), "test", f"join-{name}", person=person)


async def turn(shop: Shop, to: datetime) -> None:
    await turn_clock(shop.desk, to, actor="test")


async def proven(shop: Shop) -> None:
    """The books are proven, can be rebuilt to what they are, and are decided alike again."""
    assert await shop.verify() == []
    derived = {name: await shop.table(name) for name in ("lot", "due", "balance", "tally")}
    await shop.rebuild()
    assert {name: await shop.table(name) for name in derived} == derived
    assert await differences(shop) == []


def test_a_year_of_ageing_is_proven_rebuilt_and_decided_again(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, AGEING, starts_at=START, key=new_key()) as shop:
            await shop.run(joining("anna", (5, 20)), joining("berta", None), joining("cleo", (2, 29)))
            await shop.run(*(purchase(name, 10_000, f"1{name}", at=START) for name in ("anna", "berta", "cleo")))
            await turn(shop, START + days(20))
            await shop.run(purchase("anna", 2_000, "2", at=START + days(20)), spending("anna", "s1"))
            await shop.run(happening("berta", "fraud", "3", at=START + days(20)))
            await shop.run(happening("cleo", "ended", "4", at=START + days(20)))
            await proven(shop)
            # Berta and Cleo fell silent on 30 April; Berta's purchase of 25 April becomes known on 5 May.
            await turn(shop, datetime(2026, 5, 5, 10, tzinfo=UTC))
            await shop.run(purchase("berta", 1_000, "5", at=datetime(2026, 4, 25, 10, tzinfo=UTC)))
            assert (await shop.figures("berta"), await shop.figures("cleo")) == ((110, 0, 0), (0, 0, 0))
            await proven(shop)
            await turn(shop, datetime(2027, 3, 2, 10, tzinfo=UTC))
            await proven(shop)

            kinds = await shop.rows(
                "SELECT kind, count(*) FROM event WHERE programme_id = %s GROUP BY 1 ORDER BY 1", shop.desk.programme_id
            )
            assert dict(kinds)["birthday"] == 3
            assert dict(kinds)["anniversary"] == 3
            assert dict(kinds)["period_end"] == 3 * 14
            assert await shop.rows(
                "SELECT cause, amount, effective_at FROM transfer WHERE programme_id = %s AND cause = ANY(%s)",
                shop.desk.programme_id,
                [Cause.REINSTATED.value],
            ) == [("reinstated", 100, datetime(2026, 4, 30, 8, tzinfo=UTC))]

    asyncio.run(story())


steps = st.tuples(
    st.sampled_from(["buy", "buy late", "visit", "spend", "fraud", "ended"]),
    st.sampled_from(["anna", "berta"]),
    st.integers(1, 29),
    st.integers(0, 45 * 24 * 60),
)


async def live(shop: Shop, history: list[tuple[str, str, int, int]], *, swept: bool) -> None:
    now = START
    await shop.run(joining("anna", (3, 31)), joining("berta", (12, 31)))
    for number, (what, name, amount, minutes) in enumerate(history):
        now += timedelta(minutes=minutes)
        if swept:
            await turn(shop, now)
        else:
            await shop.rows("UPDATE programme SET sandbox_clock = %s WHERE key = %s", now, shop.desk.key)
        key = f"{shop.desk.key} {number}"
        match what:
            case "buy":
                await shop.run(purchase(name, amount * 100, key, at=now))
            case "buy late":
                await shop.run(purchase(name, amount * 100, key, at=max(START, now - days(amount))))
            case "spend":
                await shop.run(spending(name, key))
            case _:
                await shop.run(happening(name, what, key, at=now))
    await turn(shop, now + days(200))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_job_changes_nothing_but_when_it_is_seen(shared_database: str) -> None:
    # A budget of all is taken in processing order (R1.4), so it may differ; everything else may not.
    document = AGEING.replace(", budget: {points: 80 per month}", "")

    @settings(max_examples=max(4, settings().max_examples // 20))
    @given(st.lists(steps, min_size=1, max_size=10))
    def twins(history: list[tuple[str, str, int, int]]) -> None:
        async def story() -> None:
            told = []
            for swept in (True, False):
                async with opened(shared_database, document, starts_at=START, key=new_key()) as shop:
                    await live(shop, history, swept=swept)
                    assert await shop.verify() == []
                    assert await differences(shop) == []
                    told.append([await books(shop, name) for name in ("anna", "berta")])
            assert told[0] == told[1]

        asyncio.run(story())

    twins()


def test_a_version_with_birthdays_finds_members_who_joined_long_before_and_do_nothing(shared_database: str) -> None:
    points = "units: {points: {name: {en: [point, points]}}}\n"
    cake = points + "earn: [{id: cake, event: birthday, give: {points: 50}}]\n"

    async def story() -> None:
        key = new_key()
        async with opened(shared_database, points, starts_at=START, key=key) as shop:
            await shop.run(joining("anna", (2, 10)), joining("berta", (6, 1)), joining("cleo", None))
            await publish_text(shop.desk.pool, cake, START + days(90), key)
            assert await shop.verify() == []
            # Anna's birthday of this year is before the version starts; nobody else touches them.
            await turn(shop, START + days(200))
            assert await settle_due(shop.desk) == 0
            assert (await shop.figures("anna"), await shop.figures("berta")) == ((0, 0, 0), (50, 0, 0))
            await publish_text(shop.desk.pool, points, START + days(300), key)
            await turn(shop, START + days(800))
            assert [await shop.figures(name) for name in ("anna", "berta", "cleo")] == [
                (0, 0, 0),
                (50, 0, 0),
                (0, 0, 0),
            ]
            await proven(shop)

    asyncio.run(story())


def test_a_budget_of_birthdays_is_taken_from_the_window_of_the_birthday(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, AGEING, starts_at=START, key=new_key()) as shop:
            await shop.run(joining("anna", (2, 20)), joining("berta", (2, 25)), joining("cleo", (3, 3)))
            await turn(shop, START + days(40))

            used = await shop.rows(
                "SELECT window_label, used FROM budget WHERE programme_id = %s ORDER BY 1", shop.desk.programme_id
            )
            assert used == [("2026-02", 80), ("2026-03", 50)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_erasing_forgets_the_day_of_birth_in_the_due_list(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, AGEING, starts_at=START, key=new_key()) as shop:
            await shop.run(joining("anna", (5, 20)))
            assert await erase(shop.desk, await shop.id_of("anna"), actor="test")

            assert await shop.rows("SELECT kind FROM due WHERE programme_id = %s", shop.desk.programme_id) == []
            assert await shop.verify() == []

    asyncio.run(story())


def test_a_wallet_shows_what_expires_when_inactivity_included(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, AGEING, starts_at=START, key=new_key()) as shop:
            await shop.run(joining("anna", None), purchase("anna", 1_000, "1", at=START))

            wallet = await show(shop.desk, await shop.id_of("anna"))

            assert [(each.at, each.unit, each.amount) for each in wallet.coming] == [
                (datetime(2026, 3, 31, 8, tzinfo=UTC), "stars", 10),
                (datetime(2026, 3, 31, 22, tzinfo=UTC), "counter", 10),
                (datetime(2026, 4, 30, 8, tzinfo=UTC), "points", 10),
            ]

    asyncio.run(story())


def test_what_was_said_and_is_not_in_the_list_is_found_by_verify(shared_database: str) -> None:
    async def story() -> None:
        async with opened(shared_database, AGEING, starts_at=START, key=new_key()) as shop:
            await shop.run(joining("anna", (5, 20)), purchase("anna", 1_000, "1", at=START))
            await shop.rows(
                "UPDATE due SET due_at = due_at + interval '1 day' WHERE programme_id = %s AND kind = ANY(%s)",
                shop.desk.programme_id,
                ["inactivity", "birthday"],
            )

            broken = await shop.verify()

            assert [(each.check, each.place.split(" for")[0]) for each in broken] == [
                ("dues", "inactivity of points due"),
                ("calendar", "birthday due"),
            ]
            await shop.rebuild()
            assert await shop.verify() == []

    asyncio.run(story())
