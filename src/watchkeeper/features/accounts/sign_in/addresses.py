"""Which addresses are the same place."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def place_of(address: str) -> str:
    """The address itself, or the /64 network of an IPv6 one: a household gets a whole one.

    Examples:
        >>> place_of("192.0.2.7"), place_of("::ffff:192.0.2.7"), place_of("2001:db8::1:2:3:4")
        ('192.0.2.7', '192.0.2.7', '2001:db8::/64')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))
