"""The set-up wizard: its steps, and what they show."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.domain.plex_tv import PublishedServer, ServerConnection
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

STEPS = (
    ("owner", N_("Owner"), ""),
    ("plex", N_("Plex"), "/setup/plex"),
    ("libraries", N_("Libraries"), "/setup/libraries"),
    ("history", N_("History"), "/setup/history"),
    ("options", N_("Options"), "/setup/options"),
    ("done", N_("Done"), "/setup/done"),
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
    names = [name for name, _word, _path in STEPS]
    here = names.index(current)
    return tuple(
        Step(_(word), url(path) if path else "", index == here, index < here)
        for index, (_name, word, path) in enumerate(STEPS)
    )


def found_server(server: PublishedServer) -> FoundServer:
    """A server with its addresses, the nearest first."""
    ways = tuple(Way(way.uri, _kind(way)) for way in server.connections)
    return FoundServer(server.identifier, server.name, server.version, ways)


def _kind(way: ServerConnection) -> str:
    if way.is_relay:
        return _("relay, slow")
    return _("local") if way.is_local else _("remote")
