"""Which addresses a webhook may reach, checked on the very address that is connected to.

A name is resolved here, each address is checked, and the connection goes to a checked address: what the name leads to
a moment later changes nothing. TLS is still checked against the name. Private, loopback, link-local (with the addresses
at which clouds hand out their secrets) and reserved addresses are refused, unless the deployment allows their network
with TREUE_WEBHOOK_NETWORKS. Without TLS only such networks are reached.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore

from treue.domain.networks import Address, Network, is_within, networks_of

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

SETTING = "TREUE_WEBHOOK_NETWORKS"
ADDRESSES_TRIED_MAX = 4
# Public addresses that lead to the machine's own provider.
_METADATA = (ip_network("168.63.129.16/32"),)
# IPv6 that wraps an IPv4 address: the network, and how many bits stand behind the wrapped address.
_WRAPPING = ((ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80))


class ForbiddenAddress(Exception):
    """The name leads only to addresses that webhooks may not reach."""


def allowed_networks(setting: str) -> tuple[Network, ...]:
    """The networks of the setting, `10.1.0.0/16, 127.0.0.1`. Raises WrongNetworks."""
    return networks_of(SETTING, setting)


def may_reach(address: Address, allowed: Iterable[Network], *, only_allowed: bool = False) -> bool:
    """Whether a webhook may be posted to this address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if is_within(address, allowed):
        return True
    if only_allowed:
        return False
    if (wrapped := _wrapped(address)) is not None:
        return may_reach(wrapped, ())
    if is_within(address, _METADATA):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, in the operating system's order. Raises socket.gaierror."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class CheckedEgress(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only. Raises ForbiddenAddress where a name has none."""

    def __init__(self, allowed: Sequence[Network], resolver: Resolver = resolve, *, only_allowed: bool = False) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._only_allowed = only_allowed
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first checked address that answers."""
        found = await self._resolver(host, port)
        checked = [each for each in found if self._may_reach(each)]
        if not checked:
            raise ForbiddenAddress(host)
        fault: Exception | None = None
        for each in checked[:ADDRESSES_TRIED_MAX]:
            try:
                return await self._network.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        assert fault is not None, "at least one address was tried"
        raise fault

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the interface has it
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the interface has it
    ) -> httpcore.AsyncNetworkStream:
        """Never: no webhook leads there."""
        raise ForbiddenAddress(path)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)

    def _may_reach(self, address: str) -> bool:
        # An address with a zone, fe80::1%eth0, is link-local.
        plain = address.partition("%")[0]
        return may_reach(ip_address(plain), self._allowed, only_allowed=self._only_allowed)


def _wrapped(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    for network, bits_behind in _WRAPPING:
        if address in network:
            return IPv4Address(int(address) >> bits_behind & 0xFFFFFFFF)
    return None
