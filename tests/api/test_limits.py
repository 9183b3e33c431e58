"""What the service does with too much, with what it cannot read, and while its database is away."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import PoolTimeout

from tests.api.conftest import Caller, Service, told
from tests.api.test_events import bought
from treue.access.keys import ApiKey, revoke
from treue.access.scopes import Role
from treue.api.manual import POLICY
from treue.api.performing import response_of
from treue.api.problems import STATUS, meaning_of, problem_of
from treue.api.rates import Rates
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.processing.batcher import Closed, QueueFull
from treue.processing.processor import Unavailable
from treue.words.languages import language, languages
from treue.words.requests import SENTENCES, fault_in_words

KEY = ApiKey("shop", 1, "till", Role.CASHIER, frozenset(), 60)


def test_every_code_has_a_status_and_every_fault_a_sentence_in_each_language() -> None:
    assert STATUS.keys() == {*Reason, *RequestFault}
    assert SENTENCES.keys() == set(RequestFault)
    for fault in RequestFault:
        told_in = {fault_in_words(language(code), fault) for code in languages()}
        assert len(told_in) == len(languages()), fault


def test_a_bucket_fills_evenly() -> None:
    rates = Rates()
    first = [rates.take(KEY, 0.0).wait_seconds for _ in range(60)]
    refused = rates.take(KEY, 0.0)
    later = rates.take(KEY, 1.0)

    assert first == [0] * 60
    assert refused.headers == {
        "RateLimit-Policy": '"key";q=60;w=60',
        "RateLimit": '"key";r=0;t=60',
        "Retry-After": "1",
    }
    assert (later.wait_seconds, later.left) == (0, 0)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (QueueFull("10000 requests are waiting"), "busy"),
        (Closed("the service is stopping"), "busy"),
        (Unavailable("the database cannot be reached"), "unavailable"),
        (PoolTimeout("no connection in 5 s"), "unavailable"),
    ],
)
def test_what_is_in_the_way_for_a_moment_says_when_to_ask_again(fault: Exception, code: str) -> None:
    meaning = meaning_of(fault)
    assert meaning is not None
    problem = problem_of(language("de"), meaning)
    answer = response_of(problem, 200, "application/json", "r-1")

    assert (problem.code, answer.status_code, answer.headers["Retry-After"]) == (code, 503, "1")
    assert problem.title.endswith("fragen Sie mit demselben Schlüssel noch einmal.")


@pytest.mark.postgres
def test_a_key_that_asks_too_often_is_told_to_wait(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller(requests_per_minute=2)

        answers = [await till.get("/rewards") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["code"] == "too_many_requests"
        assert int(answers[2].headers["retry-after"]) in (29, 30)

    told(shared_database, story)


@pytest.mark.postgres
def test_a_revoked_key_is_not_accepted_any_more(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller(name="till-1")
        await revoke(await service.desk(), "till-1", actor="test")

        assert (await till.get("/rewards")).status_code == 401

    told(shared_database, story)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status", "code"),
    [
        ("POST", "/events", b"{" * 300_000, "application/json", 413, "too_large"),
        ("POST", "/events", b"event=purchase", "application/x-www-form-urlencoded", 415, "wrong_media_type"),
        ("POST", "/events", b"{", "application/json", 422, "wrong_input"),
        ("POST", "/events", b'{"event": "purchase", "event": "purchase"}', "application/json", 422, "wrong_input"),
        ("POST", "/events", b'{"order": ' + b"[" * 30 + b"]" * 30 + b"}", "application/json", 422, "wrong_input"),
        ("POST", "/events", b"[" * 200_000, "application/json", 422, "wrong_input"),
        ("POST", "/events", b"\xff\xfe", "application/json", 422, "wrong_input"),
        ("POST", "/events/lines", b"\n" * 20_000, "application/x-ndjson", 422, "wrong_input"),
        ("POST", "/events/lines", b"{}\n" * 10_001, "application/x-ndjson", 413, "too_large"),
        ("PUT", "/events", b"{}", "application/json", 405, "method_not_allowed"),
        ("GET", "/nothing", b"", "application/json", 404, "not_found"),
        ("GET", "/members?limit=0", b"", "application/json", 422, "wrong_input"),
        ("GET", "/members?limit=1&limit=2", b"", "application/json", 422, "wrong_input"),
        ("GET", "/members?color=red", b"", "application/json", 422, "wrong_input"),
        ("GET", "/members/external:anna/events/nine", b"", "application/json", 404, "not_found"),
        ("GET", "/members/%00", b"", "application/json", 404, "not_found"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    shared_database: str, method: str, path: str, content: bytes, kind: str, status: int, code: str
) -> None:
    async def story(service: Service) -> None:
        caller = await service.caller()
        headers = {"Authorization": f"Bearer {caller.secret}", "Content-Type": kind, "Request-Id": "till-1-77"}

        answer = await service.client.request(method, f"/v1{path}", content=content, headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["request-id"] == answer.json()["request_id"] == "till-1-77"

    told(shared_database, story)


@pytest.mark.postgres
@pytest.mark.slow
def test_while_the_database_is_away_requests_wait_for_another_time_and_then_go_on(database: str) -> None:
    name = conninfo_to_dict(database)["dbname"]

    def allow(connections: bool) -> None:
        other = make_conninfo(database, dbname="postgres")
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {connections}".encode())
            if not connections:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    async def story(service: Service) -> None:
        till = await service.caller()
        assert (await till.post("/events", bought(1000, "1"))).status_code == 200
        await asyncio.to_thread(allow, False)

        away = await till.post("/events", bought(1000, "2"))
        ready = await service.client.get("/ready")
        await asyncio.to_thread(allow, True)
        again = await back(till, bought(1000, "2"))
        wallet = (await till.get("/members/external:anna/wallet")).json()

        assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "unavailable", "1")
        assert ready.status_code == 503
        assert again.status_code == 200
        assert wallet["balances"]["points"]["available"] == "20"

    told(database, story)


async def back(till: Caller, event: dict[str, Any]) -> Any:
    """The first answer that is not about the database, within half a minute."""
    until = time.monotonic() + 30
    while (answer := await till.post("/events", event)).status_code == 503 and time.monotonic() < until:
        await asyncio.sleep(0.2)
    return answer


@pytest.mark.postgres
def test_the_manual_loads_nothing_from_elsewhere(shared_database: str) -> None:
    async def story(service: Service) -> None:
        page, script, style, described = [
            await service.client.get(f"/v1{path}")
            for path in ("/docs", "/docs/manual.js", "/docs/manual.css", "/openapi.json")
        ]

        assert [each.status_code for each in (page, script, style, described)] == [200] * 4
        assert {each.headers["content-security-policy"] for each in (page, script, style)} == {POLICY}
        assert "http" not in page.text + script.text + style.text
        assert "<script>" not in page.text
        assert described.json()["openapi"] == "3.1.0"

    told(shared_database, story)


@pytest.mark.postgres
def test_whoever_operates_it_can_ask_how_it_is(shared_database: str) -> None:
    async def story(service: Service) -> None:
        till = await service.caller()
        await till.get("/rewards")

        health, ready, metrics = [await service.client.get(path) for path in ("/health", "/ready", "/metrics")]

        assert (health.text, ready.text) == ("alive\n", "ready\n")
        assert 'treue_requests_total{call="list_rewards",status="200"}' in metrics.text
        assert "anna" not in metrics.text

    told(shared_database, story)
