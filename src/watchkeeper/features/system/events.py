"""What happens to the servers on record."""

from __future__ import annotations

from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass


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


@dataclass(frozen=True, slots=True)
class BackupFailed:
    """A backup could not be made; `is_corrupt`: the database itself was found to be damaged."""

    reason: str
    is_corrupt: bool


@dataclass(frozen=True, slots=True)
class DiskLow:
    """Little room is left on the disk of the data folder."""

    free_bytes: int
    free_percent: int


@dataclass(frozen=True, slots=True)
class DiskFreed:
    """There is room on the disk again."""


ServerEvent = ServerAdded | ServerChanged | ServerRemoved
