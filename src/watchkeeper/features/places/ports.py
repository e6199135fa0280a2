"""What places need from outside."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.domain.networks import Address
from watchkeeper.domain.place import Place


class LocationDatabase(Protocol):
    """An open database that tells where addresses are."""

    kind: str  # as its maker names it, e.g. GeoLite2-City
    built_at: int  # UTC seconds
    has_cities: bool

    def find(self, address: Address) -> Place:
        """Where an address is; raises MalformedError when the file cannot be read (any more)."""

    def close(self) -> None:
        """Close it."""
