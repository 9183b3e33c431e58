"""Networks and addresses as settings and headers write them."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class WrongNetworks(Exception):
    """A setting is not a list of networks; the sentence names it and says which part."""


def networks_of(setting: str, written: str) -> tuple[Network, ...]:
    """The networks that the setting lists, `10.1.0.0/16, 127.0.0.1`. Raises WrongNetworks."""
    found = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError as error:
            raise WrongNetworks(
                f"{setting}: '{part}' is not a network; write networks like 10.1.0.0/16, separated by commas."
            ) from error
    return tuple(found)


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether the address belongs to one of the networks."""
    return any(address.version == network.version and address in network for network in networks)


def address_from(written: str) -> Address | None:
    """The address, also with a port, in brackets or as IPv6 that stands for IPv4; None for anything else."""
    word = written.strip()
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        found = ip_address(word)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
