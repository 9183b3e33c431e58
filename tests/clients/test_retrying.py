"""What the client does where a request is not answered, or answered with "later"."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from treue_client import (
    AsyncTreue,
    Line,
    NoAnswer,
    NotUnderstood,
    Order,
    OutOfStock,
    Purchase,
    Retries,
    TooManyRequests,
    Treue,
    Unavailable,
)
from treue_client.asking import Reply
from treue_client.retrying import retry_after_s

AT_ONCE = Retries(attempts_max=4, first_wait_s=0.0)
DONE = {"status": "decided", "sentence": "10 points for Coffee.", "event": 5}
Answer = httpx.Response | Exception


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    body = {"type": f"urn:treue:problem:{code}", "code": code, "title": "No.", "status": status}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps(body), headers=named)


class Way:
    """A way to the service on which things go wrong: it answers what it is told to, and keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.asked]


def treue(way: Way, retries: Retries = AT_ONCE) -> Treue:
    return Treue("http://treue", "secret", retries=retries, transport=httpx.MockTransport(way))


def test_a_wish_whose_answer_got_lost_is_asked_again_with_the_same_key() -> None:
    way = Way(httpx.ReadTimeout("nothing came"), httpx.RemoteProtocolError("cut off"), httpx.Response(201, json=DONE))
    with treue(way) as client:
        outcome = client.redeem("external:anna", "coffee")

    assert outcome.event == 5
    assert len(way.keys) == 3
    assert len(set(way.keys)) == 1
    assert way.keys[0]


def test_two_wishes_have_two_keys_and_the_callers_own_key_is_kept() -> None:
    way = Way(*(httpx.Response(201, json=DONE) for _ in range(3)))
    with treue(way) as client:
        for key in (None, None, "mine"):
            client.redeem("external:anna", "coffee", key=key)

    assert len(set(way.keys)) == 3
    assert way.keys[2] == "mine"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_is_away_is_asked_again_until_the_attempts_are_used_up(status: int) -> None:
    way = Way(*(httpx.Response(status, text="a proxy's page") for _ in range(4)))
    expected = TooManyRequests if status == 429 else Unavailable
    with treue(way) as client, pytest.raises(expected, match=f"answered {status}"):
        client.wallet("external:anna")

    assert len(way.asked) == 4


def test_what_has_no_key_is_sent_again_only_where_it_surely_was_not_done() -> None:
    unsure = Way(httpx.ReadTimeout("nothing came"))
    with treue(unsure) as client, pytest.raises(NoAnswer, match="at attempt 1: nothing came"):
        client.erase_member("external:anna")
    broken = Way(problem(503, "unavailable"))
    with treue(broken) as client, pytest.raises(Unavailable):
        client.erase_member("external:anna")
    sure = Way(httpx.ConnectError("refused"), problem(503, "busy"), problem(429, "busy"), httpx.Response(204))
    with treue(sure) as client:
        client.erase_member("external:anna")

    assert [len(way.asked) for way in (unsure, broken, sure)] == [1, 1, 4]


def test_a_key_that_is_being_worked_on_is_asked_again_and_a_refusal_is_not() -> None:
    way = Way(problem(409, "in_progress", retry_after="0"), problem(409, "out_of_stock"))
    with treue(way) as client, pytest.raises(OutOfStock):
        client.redeem("external:anna", "mug")

    assert len(way.asked) == 2


def test_lines_without_a_key_get_one_that_stays() -> None:
    order = Order(currency="EUR", lines=(Line(sku="coffee", amount=100),))
    fact = Purchase(member="card:1", occurred_at=datetime(2026, 6, 1, tzinfo=UTC), order=order)
    told = json.dumps({"line": 1, "outcome": DONE})
    way = Way(httpx.ReadError("cut off"), httpx.Response(200, content=f"{told}\n"))
    with treue(way) as client:
        (answer,) = client.report_many([fact])

    assert answer.outcome is not None
    assert answer.outcome.event == 5
    assert way.asked[0].content == way.asked[1].content
    assert len(json.loads(way.asked[0].content)["key"]) == 32


def test_one_that_is_awaited_tries_again_too() -> None:
    way = Way(httpx.ConnectError("refused"), httpx.Response(201, json=DONE))

    async def story() -> int | None:
        async with AsyncTreue("http://treue", "secret", retries=AT_ONCE, transport=httpx.MockTransport(way)) as client:
            return (await client.redeem("external:anna", "coffee")).event

    assert asyncio.run(story()) == 5
    assert len(set(way.keys)) == 1


def test_waiting_doubles_with_chance_and_ends() -> None:
    least, most = Retries(chance=lambda: 0.0), Retries(chance=lambda: 1.0)

    assert [least.wait_s(attempt, None) for attempt in range(1, 6)] == [0.125, 0.25, 0.5, 1.0, None]
    assert [most.wait_s(attempt, None) for attempt in range(1, 6)] == [0.25, 0.5, 1.0, 2.0, None]


def test_what_the_service_asks_to_wait_is_kept_but_not_for_ever() -> None:
    retries = Retries(chance=lambda: 1.0)

    assert retries.wait_s(1, 7.0) == 7.25
    assert retries.wait_s(1, 31.0) is None


def test_retry_after_is_read_as_seconds_and_as_an_instant() -> None:
    def told(text: str) -> float | None:
        return retry_after_s(Reply(503, {"retry-after": text}, b""))

    ahead = told(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert told("12") == 12.0
    assert ahead is not None
    assert 85 < ahead <= 90
    assert (told(""), told("soon")) == (None, None)


def test_an_address_of_something_else_is_told() -> None:
    pages: list[Callable[[], httpx.Response]] = [
        lambda: httpx.Response(200, text="<html>Welcome</html>"),
        lambda: httpx.Response(404, text="<html>Not here</html>"),
    ]
    for page in pages:
        with treue(Way(page())) as client, pytest.raises(NotUnderstood, match="check the address"):
            client.programme()


def test_an_instant_without_its_zone_is_refused_before_anything_is_sent() -> None:
    way = Way()
    order = Order(currency="EUR", lines=(Line(sku="coffee", amount=100),))
    naive = Purchase(member="card:1", occurred_at=datetime(2026, 6, 1), order=order)  # noqa: DTZ001 - what is tested
    with treue(way) as client, pytest.raises(ValueError, match="has no time zone"):
        client.report(naive)

    assert way.asked == []
