"""Requests that Schemathesis makes up from the manual: none of them is a fault of the service, every answer is one that
the manual describes, and what the manual excludes is refused. They are the same in every run.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, unsupported_method

from tests.api.conftest import serving
from tests.api.test_events import bought
from tests.api.test_openapi import DOCUMENT
from tests.api.test_served import served
from treue.api.calls import CALLS
from treue.api.event_lines import LINES
from treue.processing.desk import open_desk
from treue.processing.proof import verify
from treue.store.connect import open_pool

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(900)]
CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance),
    *(response_schema_conformance, negative_data_rejection, unsupported_method),
]
EXAMPLES_PER_CALL = 20
ERASES = "DELETE /members/{member}"


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: object) -> bytes:
    """One line of what takes many."""
    return json.dumps(value).encode() + b"\n"


def test_no_request_is_a_fault_and_every_answer_is_described(database: str) -> None:
    async def prepared() -> tuple[str, str, dict[str, str]]:
        async with serving(database) as service:
            caller = await service.caller(requests_per_minute=1_000_000)
            for number in range(3):
                await caller.post("/events", bought(5000, f"{number}"))
            await caller.post("/members", {"external_id": "4711", "cards": ["C-1"]}, idempotency_key="1")
            wish = await caller.post("/members/external:anna/redemptions", {"reward": "coffee"}, idempotency_key="2")
            job = await caller.post("/exports", {"kind": "members"})
            there = {"member": "external:anna", "number": str(wish.json()["event"]), "job": str(job.json()["job"])}
            return service.programme, caller.secret, {**there, "reward": "mug", "version": "1", "event": "2"}

    async def broken(programme: str) -> list[object]:
        pool = await open_pool(database)
        try:
            return [*await verify(await open_desk(pool, programme))]
        finally:
            await pool.close()

    programme, secret, there = asyncio.run(prepared())
    faults: list[str] = []
    asked: set[str] = set()
    with served(database) as (address, _, log):
        schema = schemathesis.openapi.from_dict(DOCUMENT)
        schema.config.update(base_url=f"{address}/v1", headers={"Authorization": f"Bearer {secret}"})
        operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # a fault ends it
        for operation in sorted(operations, key=lambda one: one.label == ERASES):

            @settings(
                max_examples=EXAMPLES_PER_CALL,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=cases_of(operation, there))
            def ask(case: schemathesis.Case[Any]) -> None:
                asked.add(case.operation.label)
                # Lines are judged one by one in the answer, so a wrong one is no reason to refuse the whole.
                by_lines = case.media_type == LINES
                case.call_and_validate(checks=CHECKS, excluded_checks=[negative_data_rejection] if by_lines else [])

            try:
                ask()
            except (Exception, FailureGroup) as fault:  # noqa: BLE001 - all calls are tried before any fault is told
                faults.append(f"{operation.label}: {fault!r} {fault}")
        log.seek(0)
        faults += [line for line in log if json.loads(line)["level"] == "error"]
        alive = httpx.get(f"{address}/ready").text

    assert faults == []
    assert asked == {f"{call.method} {call.path}" for call in CALLS}
    assert alive == "ready\n"
    assert asyncio.run(broken(programme)) == []


def cases_of(operation: Any, there: dict[str, str]) -> st.SearchStrategy[Any]:
    """What the manual allows, of things that there are and of any others; and what it excludes."""
    allowed, excluded = operation.as_strategy(), operation.as_strategy(GenerationMode.NEGATIVE)
    known = {each.name: there[each.name] for each in operation.path_parameters if each.name in there}
    if not known or operation.label == ERASES:
        return st.one_of(allowed, excluded)
    return st.one_of(operation.as_strategy(path_parameters=known), excluded, allowed)
