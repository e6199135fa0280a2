"""Networks that belong to nobody: what they are for and which RFC says so.

Source: IANA's registries of special-purpose addresses, in the words that whois clients use.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

SPECIAL_NETWORKS = (
    ("0.0.0.0/8", "This Network", "RFC 1122, Section 3.2.1.3"),
    ("127.0.0.0/8", "Loopback", "RFC 1122, Section 3.2.1.3"),
    ("169.254.0.0/16", "Link Local", "RFC 3927"),
    ("192.0.0.0/24", "IETF Protocol Assignments", "RFC 5736"),
    ("192.0.2.0/24", "TEST-NET-1", "RFC 5737"),
    ("192.88.99.0/24", "6to4 Relay Anycast", "RFC 3068"),
    ("198.18.0.0/15", "Network Interconnect Device Benchmark Testing", "RFC 2544"),
    ("198.51.100.0/24", "TEST-NET-2", "RFC 5737"),
    ("203.0.113.0/24", "TEST-NET-3", "RFC 5737"),
    ("255.255.255.255/32", "Limited Broadcast", "RFC 919"),
    ("224.0.0.0/4", "Multicast", "RFC 3171"),
    ("240.0.0.0/4", "Reserved", "RFC 1112, Section 4"),
    ("10.0.0.0/8", "Private-Use Networks", "RFC 1918"),
    ("172.16.0.0/12", "Private-Use Networks", "RFC 1918"),
    ("192.168.0.0/16", "Private-Use Networks", "RFC 1918"),
    ("ff00::/8", "Multicast", "RFC 4291, Section 2.7"),
    ("::/128", "Unspecified", "RFC 4291, Section 2.5.2"),
    ("::1/128", "Loopback", "RFC 4291, Section 2.5.3"),
    ("fe80::/10", "Link-Local", "RFC 4291, Section 2.5.6"),
    ("fec0::/10", "Site-Local", "RFC 4291, Section 2.5.7"),
    ("fc00::/7", "Unique Local Unicast", "RFC 4193"),
)
"""The first that an address is in counts."""

_NETWORKS: tuple[tuple[IPv4Network | IPv6Network, str, str], ...] = tuple(
    (ip_network(network), name, source) for network, name, source in SPECIAL_NETWORKS
)


FORBIDDEN_NETWORKS = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata service of most clouds
        "100.100.100.200/32",  # the metadata service of Alibaba
        "192.0.0.192/32",  # the metadata service of Oracle
        "168.63.129.16/32",  # what virtual machines of Azure ask
        "224.0.0.0/3",  # multicast and reserved
        "fe80::/10",
        "fd00:ec2::254/128",  # the metadata service of Amazon
        "fd20:ce::254/128",  # the metadata service of Google
        "fec0::/10",  # site-local, withdrawn by RFC 3879
        "ff00::/8",
        "::/128",
    )
)
"""Where nothing of ours ever connects to, whoever asks for it (S7)."""

CARRYING_NETWORKS = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of one's own, RFC 8215
    )
)
"""Networks of IPv6 whose addresses end in one of IPv4, and lead to it."""
OWN_OF_IPV6 = (IPv6Address("::"), IPv6Address("::1"))


def address_of(text: str) -> Address | None:
    """The address that a text states; None when it states none.

    Examples:
        >>> address_of(" 192.0.2.1"), address_of("cellar"), address_of("fe80::1%eth0")
        (IPv4Address('192.0.2.1'), None, None)
    """
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id else found


def destination(address: Address) -> Address:
    """The address that one leads to in the end: of IPv4, where one of IPv6 carries it.

    Examples:
        >>> destination(IPv6Address("::ffff:10.0.0.7")), destination(IPv6Address("64:ff9b::a00:7"))
        (IPv4Address('10.0.0.7'), IPv4Address('10.0.0.7'))
        >>> destination(IPv6Address("2002:a00:7::1")), destination(IPv6Address("::1"))
        (IPv4Address('10.0.0.7'), IPv6Address('::1'))
    """
    if isinstance(address, IPv4Address) or address in OWN_OF_IPV6:
        return address
    if any(address in network for network in CARRYING_NETWORKS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or address


def is_forbidden(address: Address) -> bool:
    """Whether nothing connects to an address; one that leads to another is what that is.

    Examples:
        >>> is_forbidden(IPv6Address("::ffff:169.254.0.1")), is_forbidden(IPv4Address("10.0.0.7"))
        (True, False)
    """
    led = destination(address)
    return any(led in network for network in FORBIDDEN_NETWORKS)


def purpose(address: Address) -> tuple[str, str] | None:
    """What an address that belongs to nobody is for and by which RFC; None for all others.

    Examples:
        >>> purpose(IPv4Address("192.168.1.7")), purpose(IPv4Address("1.1.1.1"))
        (('Private-Use Networks', 'RFC 1918'), None)
    """
    found = ((name, source) for network, name, source in _NETWORKS if address in network)
    return next(found, None)


def shortened(text: str | None) -> str | None:
    """An address without the part that tells one household from its neighbours.

    IPv4 keeps 24 bits, IPv6 48. What is no address, and one of a private network, stays as it is:
    it tells of no place.

    Examples:
        >>> shortened("203.0.113.77"), shortened("2a02:1205:34f1:c2d0::9"), shortened("10.0.0.7")
        ('203.0.113.0', '2a02:1205:34f1::', '10.0.0.7')
    """
    found = address_of(text or "")
    if found is None or (found.is_private and not _is_documentation(found)):
        return text
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return shortened(str(found.ipv4_mapped))
    bits = 24 if isinstance(found, IPv4Address) else 48
    return str(ip_network(f"{found}/{bits}", strict=False).network_address)


def _is_documentation(address: Address) -> bool:
    """Whether it is one of the networks kept for examples, which Python counts as private."""
    found = purpose(address)
    return found is not None and found[0].startswith("TEST-NET")
