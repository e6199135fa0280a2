"""What happens to the servers on record."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.domain.facts import ServerId


@dataclass(frozen=True, slots=True)
class ServerAdded:
    """A server was set up, or one known only from an import became real."""

    server_id: ServerId


@dataclass(frozen=True, slots=True)
class ServerChanged:
    """Its address, token, name or watching changed, or it told something new about itself."""

    server_id: ServerId
    is_moved: bool  # whether connections to it must be made anew


@dataclass(frozen=True, slots=True)
class ServerRemoved:
    """It is no longer asked anything; its history stays."""

    server_id: ServerId


ServerEvent = ServerAdded | ServerChanged | ServerRemoved
