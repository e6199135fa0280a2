"""The set-up wizard: its steps, and what they show."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.domain.plex_tv import PublishedServer
from watchkeeper.values import dataclass

STEPS = (
    ("owner", "Owner", ""),
    ("plex", "Plex", "/setup/plex"),
    ("libraries", "Libraries", "/setup/libraries"),
    ("history", "History", "/setup/history"),
    ("options", "Options", "/setup/options"),
    ("done", "Done", "/setup/done"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the wizard; `url` is "" where there is no way back."""

    name: str
    url: str
    is_current: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Way:
    """An address under which a server can be reached, and what kind it is."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server that the Plex account owns."""

    identifier: str
    name: str
    version: str
    ways: tuple[Way, ...]


def steps_at(current: str, url: Callable[[str], str]) -> tuple[Step, ...]:
    """All steps, seen from one of them."""
    names = [name for name, _, _ in STEPS]
    here = names.index(current)
    return tuple(
        Step(word, url(path) if path else "", index == here, index < here)
        for index, (_, word, path) in enumerate(STEPS)
    )


def found_server(server: PublishedServer) -> FoundServer:
    """A server with its addresses, the nearest first."""
    ways = tuple(
        Way(way.uri, "relay, slow" if way.is_relay else "local" if way.is_local else "remote")
        for way in server.connections
    )
    return FoundServer(server.identifier, server.name, server.version, ways)
