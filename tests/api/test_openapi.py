"""The manual for programs says what the calls do, and everything it lists keeps programmes and keys apart."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.api.conftest import SHOP, Caller, Service, serving, told
from tests.api.test_events import bought
from treue.access.scopes import Role, Scope
from treue.api import PREFIX
from treue.api.calls import CALLS, Call
from treue.api.openapi import openapi

KEY = {"idempotency_key": "hook"}
DOCUMENT = openapi(CALLS, PREFIX)
OF_MEMBERS = [
    call for call in CALLS if any(name in call.path for name in ("{member}", "{job}", "{approval}", "{webhook}"))
]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "components": DOCUMENT["components"]}


def operation(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][call.path][call.method.lower()]
    return found


async def asked(caller: Caller, call: Call, path: dict[str, str]) -> Any:
    """The call with its example, about what the path names."""
    address = call.path.format(**{**call.example.path, **path})
    query = "&".join(f"{name}={value}" for name, value in call.example.query.items())
    headers = {"idempotency_key": f"{call.name}-key", "if_match": "*", "content_type": call.body_media_type}
    return await caller.ask(call.method, f"{address}?{query}", call.example.body, **headers)


def test_every_call_is_described_with_an_example() -> None:
    assert [operation(call)["operationId"] for call in CALLS] == [call.name for call in CALLS]
    assert len({call.name for call in CALLS}) == len(CALLS)
    for call in CALLS:
        described = operation(call)
        assert described["summary"], call.name
        # A summary is shown as it is; only descriptions may be marked up.
        assert "`" not in described["summary"], call.name
        assert (call.body is None) == ("requestBody" not in described), call.name
        if call.answer is not None:
            assert call.example.answer is not None, call.name


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_each_example_is_as_its_schema_says(call: Call) -> None:
    described = operation(call)
    for content in described.get("requestBody", {}).get("content", {}).values():
        jsonschema.validate(content["example"], resolved(content["schema"]))
    for content in described["responses"][str(call.status)].get("content", {}).values():
        jsonschema.validate(content["example"], resolved(content["schema"]))
    for parameter in described["parameters"]:
        if parameter["in"] != "query":
            assert parameter["example"], parameter


@pytest.mark.postgres
def test_nobody_reaches_members_of_another_programme_by_any_call(shared_database: str) -> None:
    async def story(service: Service) -> None:
        owner = await service.caller()
        await owner.post("/events", bought(5000, "1"))
        wish = await owner.post("/members/external:anna/redemptions", {"reward": "coffee"}, idempotency_key="1")
        job = (await owner.post("/exports", {"kind": "members"})).json()["job"]
        hook = await owner.post("/webhooks", {"url": "https://crm.example/", "topics": ["decision.made"]}, **KEY)
        public = (await owner.get("/members/external:anna")).json()["member"]
        big = {"unit": "points", "amount": "5000", "reason": "goodwill"}
        waits = await owner.post("/members/external:anna/adjustments", big, idempotency_key="2")
        path = {
            "approval": waits.json()["request"],
            "member": public,
            "number": str(wish.json()["event"]),
            "event": "1",
            "card": "C-1",
            "job": job,
            "webhook": hook.json()["webhook"],
        }
        before = (await owner.get(f"/members/{public}/events")).content

        async with serving(shared_database) as elsewhere:
            stranger = await elsewhere.caller()
            answers = {call.name: await asked(stranger, call, path) for call in OF_MEMBERS}

        assert len(answers) >= 15
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
        assert (await owner.get(f"/members/{public}/events")).content == before
        assert (await owner.get("/webhooks")).json()["webhooks"][0]["disabled_at"] is None

    told(shared_database, story, SHOP + "adjustments: {four_eyes_above: {points: 500}}\n")


@pytest.mark.postgres
def test_without_a_key_nothing_is_answered_and_without_its_scope_nothing_is_done(shared_database: str) -> None:
    async def story(service: Service) -> None:
        nobody = Caller(service.client, "treue_guessed")
        without = {
            scope: await service.caller(name=f"without-{scope}".replace(":", "-"), scopes=set(Scope) - {scope})
            for scope in {call.scope for call in CALLS}
        }

        for call in CALLS:
            unknown = await asked(nobody, call, {})
            unable = await asked(without[call.scope], call, {})

            assert (unknown.status_code, unknown.json()["code"]) == (401, "unauthenticated"), call.name
            assert unknown.headers["www-authenticate"] == "Bearer"
            assert (unable.status_code, unable.json()["code"]) == (403, "forbidden"), call.name

    told(shared_database, story)


@pytest.mark.postgres
def test_a_cashiers_key_may_not_publish(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller(Role.CASHIER)

        answer = await till.post("/programme/stops", {"kind": "reward", "node": "coffee"})

        assert answer.json()["detail"] == "This needs the scope programme:write; 'cashier-key' does not have it."

    told(shared_database, story)
