"""From which address a request comes: whoever is connected, or the first one that no trusted proxy is."""

from __future__ import annotations

import pytest

from treue.access.addresses import Proxies, trusted_proxies
from treue.domain.networks import WrongNetworks

TRUSTING = trusted_proxies({"TREUE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, fd00::/8"})


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        # Nobody but a proxy of ours is believed.
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        # Whatever stands left of the first address that is not ours was written by who knows whom.
        ("127.0.0.1", ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["192.0.2.66, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["192.0.2.66", "198.51.100.1,10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["10.1.2.4, 10.1.2.3"], "10.1.2.4"),
        ("127.0.0.1", ["198.51.100.1, nonsense, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("::ffff:127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("fd00::1", ["[2001:db8::5]:443"], "2001:db8::5"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_header_is_read_from_the_right_as_far_as_proxies_of_ours_wrote_it(
    peer: str, forwarded_for: list[str], address: str
) -> None:
    assert TRUSTING.address_behind(peer, forwarded_for) == address


def test_without_the_setting_the_header_says_nothing() -> None:
    assert trusted_proxies({}) == Proxies()
    assert Proxies().address_behind("127.0.0.1", ["198.51.100.1"]) == "127.0.0.1"


def test_a_setting_that_names_no_networks_is_told() -> None:
    with pytest.raises(WrongNetworks, match=r"TREUE_TRUSTED_PROXIES: 'nginx' is not a network; write networks like"):
        trusted_proxies({"TREUE_TRUSTED_PROXIES": "nginx"})
