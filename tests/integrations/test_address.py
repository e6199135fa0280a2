import socket

import pytest

from watchkeeper.errors import InputError, UnreachableError
from watchkeeper.integrations.address import AddressGuard, connected, resolve_name


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%eth0", "100.100.100.200", "0.0.0.0",
     "::", "224.0.0.1", "255.255.255.255", "fd00:ec2::254", "::ffff:169.254.169.254",
     "fd20:ce::254", "168.63.129.16", "fec0::1", "::169.254.169.254", "64:ff9b::169.254.169.254",
     "64:ff9b:1::a9fe:a9fe", "::ffff:0:169.254.169.254", "2002:a9fe:a9fe::1"],
)  # fmt: skip
def test_s7_metadata_and_link_local_addresses_are_never_allowed(address: str) -> None:
    assert not AddressGuard(is_owners=True).allows(address)
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.2",
        "192.168.1.5",
        "172.16.0.9",
        "fd12::1",
        "::ffff:10.0.0.2",
        "64:ff9b::10.0.0.2",
        "2002:7f00:1::",
        "::ffff:0:192.168.1.5",
        "::10.0.0.2",
    ],
)
def test_s7_the_house_is_for_addresses_that_the_owner_gave(address: str) -> None:
    assert AddressGuard(is_owners=True).allows(address)
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::1.1.1.1"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressGuard().allows(address)


async def test_s7_one_bad_address_among_several_refuses_the_name() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return ("1.1.1.1", "127.0.0.1")

    with pytest.raises(InputError):
        await AddressGuard(resolve=resolve).pinned("rebinding.example", 80)


def test_a_connection_that_no_address_takes_fails_as_the_last_of_them() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with connected(("127.0.0.2", "127.0.0.1"), port, 5.0) as made:
            assert made.getpeername() == ("127.0.0.1", port)
    with pytest.raises(ConnectionRefusedError):
        connected(("127.0.0.2", "127.0.0.1"), port, 5.0)


async def test_a_name_without_address_is_refused() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return ()

    with pytest.raises(InputError):
        await AddressGuard(resolve=resolve).pinned("nowhere.example", 80)


async def test_numeric_hosts_resolve_to_themselves() -> None:
    assert await resolve_name("127.0.0.1", 80) == ("127.0.0.1",)


async def test_an_unknown_name_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="not found"):
        await resolve_name("no such name", 80)
