"""Which addresses outside may be asked: no metadata services, no detours into the house (S7)."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

import anyio

from watchkeeper.domain.networks import destination, is_forbidden
from watchkeeper.errors import InputError, UnreachableError
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

REFUSED = N_("This address may not be connected to.")
Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""From a host name and port to its addresses."""


async def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host, by the system's resolver.

    Raises:
        UnreachableError: The name is not known.
    """
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise UnreachableError("The name %(host)s was not found.", host=host) from None
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Decides which addresses may be connected to.

    With `is_owners` (the owner typed the address) the own machine and the home network are fine;
    without, only public addresses are. Metadata services and link-local addresses never are.
    """

    is_owners: bool = False
    resolve: Resolve = resolve_name

    def allows(self, address: str) -> bool:
        """Whether one numeric address may be connected to.

        Examples:
            >>> AddressGuard().allows("192.168.1.5"), AddressGuard(is_owners=True).allows("::1")
            (False, True)
            >>> AddressGuard(is_owners=True).allows("::ffff:169.254.169.254")
            False
        """
        number = destination(ip_address(address.partition("%")[0]))
        if is_forbidden(number):
            return False
        return self.is_owners or number.is_global

    async def pinned(self, host: str, port: int | None) -> tuple[str, ...]:
        """The addresses to connect to, in the order in which they are to be tried.

        They are resolved once and checked, so that no second lookup differs.

        Raises:
            InputError: One of its addresses is not allowed.
            UnreachableError: The name is not known.
        """
        addresses = await self.resolve(host, port or 0)
        if not addresses or not all(self.allows(address) for address in addresses):
            raise InputError(REFUSED, field="url")
        return addresses


def connected(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    """A connection to the first of some addresses that takes one: `localhost` is two of them.

    Raises:
        OSError: none does within so many seconds each; why the last one did not.
    """
    *others, last = addresses
    for address in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return socket.create_connection((last, port), seconds)
