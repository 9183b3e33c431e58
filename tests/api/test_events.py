"""What tills and shops report over HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.api.conftest import Service, told
from treue.processing.proof import verify

pytestmark = pytest.mark.postgres


def bought(cents: int, number: str, **more: Any) -> dict[str, Any]:
    return {
        "member": "external:anna",
        "source": "till",
        "external_id": number,
        "event": "purchase",
        "occurred_at": "2026-06-01T12:00:00Z",
        "order": {"currency": "EUR", "lines": [{"sku": "coffee", "amount": cents}]},
        **more,
    }


def test_a_purchase_is_answered_with_what_it_gave(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()

        answer = await till.post("/events", bought(1890, "1"))

        assert answer.status_code == 200, answer.text
        assert answer.json()["given"] == {"points": "18"}
        assert answer.json()["sentence"] == "18 points by rule base."

    told(shared_database, story)


def test_the_same_request_a_hundred_times_at_once_happens_once_and_has_one_answer(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        event = bought(1890, "1")
        del event["source"], event["external_id"]

        answers = await asyncio.gather(*(till.post("/events", event, idempotency_key="k-1") for _ in range(100)))
        wallet = (await till.get("/members/external:anna/wallet")).json()

        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert [answer.headers.get("idempotent-replayed") for answer in answers].count(None) == 1
        assert wallet["balances"]["points"]["available"] == "18"
        assert await verify(await service.desk()) == []

    told(shared_database, story)


def test_a_key_with_other_content_is_refused(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.post("/events", bought(1890, "1"), idempotency_key='"k-1"')

        other = await till.post("/events", bought(990, "2"), idempotency_key="k-1")

        assert (other.status_code, other.json()["code"]) == (409, "key_reused")
        assert other.headers["content-type"] == "application/problem+json"

    told(shared_database, story)


def test_keys_of_two_callers_are_apart(shared_database: str) -> None:
    async def story(service: Service) -> None:
        first, second = await service.caller(name="till-1"), await service.caller(name="till-2")
        event = bought(1890, "1")
        del event["source"], event["external_id"]

        await first.post("/events", event, idempotency_key="k-1")
        again = await second.post("/events", event, idempotency_key="k-1")

        assert "idempotent-replayed" not in again.headers
        assert (await first.get("/members/external:anna/wallet")).json()["balances"]["points"]["available"] == "36"

    told(shared_database, story)


def test_everything_that_is_wrong_is_named_with_its_place(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        event = bought(1890, "1", ocurred_at="today")
        event["order"]["lines"][0]["amount"] = "12.50"

        answer = await till.post("/events", event)

        assert answer.status_code == 422
        assert answer.json()["faults"] == [
            "body: ocurred_at: there is no such key; did you mean 'occurred_at'? Known here: event, "
            "occurred_at, order, receipt.",
            "body: order.lines[1].amount: a whole number of the currency's smallest unit, like 249 for 2.49, belongs "
            'here; found the text "12.50".',
        ]

    told(shared_database, story)


def test_a_refused_fact_is_a_problem_with_its_number_in_the_callers_language(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        event = bought(1890, "1")
        event["order"]["currency"] = "USD"

        answer = await till.post("/events", event, accept_language="de-AT, en;q=0.5")

        assert (answer.status_code, answer.json()["code"], answer.json()["more"]) == (
            422,
            "currency_mismatch",
            {"event": 2},
        )
        assert answer.json()["title"] == "Die Bestellung hat eine andere Währung als das Programm."
        assert answer.headers["content-language"] == "de"

    told(shared_database, story)


def test_each_line_has_its_answer_and_a_wrong_one_stops_no_other(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        lines = [
            json.dumps(bought(1000, "1")),
            "{ not JSON",
            "",
            json.dumps(bought(1000, "2", member="external:nobody")),
            json.dumps(bought(2000, "1")),
            json.dumps({**bought(0, "3"), "event": "visit", "fields": {"place": "Dom", "minutes": 45}, "order": None}),
            json.dumps(bought(300, "4", member="external:ben")),
        ]

        answer = await till.client.post(
            "/v1/events/lines",
            content="\n".join(lines),
            headers={"Authorization": f"Bearer {till.secret}", "Content-Type": "application/x-ndjson"},
        )
        answers = {each["line"]: each for each in map(json.loads, answer.text.splitlines())}

        assert answer.status_code == 200, answer.text
        assert answers.keys() == {1, 2, 4, 5, 6, 7}
        assert answers[1]["outcome"]["given"] == {"points": "10"}
        assert answers[2]["problem"]["faults"] == ["line 2:1:3: this is not JSON: a key in double quotes belongs here."]
        assert answers[4]["problem"]["code"] == "unknown_member"
        assert answers[5]["problem"]["code"] == "key_reused"
        assert answers[6]["problem"]["faults"] == [
            "line 6: order: there is no such key; known here: event, occurred_at, fields."
        ]
        assert answers[7]["outcome"]["given"] == {"points": "3"}

    told(shared_database, story)


def test_two_thousand_lines_are_taken_and_sending_them_again_changes_nothing(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        content = "\n".join(json.dumps(bought(100, str(number))) for number in range(2000))
        headers = {"Authorization": f"Bearer {till.secret}", "Content-Type": "application/x-ndjson"}

        first = await till.client.post("/v1/events/lines", content=content, headers=headers, timeout=60)
        second = await till.client.post("/v1/events/lines", content=content, headers=headers, timeout=60)
        wallet = (await till.get("/members/external:anna/wallet")).json()

        answers, again = ([json.loads(line) for line in told.text.splitlines()] for told in (first, second))
        assert len(answers) == 2000
        assert again == [{**answer, "replayed": True} for answer in answers]
        assert wallet["balances"]["points"]["available"] == "2000"

    told(shared_database, story)
