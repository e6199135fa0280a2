"""Who really asks, when a proxy stands in front: believed from named hops alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from watchkeeper.edge.options import Network
from watchkeeper.values import dataclass

SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a request comes from, and what the browser thinks it talks to."""

    address: str
    scheme: str
    host: str  # name and port, as in the Host header


def asker(direct: Asker, headers: Mapping[str, str], trusted: Sequence[Network]) -> Asker:
    """The true asker behind trusted proxies; `direct` when the next hop is not one of them.

    `headers` have lower-case names. X-Forwarded-For is read from its end: each hop wrote the
    address it saw, and only a hop we trust is believed about the one before it.
    """
    if not is_trusted(direct.address, trusted):
        return direct
    scheme = _last(headers.get("x-forwarded-proto", "")).lower()
    return Asker(
        address=_first_untrusted(direct.address, headers.get("x-forwarded-for", ""), trusted),
        scheme=scheme if scheme in SCHEMES else direct.scheme,
        host=_last(headers.get("x-forwarded-host", "")) or direct.host,
    )


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Whether the address lies in one of the networks."""
    if not trusted:
        return False
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any((mapped or parsed) in network for network in trusted)


def _first_untrusted(direct: str, chain: str, trusted: Sequence[Network]) -> str:
    nearest = direct
    for hop in reversed([hop.strip() for hop in chain.split(",") if hop.strip()]):
        address = _bare_address(hop)
        if address is None:
            return nearest
        nearest = address
        if not is_trusted(nearest, trusted):
            return nearest
    return nearest


def _bare_address(hop: str) -> str | None:
    """The address of 192.0.2.1, 192.0.2.1:8080, 2001:db8::1 or [2001:db8::1]:8080."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        return str(ip_address(hop))
    except ValueError:
        return None


def _last(value: str) -> str:
    return value.rpartition(",")[2].strip()
