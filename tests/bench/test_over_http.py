"""What the bench asks over HTTP is what the API takes, and its watch counts what runs and not what waits."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bench import asking, over_http
from bench.ground import ground
from bench.loading import Loaded, WrongAnswer, send
from bench.orders import NOW, STARTS_AT, Orders
from bench.pages import ASKED, _searches
from bench.populating import TEMPLATES, populate
from bench.profiling import WAITED, _of_the_loop
from bench.steps import owner_of
from bench.watched_service import HTTP_STEPS
from bench.watching import LoopWatch
from treue.forms.checked_json import convert, read_object
from treue.forms.facts import ReportedPurchase
from treue.store.embedded import Server
from treue.usecases.members.search import search
from treue.usecases.members.show import show

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def test_a_purchase_is_reported_as_the_api_takes_it() -> None:
    command = Orders().purchase(7)

    sent = asking.purchases("treue_secret", Orders(), 1)[0]
    report = convert(read_object(asking.reported(command), "body"), ReportedPurchase, "body")

    assert (report.member, report.source, report.external_id) == ("external:customer-000007", "shop", "order-000000001")
    assert STARTS_AT < report.occurred_at < NOW
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/events HTTP/1.1\r\nHost: treue\r\nAuthorization: Bearer treue_secret\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert len(json.loads(body)["order"]["lines"]) == 3


def test_lines_are_purchases_with_keys_of_their_own() -> None:
    requests = asking.purchases_in_lines("treue_secret", Orders(), 2, 30)

    lines = [line for one in requests for line in one.partition(b"\r\n\r\n")[2].split(b"\n")]
    assert len({json.loads(line)["external_id"] for line in lines}) == 60


@contextmanager
def answering(*answers: bytes) -> Iterator[int]:
    """A port where each request gets the next of the answers, in two pieces."""

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            for answer in answers:
                connection.recv(1 << 16)
                connection.sendall(answer[:20])
                time.sleep(0.01)
                connection.sendall(answer[20:])

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        served = threading.Thread(target=serve, args=(listening,))
        served.start()
        yield listening.getsockname()[1]
        served.join(10)


def test_the_load_counts_whole_answers() -> None:
    with answering(GOOD, GOOD, GOOD) as port:
        found = send(port, [b"GET / HTTP/1.1\r\n\r\n"] * 3, 1, seconds=10)

    assert found.answered == 3
    assert len(found.milliseconds) == 3
    assert 10 <= found.share(0.5) <= found.share(0.99) < 5_000
    assert found.rate == pytest.approx(3 / found.seconds)


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nwait", "the service refused"),
        (b'HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"problem":{}', "the service refused"),
        (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", "does not say how long"),
    ],
)
def test_another_answer_than_asked_for_ends_the_load(answer: bytes, complaint: str) -> None:
    with answering(answer) as port, pytest.raises(WrongAnswer, match=complaint):
        send(port, [b"GET / HTTP/1.1\r\n\r\n"], 1, seconds=10)


def test_a_share_of_the_answers_took_no_longer() -> None:
    found = Loaded(100, 2.0, tuple(float(number) for number in range(1, 101)))

    assert (found.rate, found.share(0.5), found.share(0.99), found.share(1.0)) == (50.0, 51.0, 100.0, 100.0)


def test_the_ratios_stand_beside_pgbench_of_the_same_run() -> None:
    rates = {"pgbench.single_1": 100.0, "pgbench.single_16": 2_000.0, "pgbench.single_64": 1_000.0}
    rates |= {"pgbench.batch_1": 10_000.0, "pgbench.batch_2": 20_000.0}
    names = [*(f"http.purchases_{number}" for number in (1, 32, 64, 128)), "http.wallets_1", "http.wallets_64"]
    best = {name: Loaded(1_300, 1.0, (10.0, 20.0, 60.0)) for name in names}
    best["http.lines"] = Loaded(2, 1.0, (500.0, 900.0))

    figures = {figure.name: figure for figure in over_http._figures(rates, best)}

    assert figures["ratio.http_1"].value == 13.0
    assert figures["ratio.http_64"].value == 0.65
    assert figures["ratio.http_64"].verdict == "met, as wished"
    assert figures["http.purchases_64_p99_ms"].verdict == "missed"
    assert (figures["http.lines"].value, figures["ratio.http_lines"].value) == (10_000, 0.5)
    assert sorted(name for name, figure in figures.items() if figure.kept) == [
        "ratio.http_1",
        "ratio.http_128",
        "ratio.http_32",
        "ratio.http_64",
        "ratio.http_lines",
        "ratio.http_wallets",
    ]


def test_every_step_over_http_that_is_watched_exists() -> None:
    missing = [f"{place}.{name}" for place, name, _ in HTTP_STEPS if not hasattr(owner_of(place), name)]

    assert missing == [], "the service was rebuilt; correct HTTP_STEPS in bench/watched_service.py"


def test_a_step_that_waits_is_not_counted_as_running() -> None:
    watch = LoopWatch()

    async def inner() -> int:
        await asyncio.sleep(0.2)
        return sum(range(300_000))

    watched = watch.around(inner, "inner")

    async def outer() -> int:
        first: int = await watched()
        second: int = await watched()
        return first + second

    async def story() -> int:
        watch.watch_waiting(asyncio.get_running_loop()._selector)  # type: ignore[attr-defined]
        watch.begin()
        found: list[int] = await asyncio.gather(*(watch.around(outer, "outer")() for _ in range(3)))
        return sum(found)

    assert asyncio.run(story()) == 6 * sum(range(300_000))
    told = watch.told()
    assert told["calls"] == {"inner": 6, "outer": 3}
    # Three at once wait together, twice.
    assert told["waited"] >= 0.3
    assert told["lasting"]["inner"] >= 6 * 0.2
    assert told["running"]["inner"] < told["wall"] - told["waited"] + 0.01
    assert told["running"]["outer"] < told["running"]["inner"]
    table = dict(_of_the_loop(told, 3).rows)
    assert table[WAITED][1] > 0


def test_a_fault_passes_through_the_watch() -> None:
    watch = LoopWatch()

    async def failing() -> None:
        await asyncio.sleep(0)
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        asyncio.run(watch.around(failing, "failing")())
    assert watch.calls == {"failing": 1}


def test_searches_are_words_somebody_types() -> None:
    from random import Random

    paths = _searches(Random(1), 1_000)

    assert len(paths) == ASKED
    assert all(path.startswith("/members?q=") and " " not in path and path.isascii() for path in paths)


@pytest.mark.postgres
@pytest.mark.slow
def test_copied_members_are_as_the_processor_made_the_first_ones(postgres_server: Server) -> None:
    async def story() -> None:
        async with ground(postgres_server, "populated", members=0) as place:
            await populate(place, 2 * TEMPLATES)

            async with place.pool.connection() as connection:
                cursor = await connection.execute(
                    "SELECT (SELECT count(*) FROM member), (SELECT count(*) FROM event), "
                    "(SELECT sum(booked) FROM balance), (SELECT sum(remaining) FROM lot), "
                    "(SELECT count(DISTINCT value) FROM identity)"
                )
                members, events, booked, remaining, names = (await cursor.fetchall())[0]
            # A joining each, and 7 purchases of five templates; a public id, a number of the shop and a card.
            assert (members, events) == (3 * TEMPLATES, 3 * (TEMPLATES + TEMPLATES // 5 * 7))
            assert booked == remaining
            assert booked % 3 == 0
            assert names == 3 * members
            (found,) = await search(place.desk, "copy-00000007")
            wallet = await show(place.desk, found.member_id)
            (template,) = [one for one in await search(place.desk, "customer-000007") if one.name]
            assert wallet.holdings == (await show(place.desk, template.member_id)).holdings
            assert found.name
            assert found.balances == template.balances

    asyncio.run(story())
