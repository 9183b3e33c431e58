"""What an operator asks of the service: it lives, it can work, and its figures, which name no member."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api.conftest import serving
from treue.processing.news import Topic

pytestmark = pytest.mark.postgres


def figures(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """(name, values of its labels in the order of their names) -> figure."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_count_batches_and_outcomes_and_name_nobody(database: str) -> None:
    async def story() -> None:
        async with serving(database) as service:
            caller = await service.caller()
            fact = {
                "member": "external:anna",
                "source": "till",
                "event": "purchase",
                "occurred_at": "2026-06-01T12:00:00Z",
                "order": {"currency": "EUR", "lines": [{"sku": "milk", "amount": 1200}]},
            }
            for number in range(2):
                said = await caller.post("/events", {**fact, "external_id": str(number)})
                assert said.status_code == 200, said.text
            again = await caller.post("/events", {**fact, "external_id": "0"})
            assert again.status_code == 200, again.text

            answer = await service.client.get("/metrics")

            found = figures(answer.text)
            programme = service.programme
            assert found["treue_commands_total", ("decided", programme)] == 2
            assert found["treue_commands_total", ("repeated", programme)] == 1
            assert found["treue_batch_commands_count", (programme,)] == 3
            assert found["treue_batch_commands_sum", (programme,)] == 3
            assert found["treue_batch_seconds_count", (programme,)] == 3
            assert found["treue_batch_commands_bucket", ("1", programme)] == 3
            assert found["treue_waiting_commands", (programme,)] == 0
            assert found["treue_database_up", ()] == 1
            assert "anna" not in answer.text

    asyncio.run(story())


def test_messages_that_wait_and_workers_are_figures_too(database: str) -> None:
    async def story() -> None:
        async with serving(database) as service:
            desk = await service.desk()
            now = datetime.now(UTC)
            async with service.pool.connection() as connection:
                for message_id, standing in enumerate(["waiting", "waiting", "dead", "delivered"]):
                    await connection.execute(
                        "INSERT INTO outbox (programme_id, member_id, member_seq, subscription_id, message_id, topic, "
                        "standing, due_at) VALUES (%s, 1, 1, 1, %s, %s, %s, %s)",
                        (desk.programme_id, message_id, Topic.DECISION_MADE.value, standing, now),
                    )
                await connection.execute("INSERT INTO worker VALUES (1, 'box-7', 4711, '0.1.0', %s, %s)", (now, now))

            found = figures((await service.client.get("/metrics")).text)

            assert found["treue_outbox_messages", (service.programme, "waiting")] == 2
            assert found["treue_outbox_messages", (service.programme, "dead")] == 1
            assert 0 <= found["treue_outbox_late_seconds", (service.programme,)] < 60
            assert 0 <= found["treue_worker_seen_seconds", ("box-7", "4711")] < 60

    asyncio.run(story())


def test_it_is_ready_only_with_the_schema_of_this_release_and_all_erasures(database: str) -> None:
    async def story() -> None:
        async with serving(database) as service:
            assert (await service.client.get("/health")).text == "alive\n"
            assert (await service.client.get("/ready")).text == "ready\n"

            async with service.pool.connection() as connection:
                await connection.execute("CREATE SCHEMA treue_restored")
                await connection.execute("CREATE TABLE treue_restored.erasures_awaited ()")
            answer = await service.client.get("/ready")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.text == "the database was restored and awaits its erasures\n"

            async with service.pool.connection() as connection:
                await connection.execute("DROP SCHEMA treue_restored CASCADE")
                await connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
            answer = await service.client.get("/ready")
            assert answer.status_code == 503
            assert answer.text.startswith("the database has the schema 9999_later; this release works with ")
            assert (await service.client.get("/health")).status_code == 200

    asyncio.run(story())
