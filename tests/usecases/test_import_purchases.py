"""Importing past purchases: every order once, with totals and a rejects file that no interruption changes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.connect.files import fingerprint, write_csv
from tests.connect.files import opened as opened_files
from tests.processing.shop import Shop, joined_by
from tests.processing.shop import opened as opened_shop
from treue.store.imports import ImportRun
from treue.store.totals import read_totals
from treue.usecases.purchases.import_purchases import ImportRunning, import_purchases
from treue.usecases.purchases.past import Chunk, PurchaseSource

pytestmark = pytest.mark.postgres

ANNA_EARLY = "r1;anna;2026-06-02 10:00;7;tea;1;12.50;"
ANNA_LATE = "r3;anna;2026-06-04 10:00;7;tea;1;7.90;"
BERT = "r2;bert;2026-06-03 10:00;7;milk;2;20.00;1.00"
BROKEN = "r4;bert;2026-06-05 10:00;7;milk;many;20.00;"


class Stopped(Exception):
    """The process dies here."""


@contextmanager
def stopping_after(folder: Path, chunks_max: int) -> Iterator[PurchaseSource]:
    """The purchases of the folder, from a process that dies when it asks for one chunk more."""

    class Stopping:
        def __init__(self, source: PurchaseSource) -> None:
            self.source = source.source
            self.total_orders = source.total_orders
            self._chunks = source.chunks

        def chunks(self, size: int, start_after: int = 0) -> Iterator[Chunk]:
            for number, chunk in enumerate(self._chunks(size, start_after)):
                if number == chunks_max:
                    raise Stopped
                yield chunk

    with opened_files(folder) as source:
        yield Stopping(source)


async def take(shop: Shop, folder: Path, *, join_unknown: bool = True, orders_per_chunk: int = 2) -> ImportRun:
    return await import_purchases(
        shop.desk,
        fingerprint(folder),
        lambda: opened_files(folder),
        actor="test",
        rejects_path=folder / "rejects.csv",
        join_unknown=join_unknown,
        orders_per_chunk=orders_per_chunk,
    )


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.decided, run.repeated, run.refused, run.rejected


def test_every_order_earns_and_a_broken_one_is_named(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, ANNA_LATE, BERT, BROKEN, ANNA_EARLY)

    async def story() -> None:
        async with opened_shop(database) as shop:
            assert counts(await take(shop, tmp_path)) == (3, 0, 0, 1)
            # 12.50 and 7.90 are 12 + 7 points, each order rounded on its own; 20.00 less 1.00 is 19.
            assert (await shop.holding("anna")).available == 19
            assert (await shop.holding("bert")).available == 19
            assert await shop.verify() == []

    asyncio.run(story())
    _, reject = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert reject.startswith("4,sales.csv,4,r4,")
    assert "many" in reject


def test_an_import_that_ended_changes_nothing_when_it_is_run_again(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, ANNA_EARLY, BERT)

    async def story() -> None:
        async with opened_shop(database) as shop:
            first = await take(shop, tmp_path)
            assert await take(shop, tmp_path) == first
            assert (await shop.holding("anna")).available == 12

    asyncio.run(story())


def test_orders_that_came_before_are_repeated_and_earn_once(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, ANNA_EARLY)

    async def story() -> None:
        async with opened_shop(database) as shop:
            await take(shop, tmp_path)
            write_csv(tmp_path, ANNA_EARLY, ANNA_LATE)
            assert counts(await take(shop, tmp_path)) == (1, 1, 0, 0)
            assert (await shop.holding("anna")).available == 19

    asyncio.run(story())


def test_without_joining_the_orders_of_strangers_are_refused_with_a_sentence(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, ANNA_EARLY, BERT)

    async def story() -> None:
        async with opened_shop(database) as shop:
            await shop.join("anna")
            assert counts(await take(shop, tmp_path, join_unknown=False)) == (1, 0, 1, 0)

    asyncio.run(story())
    assert "There is no such member." in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_an_import_that_dies_again_and_again_ends_like_one_that_did_not(
    database: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    lines = [
        f"r{number};m{chance.randrange(5)};2026-06-{2 + number // 10:02} {8 + number % 10:02}:00;7;tea;"
        f"{'x' if number % 7 == 3 else 1};{chance.randrange(100, 9999) / 100:.2f};"
        for number in range(1, 60)
    ]
    write_csv(tmp_path, *lines)

    async def story() -> None:
        async with opened_shop(database) as shop:
            while True:
                try:
                    done = await import_purchases(
                        shop.desk,
                        fingerprint(tmp_path),
                        lambda: stopping_after(tmp_path, chance.randrange(4)),
                        actor="test",
                        rejects_path=tmp_path / "rejects.csv",
                        orders_per_chunk=chance.randrange(1, 9),
                    )
                    break
                except Stopped:
                    continue
            assert counts(done) == (50, 0, 0, 9)
            async with shop.desk.pool.connection() as connection:
                totals = await read_totals(connection, shop.desk.programme_id)
            assert (totals.members, totals.orders, totals.lines) == (5, 50, 50)
            assert await shop.verify() == []

    asyncio.run(story())
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[3] for line in rejects] == [f"r{number}" for number in range(3, 60, 7)]


def test_what_a_killed_run_wrote_beyond_its_last_commit_is_written_over(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, BROKEN, ANNA_EARLY, BERT)

    async def story() -> None:
        async with opened_shop(database) as shop:
            with pytest.raises(Stopped):
                await import_purchases(
                    shop.desk,
                    fingerprint(tmp_path),
                    lambda: stopping_after(tmp_path, 1),
                    actor="test",
                    rejects_path=tmp_path / "rejects.csv",
                    orders_per_chunk=1,
                )
            with (tmp_path / "rejects.csv").open("a", encoding="utf-8") as file:
                file.write("2,sales.csv,3,r2,half a li")
            assert counts(await take(shop, tmp_path)) == (2, 0, 0, 1)

    asyncio.run(story())
    assert "half a li" not in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


def test_the_same_import_runs_in_one_process_at_a_time(database: str, tmp_path: Path) -> None:
    write_csv(tmp_path, ANNA_EARLY, BERT)

    async def story() -> None:
        async with opened_shop(database) as shop, joined_by(database) as other:

            async def try_meanwhile(_: int) -> None:
                with pytest.raises(ImportRunning, match="another process is importing"):
                    await take(other, tmp_path)

            await import_purchases(
                shop.desk,
                fingerprint(tmp_path),
                lambda: opened_files(tmp_path),
                actor="test",
                rejects_path=tmp_path / "rejects.csv",
                after_chunk=try_meanwhile,
            )

    asyncio.run(story())
