"""The worker as a process of its own: it delivers, ends when it is told to, and loses nothing when it is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.delivery.receiver import Receiver, answering, receiving, silence
from tests.processing.shop import Shop, opened, purchase
from treue.delivery.webhooks.deployment_key import make_key
from treue.processing.news import Topic
from treue.store.data_jobs import EXPORTS
from treue.usecases.data_jobs.show import show
from treue.usecases.data_jobs.start import start_export
from treue.usecases.webhooks.add import Added, add

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

PATIENCE_S = 100.0


@dataclass(frozen=True, slots=True)
class Scene:
    shop: Shop
    receiver: Receiver
    webhook: Added
    environment: dict[str, str]

    @asynccontextmanager
    async def worker(self, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """`treue worker`; killed at the end if it still runs."""
        command = [sys.executable, "-m", "treue", "worker", *options]
        process = await asyncio.create_subprocess_exec(
            *command, env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            # Shown where the story fails.
            _, said = await process.communicate()
            sys.stderr.write(said.decode())

    async def standing(self) -> list[tuple[str, int]]:
        rows = await self.shop.rows("SELECT standing, attempts FROM outbox ORDER BY message_id")
        return [(standing, attempts) for standing, attempts in rows]

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not happened():
                await asyncio.sleep(0.05)

    async def until_standing(self, *expected: tuple[str, int]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while await self.standing() != list(expected):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def scene(database: str, folder: Path) -> AsyncIterator[Scene]:
    async with opened(database) as shop, receiving() as receiver:
        await shop.join("anna")
        key = make_key(folder / "key")
        webhook = await add(shop.desk, receiver.url, [Topic.BALANCE_CHANGED], key=key, actor="test")
        settings = {
            "TREUE_DATABASE_URL": database,
            "TREUE_KEY_FILE": str(folder / "key"),
            "TREUE_WEBHOOK_NETWORKS": "127.0.0.1",
        }
        yield Scene(shop, receiver, webhook, {**os.environ, **settings})


def test_what_is_decided_while_a_worker_runs_is_delivered_and_a_stop_ends_what_was_begun(
    database: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here, here.worker() as process:

            async def slowly(writer: asyncio.StreamWriter) -> None:
                await asyncio.sleep(2)
                await answering(204)(writer)

            here.receiver.answers(answering(204), slowly)
            await here.shop.run(purchase("anna", 1_00, "1"))
            await here.until_standing(("delivered", 1))
            assert len(await here.shop.rows("SELECT 1 FROM worker WHERE seen_at >= started_at")) == 1

            await here.shop.run(purchase("anna", 2_00, "2"))
            await here.until(lambda: len(here.receiver.received) == 2)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0

            assert await here.standing() == [("delivered", 1), ("delivered", 1)]
            assert await here.shop.rows("SELECT 1 FROM worker") == []
            said = [one.verified(here.webhook.secret)["data"]["given"] for one in here.receiver.received]
            assert said == [{"points": "1"}, {"points": "2"}]

    asyncio.run(story())


def test_a_worker_that_is_killed_in_the_middle_of_a_delivery_loses_nothing(database: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here:
            here.receiver.answers(silence)
            await here.shop.run(purchase("anna", 1_00, "1"))
            async with here.worker() as process:
                await here.until(lambda: len(here.receiver.received) == 1)
                process.kill()
                await process.wait()
            assert await here.standing() == [("waiting", 1)]
            # He has it to himself until his lease is over, and cannot be asked whether he still lives.
            assert await here.shop.rows("SELECT due_at > tried_at + interval '60 seconds' FROM outbox") == [(True,)]

            here.receiver.answers(answering(204))
            await here.shop.rows("UPDATE outbox SET due_at = tried_at")
            async with here.worker():
                await here.until_standing(("delivered", 2))

            first, second = here.receiver.received
            assert first.webhook_id == second.webhook_id
            assert first.body == second.body

    asyncio.run(story())


def test_a_worker_runs_exports_where_no_service_does(database: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here, here.worker() as process:
            asked = await start_export(here.shop.desk, "members", actor="test", language="en")

            async with asyncio.timeout(PATIENCE_S):
                while (row := await show(here.shop.desk, asked.job_id, EXPORTS)).state != "done":
                    await asyncio.sleep(0.05)
            process.send_signal(signal.SIGTERM)

            assert row.done == 1
            assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0

    asyncio.run(story())


def test_a_worker_whose_connections_are_cut_goes_on(database: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here, here.worker() as process:
            await here.shop.run(purchase("anna", 1_00, "1"))
            await here.until_standing(("delivered", 1))

            await here.shop.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await here.shop.run(purchase("anna", 1_00, "2"))

            await here.until_standing(("delivered", 1), ("delivered", 1))
            assert process.returncode is None

    asyncio.run(story())


def test_a_timer_may_run_it_once(database: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here:
            await here.shop.run(purchase("anna", 1_00, "1"))
            asked = await start_export(here.shop.desk, "members", actor="test", language="en")

            async with here.worker("--once", "--json") as process:
                said, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)

            assert process.returncode == 0
            assert b'"messages": 1' in said
            assert b'"sweeps": 4' in said
            assert b'"jobs": 1' in said
            assert (await show(here.shop.desk, asked.job_id, EXPORTS)).state == "done"
            assert await here.standing() == [("delivered", 1)]
            assert await here.shop.rows("SELECT 1 FROM worker") == []

    asyncio.run(story())


def test_a_key_that_cannot_be_read_is_told_before_anything_is_tried(database: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with scene(database, tmp_path) as here:
            (tmp_path / "key").write_text("nonsense", "ascii")

            async with here.worker() as process:
                _, complained = await asyncio.wait_for(process.communicate(), PATIENCE_S)

            assert process.returncode == 2
            assert b"deployment key" in complained
            assert here.receiver.received == []

    asyncio.run(story())
