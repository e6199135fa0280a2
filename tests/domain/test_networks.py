"""Addresses that belong to nobody."""

from __future__ import annotations

import pytest

from watchkeeper.domain.networks import SPECIAL_NETWORKS, address_of, purpose


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0.1.2.3", "This Network"),
        ("127.9.9.9", "Loopback"),
        ("169.254.1.1", "Link Local"),
        ("203.0.113.9", "TEST-NET-3"),
        ("255.255.255.255", "Limited Broadcast"),
        ("239.1.1.1", "Multicast"),
        ("172.31.255.255", "Private-Use Networks"),
        ("::1", "Loopback"),
        ("fd12::1", "Unique Local Unicast"),
    ],
)
def test_an_address_of_nobody_is_called_by_its_purpose(text: str, name: str) -> None:
    address = address_of(text)
    assert address is not None
    found = purpose(address)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("text", ["1.1.1.1", "172.32.0.1", "2606:4700::1"])
def test_the_address_of_somebody_has_no_purpose(text: str) -> None:
    address = address_of(text)
    assert address is not None
    assert purpose(address) is None


@pytest.mark.parametrize("text", ["", "cellar", "1.2.3", "1.2.3.4.5", "fe80::1%eth0", "１.2.3.4"])
def test_what_is_no_address_is_told_apart(text: str) -> None:
    assert address_of(text) is None


def test_every_network_is_told_with_a_source() -> None:
    assert all(name and source.startswith("RFC") for _, name, source in SPECIAL_NETWORKS)
