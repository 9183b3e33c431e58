"""What need not be kept is deleted by local day and month; decisions, books and keys stay (docs/rules.md R4.9)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime

import psycopg
import pytest
from psycopg import AsyncConnection

from tests.processing.shop import HEAD, Shop, happening, joined_by, opened, purchase
from treue.processing.proof import not_replayable
from treue.processing.redeciding import redecide_all
from treue.programme import read_parts
from treue.store import partitions
from treue.store.retiring import Boundaries, drop_month
from treue.usecases.books.retire import boundaries_at, retire
from treue.usecases.programmes.turn_clock import turn_clock

pytestmark = pytest.mark.postgres

START = datetime(2024, 1, 10, 12, tzinfo=UTC)
DOCUMENT = (
    HEAD.replace("languages: [en]", "languages: [en], retention: {lines: 6 months, payloads: 3 months}")
    + """\
units: {points: {name: {en: [point, points]}}}
events: {visit: {}}
earn:
  - {id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}
  - {id: visit, event: visit, give: {points: 1}}

"""
)
PARTS = "SELECT relname FROM pg_class WHERE relname ~ '^event_(payload|readset)_[0-9]+$' ORDER BY 1"


async def trade(shop: Shop, months: Sequence[int]) -> None:
    """A purchase and a visit on the tenth of each month of 2024."""
    await shop.join("anna")
    for month in months:
        at = datetime(2024, month, 10, 12, tzinfo=UTC)
        await turn_clock(shop.desk, at, actor="test")
        key = f"{shop.desk.key} {month}"
        await shop.run(purchase("anna", 1000, f"p {key}", at=at), happening("anna", "visit", f"v {key}", at=at))


async def kept(shop: Shop) -> list[tuple[str, date]]:
    """Kind and day of every event that has its body and its read-set."""
    return await shop.rows(
        "SELECT kind, local_day FROM event JOIN event_payload USING (programme_id, member_id, member_seq, local_day) "
        "JOIN event_readset USING (programme_id, member_id, member_seq, local_day) "
        "WHERE programme_id = %s ORDER BY local_day, kind",
        shop.desk.programme_id,
    )


def test_old_lines_and_facts_go_and_everything_else_stays(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await trade(shop, range(1, 10))
            await turn_clock(shop.desk, datetime(2024, 9, 15, 12, tzinfo=UTC), actor="test")
            before = {table: await shop.table(table) for table in ("event", "transfer", "lot", "balance", "claim")}

            retired = await retire(shop.desk, actor="dpo")

            # Purchases from 15 March on, other facts from 15 June on.
            assert retired.boundaries == Boundaries(date(2024, 3, 15), date(2024, 6, 15))
            assert [(kind, day.month) for kind, day in await kept(shop)] == [
                *(("purchase", month) for month in (4, 5, 6)),
                *((kind, month) for month in (7, 8, 9) for kind in ("purchase", "visit")),
            ]
            # January and February were dropped as a whole; what is left of March to June is deleted row by row.
            assert retired.months == 2
            assert retired.rows == 2 * (5 + 2 + 3)
            assert [name for (name,) in await shop.rows(PARTS)] == [
                f"event_{table}_2024{month:02}" for table in ("payload", "readset") for month in range(3, 10)
            ]
            assert {table: await shop.table(table) for table in before} == before
            assert await shop.verify() == []
            assert await not_replayable(shop.desk) == {"retired": 10}
            answer = await redecide_all(shop.desk)
            assert (answer.decisions, answer.not_replayable, answer.different) == (9, {"retired": 10}, 0)

            # Again is nothing more, and an old request still gets its answer.
            again = await retire(shop.desk, actor="dpo")
            assert (again.rows, again.months) == (0, 0)
            (outcome,) = await shop.run(
                purchase("anna", 1000, f"p {shop.desk.key} 2", at=datetime(2024, 2, 10, 12, tzinfo=UTC))
            )
            assert (outcome.status, outcome.figures["given"]) == ("repeated", {"points": 10})
            audits = await shop.rows("SELECT actor, detail ->> 'lines_before' FROM audit WHERE action = 'retire'")
            assert audits == [("dpo", "2024-03-15")]

    asyncio.run(story())


def test_months_of_another_programme_stay(database: str) -> None:
    async def story() -> None:
        longer = DOCUMENT.replace("6 months", "60 months").replace("3 months", "60 months")
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await trade(shop, [1, 9])
            async with opened(database, longer, starts_at=START, key="other") as other:
                await trade(other, [1, 9])

                retired = await retire(shop.desk, actor="dpo")

                assert (retired.months, retired.rows) == (0, 6)
                assert len(await kept(other)) == 5
                assert (await retire(other.desk, actor="dpo")).rows == 0
                assert await other.verify() == await shop.verify() == []

    asyncio.run(story())


def test_a_run_that_was_killed_is_gone_on_with(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop:
            await trade(shop, [1, 2, 9])

            async def dies_in_february(
                connection: AsyncConnection[object], programme_id: int, month: date
            ) -> int | None:
                if month.month == 2:
                    raise psycopg.OperationalError("the connection was cut")
                return await drop_month(connection, programme_id, month)

            monkeypatch.setattr("treue.usecases.books.retire.drop_month", dies_in_february)
            with pytest.raises(psycopg.OperationalError):
                await retire(shop.desk, actor="dpo")
            # What is gone is explained at every moment.
            assert await shop.verify() == []
            monkeypatch.undo()

            assert (await retire(shop.desk, actor="dpo")).months == 1
            assert [day.month for _, day in await kept(shop)] == [9, 9]
            assert await shop.rows("SELECT count(*) FROM retirement") == [(1,)]

    asyncio.run(story())


def test_a_fact_of_a_month_that_is_gone_is_still_answered(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop, joined_by(database) as other:
            await trade(shop, [1, 9])
            january = datetime(2024, 1, 12, 12, tzinfo=UTC)
            # The other process knows January's partition, and does not see that it is dropped.
            await other.run(purchase("anna", 100, "much too late", at=january))
            await retire(shop.desk, actor="dpo")
            assert date(2024, 1, 1) not in {
                date(int(name[-6:-2]), int(name[-2:]), 1) for (name,) in await shop.rows(PARTS)
            }

            (outcome,) = await other.run(purchase("anna", 200, "much too late again", at=january))

            assert (outcome.status, outcome.reason) == ("refused", "too_late")
            assert await shop.rows("SELECT count(*) FROM parked") == [(0,)]
            assert await shop.verify() == []

    asyncio.run(story())


def test_where_somebody_reads_for_long_rows_are_deleted_and_the_month_is_dropped_later(database: str) -> None:
    async def story() -> None:
        async with opened(database, DOCUMENT, starts_at=START) as shop, shop.desk.pool.connection() as reader:
            await trade(shop, [1, 9])
            await reader.execute("SELECT count(*) FROM event_payload")

            busy = await retire(shop.desk, actor="dpo")
            await reader.commit()
            later = await retire(shop.desk, actor="dpo")

            assert (busy.months, busy.rows) == (0, 6)
            assert (later.months, later.rows) == (1, 0)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("keys", "lines", "payloads"),
    [
        ("", "2023-06-15", "2023-06-15"),
        ("retention: {lines: 12 months}", "2025-06-15", "2025-06-15"),
        ("retention: {lines: 12 months, payloads: 24 months}", "2025-06-15", "2024-06-15"),
        # Never what can still be returned, nor a day about which facts can still come.
        ("retention: {lines: 1 days}", "2026-04-16", "2026-05-16"),
        ("retention: {lines: 1 days}, accepts: {late: 100 days}", "2026-03-07", "2026-03-07"),
    ],
)
def test_what_may_be_retired(keys: str, lines: str, payloads: str) -> None:
    head = f"treue: 1\nprogramme: {{id: shop, name: Shop, currency: EUR, time_zone: UTC, languages: [en], {keys}}}\n"
    programme, faults = read_parts({"programme.yaml": (head + "units: {p: {name: {en: [p, p]}}}\n").encode()})
    assert programme is not None, [str(fault) for fault in faults]

    boundaries = boundaries_at(datetime(2026, 6, 15, 12, tzinfo=UTC), programme)

    assert boundaries == Boundaries(date.fromisoformat(lines), date.fromisoformat(payloads))


def test_the_month_after_december_is_january() -> None:
    assert partitions.month_after(date(2024, 12, 1)) == date(2025, 1, 1)
