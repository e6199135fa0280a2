"""What the edge must know of how Watchkeeper is installed."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from watchkeeper.values import dataclass

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class EdgeOptions:
    """Plain values, from the bootstrap settings."""

    base_path: str = ""  # "" or begins with a slash and ends without one
    port: int = 8181
    trusted_proxies: tuple[Network, ...] = ()  # whose X-Forwarded-* headers are believed
    hsts: bool = False  # tell browsers to use TLS from now on
    sign_in_path: str = "/sign-in"
    setup_path: str = "/setup"
    own_path: str = "/me"  # where guests are led
