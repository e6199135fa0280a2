"""Everything one simulated server is: its world, its troubles and what it was asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from starlette.requests import HTTPConnection

from watchkeeper.demo.catalogue import Catalogue, build_catalogue
from watchkeeper.demo.people import Person, household
from watchkeeper.demo.plexserver.faults import Faults
from watchkeeper.demo.plexserver.sockets import Sockets
from watchkeeper.demo.plexserver.world import World
from watchkeeper.demo.posters.gallery import Gallery
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

DEMO_TOKEN = "demo-plex-token"  # noqa: S105  # a made-up server has a made-up token
"""The token that the simulated server and its plex.tv stand-in accept."""


@dataclass(slots=True, kw_only=True)
class SimulatedPlex:
    """The state behind the HTTP face, and the Python form of the control API.

    Tests act through `world` (who plays what) and `faults` (what goes wrong), and read what was
    asked in `requests` (by method and path) and `dialects` (which of two known forms was used).
    """

    world: World
    gallery: Gallery
    machine_identifier: str
    name: str = "Harbour House"
    version: str = "1.43.2.10687-563d026ea"
    token: str = DEMO_TOKEN
    faults: Faults = field(default_factory=Faults)
    sockets: Sockets = field(default_factory=Sockets)
    requests: Counter[str] = field(default_factory=Counter)
    dialects: Counter[str] = field(default_factory=Counter)
    pins: dict[int, str] = field(default_factory=dict)
    signs_in: int | None = None  # user id of whoever says yes at plex.tv; None: the owner
    preferences: dict[str, str | int | bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.subscribe(self.sockets.send)
        usual: dict[str, str | int | bool] = {
            "FriendlyName": self.name,
            "PublishServerOnPlexOnlineKey": True,
            "LanNetworksBandwidth": "192.168.1.0/24",
            "WanTotalMaxUploadRate": 60000,
            "LibraryVideoPlayedThreshold": 90,
        }
        self.preferences = usual | self.preferences

    @property
    def catalogue(self) -> Catalogue:
        """The libraries."""
        return self.world.catalogue

    @property
    def owner(self) -> Person:
        """Whose server it is."""
        return next(person for person in self.world.people if person.is_owner)


def simulated_plex(
    clock: Clock, *, seed: int = 1, scale: float = 1.0, made_at: int | None = None
) -> SimulatedPlex:
    """A fresh server with the household's people and nobody watching.

    Its catalogue is that of the day of `made_at` (UTC seconds), the clock's today by default.
    """
    catalogue = build_catalogue(seed, int(clock.now()) if made_at is None else made_at, scale)
    world = World(catalogue, household(), clock, seed)
    return SimulatedPlex(
        world=world,
        gallery=Gallery(catalogue, world.people),
        machine_identifier=f"{seed:04x}" + "d3e0ca57" * 4 + "0f0f",
    )


def plex_of(connection: HTTPConnection) -> SimulatedPlex:
    """The server that a request was made to."""
    plex = connection.app.state.plex
    assert isinstance(plex, SimulatedPlex)  # noqa: S101  # narrows the type
    return plex
