"""Requests that Schemathesis makes up from the manual: none of them is a fault of the service, and every answer is one
that the manual describes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import serving
from tests.api.test_events import bought
from tests.api.test_openapi import DOCUMENT
from tests.api.test_served import served
from treue.processing.desk import open_desk
from treue.processing.proof import verify
from treue.store.connect import open_pool

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(900)]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES_PER_CALL = 10


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: object) -> bytes:
    """One line of what takes many."""
    return json.dumps(value).encode() + b"\n"


def test_no_request_is_a_fault_and_every_answer_is_described(database: str) -> None:
    async def prepared() -> tuple[str, str]:
        async with serving(database) as service:
            caller = await service.caller(requests_per_minute=1_000_000)
            await caller.post("/events", bought(5000, "1"))
            await caller.post("/members", {"external_id": "4711", "cards": ["C-1"]}, idempotency_key="1")
            return service.programme, caller.secret

    async def broken(programme: str) -> list[object]:
        pool = await open_pool(database)
        try:
            return [*await verify(await open_desk(pool, programme))]
        finally:
            await pool.close()

    programme, secret = asyncio.run(prepared())
    faults: list[str] = []
    with served(database) as (address, _, _):
        schema = schemathesis.openapi.from_dict(DOCUMENT)
        schema.config.update(base_url=f"{address}/v1", headers={"Authorization": f"Bearer {secret}"})
        for found in schema.get_all_operations():
            operation = found.ok()  # type: ignore[union-attr]  # an operation that cannot be read ends the test

            @settings(
                max_examples=EXAMPLES_PER_CALL, deadline=None, database=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy())
            def ask(case: schemathesis.Case[Any]) -> None:
                case.call_and_validate(checks=CHECKS)

            try:
                ask()
            except Exception as fault:  # noqa: BLE001 - all calls are tried before any fault is told
                faults.append(f"{operation.label}: {fault!r} {fault}")

    assert faults == []
    assert asyncio.run(broken(programme)) == []
