"""From which address a request comes, also where proxies stand between.

A header can say anything, so `X-Forwarded-For` is read from the right, and only as far as proxies that the deployment
trusts wrote it: the first address that is none of theirs is the one that asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treue.domain.networks import Network, address_from, is_within, networks_of

SETTING = "TREUE_TRUSTED_PROXIES"


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies that are trusted; without any, a request comes from whoever is connected."""

    networks: tuple[Network, ...] = ()

    def address_behind(self, peer: str, forwarded_for: Sequence[str]) -> str:
        """The address that asks: `peer` is connected, `forwarded_for` are the headers `X-Forwarded-For` in order."""
        found = address_from(peer)
        if found is None:
            return peer
        hops = [hop for header in forwarded_for for hop in header.split(",")]
        while hops and is_within(found, self.networks):
            before = address_from(hops.pop())
            if before is None:
                break
            found = before
        return str(found)


def trusted_proxies(environ: Mapping[str, str]) -> Proxies:
    """Those that TREUE_TRUSTED_PROXIES names. Raises WrongNetworks."""
    return Proxies(networks_of(SETTING, environ.get(SETTING, "")))
