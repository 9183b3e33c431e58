"""One attempt, whatever the receiver does with it: it ends in time and says what came of it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.delivery.receiver import (
    Behaviour,
    answering,
    drip_body,
    drip_head,
    flood,
    hang_up,
    receiving,
    silence,
)
from treue.delivery.webhooks.egress import allowed_networks
from treue.delivery.webhooks.sending import Answer, Sender, read_retry_after

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LOOPBACK = allowed_networks("127.0.0.0/8, ::1")
CERTIFICATES = Path(__file__).parent / "certificates"


def certificate(name: str) -> tuple[str, str]:
    return str(CERTIFICATES / f"{name}.pem"), str(CERTIFICATES / f"{name}.key")


def post(behaviour: Behaviour, *, seconds_max: float = 5.0) -> tuple[Answer, int]:
    """The answer, and how many requests the receiver got."""

    async def story() -> tuple[Answer, int]:
        async with receiving(behaviour) as receiver, Sender(LOOPBACK, seconds_max=seconds_max) as sender:
            answer = await sender.post(receiver.url, {"webhook-id": "msg_1"}, b"{}", NOW)
            return answer, len(receiver.received)

    return asyncio.run(story())


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_every_status_from_200_to_299_is_a_delivery(status: int) -> None:
    answer, _ = post(answering(status))

    assert (answer.status, answer.fault) == (status, None)


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_other_statuses_are_not(status: int) -> None:
    answer, received = post(answering(status))

    assert (answer.status, answer.fault, received) == (status, "status", 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    async def story() -> None:
        async with receiving() as other, receiving(answering(status, location=other.url)) as receiver:
            async with Sender(LOOPBACK) as sender:
                answer = await sender.post(receiver.url, {}, b"{}", NOW)

            assert (answer.status, answer.fault) == (status, "redirect")
            assert other.received == []

    asyncio.run(story())


def test_who_never_answers_is_waited_for_so_long_and_no_longer() -> None:
    answer, received = post(silence, seconds_max=0.3)

    assert (answer.fault, received) == ("timeout", 1)
    assert 0.3 <= answer.seconds < 2


def test_a_head_that_drips_is_cut_off_as_a_whole() -> None:
    # Each letter comes in time; only the whole takes too long.
    answer, _ = post(drip_head, seconds_max=0.5)

    assert answer.fault == "timeout"
    assert answer.seconds < 2


@pytest.mark.parametrize("behaviour", [drip_body, flood])
def test_a_yes_counts_however_its_body_goes_on(behaviour: Behaviour) -> None:
    answer, _ = post(behaviour, seconds_max=10)

    assert (answer.status, answer.fault) == (200, None)
    assert answer.seconds < 4


def test_a_connection_that_is_cut_off_is_told() -> None:
    answer, received = post(hang_up)

    assert (answer.status, answer.fault, received) == (None, "broken_off", 1)


def test_nobody_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    async def story() -> Answer:
        async with Sender(LOOPBACK) as sender:
            return await sender.post(f"http://127.0.0.1:{port}/", {}, b"{}", NOW)

    assert asyncio.run(story()).fault == "not_reached"


def test_a_name_that_nobody_has_is_told() -> None:
    async def resolver(host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, host)

    async def story() -> Answer:
        async with Sender(LOOPBACK, resolver=resolver) as sender:
            return await sender.post("https://nobody.invalid/", {}, b"{}", NOW)

    assert asyncio.run(story()).fault == "not_resolved"


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    async def story() -> Answer:
        async with receiving(certificate=certificate("localhost")) as receiver, Sender(LOOPBACK) as sender:
            return await sender.post(receiver.url, {}, b"{}", NOW)

    assert asyncio.run(story()).fault == "certificate"


def test_a_certificate_of_somebody_else_is_refused() -> None:
    async def story() -> Answer:
        trusted = ssl.create_default_context(cafile=certificate("elsewhere")[0])
        served = receiving(certificate=certificate("elsewhere"))
        async with served as receiver, Sender(LOOPBACK, trusted=trusted) as sender:
            return await sender.post(receiver.url, {}, b"{}", NOW)

    assert asyncio.run(story()).fault == "certificate"


def test_the_certificate_is_checked_against_the_name_though_the_address_was_resolved_here() -> None:
    async def story() -> Answer:
        trusted = ssl.create_default_context(cafile=certificate("localhost")[0])
        served = receiving(certificate=certificate("localhost"))
        async with served as receiver, Sender(LOOPBACK, trusted=trusted) as sender:
            return await sender.post(receiver.url, {}, b"{}", NOW)

    assert asyncio.run(story()).status == 204


def test_a_receiver_without_tls_behind_https_is_told() -> None:
    async def story() -> Answer:
        async with receiving() as receiver, Sender(LOOPBACK, seconds_max=1) as sender:
            return await sender.post(receiver.url.replace("http:", "https:"), {}, b"{}", NOW)

    # It waits for the rest of what it takes for a request.
    assert asyncio.run(story()).fault == "timeout"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 01 Jun 2026 12:02:00 GMT", 120),
        ("Mon, 01 Jun 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("99999999999", None),
        ("", None),
    ],
)
def test_how_long_a_receiver_wants_to_be_left_alone(text: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert read_retry_after(text, NOW) == expected


def test_a_busy_receiver_is_heard() -> None:
    answer, _ = post(answering(429, retry_after="42"))

    assert answer.retry_after == timedelta(seconds=42)
