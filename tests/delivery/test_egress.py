"""Which addresses a webhook reaches, whatever a name says of itself from one moment to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from tests.delivery.receiver import receiving
from treue.delivery.webhooks.egress import allowed_networks, may_reach
from treue.delivery.webhooks.sending import Sender
from treue.domain.networks import WrongNetworks

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
        ),
        *("100.100.100.200", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe"),
    ],
)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not may_reach(ip_address(address), ())


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_public_is_reached_over_tls_only(address: str) -> None:
    assert may_reach(ip_address(address), ())
    assert not may_reach(ip_address(address), (), only_allowed=True)


def test_the_deployment_may_allow_a_network_of_its_own() -> None:
    allowed = allowed_networks("10.1.0.0/16, 127.0.0.1,fd00::/8,")

    assert [str(network) for network in allowed] == ["10.1.0.0/16", "127.0.0.1/32", "fd00::/8"]
    reached = ("10.1.2.3", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1", "10.2.0.1", "127.0.0.2")
    assert [may_reach(ip_address(one), allowed, only_allowed=True) for one in reached] == [True] * 4 + [False] * 2


def test_a_setting_that_is_no_network_is_told() -> None:
    with pytest.raises(WrongNetworks, match=r"TREUE_WEBHOOK_NETWORKS: '10.1.0.0/33' is not a network"):
        allowed_networks("127.0.0.1, 10.1.0.0/33")


def test_a_name_that_leads_inside_is_refused_before_anything_is_sent() -> None:
    async def story() -> None:
        async with receiving() as receiver, Sender() as sender:
            answer = await sender.post(f"http://localhost:{receiver.port}/", {}, b"{}", NOW)

            assert (answer.status, answer.fault) == (None, "forbidden_address")
            assert receiver.received == []

    asyncio.run(story())


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "127.1"])
def test_an_address_written_in_another_way_is_refused_too(host: str) -> None:
    async def story() -> None:
        async with receiving() as receiver, Sender() as sender:
            answer = await sender.post(f"https://{host}:{receiver.port}/", {}, b"{}", NOW)

            assert answer.fault in ("forbidden_address", "not_resolved")
            assert receiver.received == []

    asyncio.run(story())


def test_a_name_that_moves_inside_between_two_attempts_is_refused_the_second_time() -> None:
    async def story() -> None:
        places = [["127.0.0.1"], ["127.0.0.2"]]
        asked: list[str] = []

        async def resolver(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return places.pop(0)

        async with receiving(host="0.0.0.0") as receiver:
            url = f"http://shop.example:{receiver.port}/"
            answers = []
            for _ in range(2):
                async with Sender(allowed_networks("127.0.0.1"), resolver=resolver) as sender:
                    answers.append(await sender.post(url, {}, b"{}", NOW))

            assert [answer.fault for answer in answers] == [None, "forbidden_address"]
            # The name is asked once for each connection: what was checked is what is connected to.
            assert asked == ["shop.example", "shop.example"]
            assert len(receiver.received) == 1
            assert receiver.received[0].headers["host"] == f"shop.example:{receiver.port}"

    asyncio.run(story())


def test_of_several_addresses_only_the_permitted_one_is_connected_to() -> None:
    async def story() -> None:
        async def resolver(_host: str, _port: int) -> Sequence[str]:
            return ["10.255.255.1", "169.254.169.254", "127.0.0.1"]

        async with receiving() as receiver, Sender(allowed_networks("127.0.0.1"), resolver=resolver) as sender:
            answer = await sender.post(f"http://shop.example:{receiver.port}/", {}, b"{}", NOW)

            assert answer.status == 204
            assert len(receiver.received) == 1

    asyncio.run(story())
