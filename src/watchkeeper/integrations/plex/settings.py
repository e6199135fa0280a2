"""How one server is reached."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, tzinfo

from watchkeeper.domain.facts import ServerId
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.socket import Hear, nobody_hears
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexSettings:
    """How one server is reached; the address is the one its owner gave."""

    server_id: ServerId
    url: str
    product: ProductFacts
    token: str = field(repr=False)
    verify_tls: bool = True
    zone: tzinfo = UTC  # in which airings are told
    guard: AddressGuard | None = None  # for testing an address before it is kept
    answer_seconds: float = 15.0
    hear: Hear = nobody_hears  # of every frame of its socket
    quiet_seconds: float = 60.0  # a socket that is silent longer while people watch is dead
