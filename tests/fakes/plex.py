"""The simulated Plex server inside the test's own process, driven by a fake clock."""

from __future__ import annotations

import httpx2

from tests.fakes.clock import FakeClock
from watchkeeper.demo.items import Item
from watchkeeper.demo.plexserver.app import create_app
from watchkeeper.demo.plexserver.faults import Outage
from watchkeeper.demo.plexserver.state import SimulatedPlex, simulated_plex

SMALL = 0.05
"""A catalogue of a few dozen items: made in milliseconds."""


class PlexTransport(httpx2.AsyncBaseTransport):
    """Reaches the simulated server without a socket; a refusing server raises ConnectError."""

    def __init__(self, plex: SimulatedPlex, *, has_controls: bool = False) -> None:
        self._plex = plex
        app = create_app(plex, has_controls=has_controls)
        self._inner = httpx2.ASGITransport(app=app, client=("127.0.0.1", 1))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._plex.faults.outage is Outage.REFUSE:
            raise httpx2.ConnectError("connection refused", request=request)
        return await self._inner.handle_async_request(request)


class FakePlex:
    """A small simulated server with its clock, its transport and its first items at hand."""

    def __init__(self, clock: FakeClock | None = None, *, seed: int = 7) -> None:
        self.clock = clock or FakeClock()
        self.plex = simulated_plex(self.clock, seed=seed, scale=SMALL)
        self.world = self.plex.world
        self.faults = self.plex.faults

    def transport(self, *, has_controls: bool = False) -> PlexTransport:
        """A transport for an httpx2 client; any base address will do."""
        return PlexTransport(self.plex, has_controls=has_controls)

    def client(
        self, *, accept: str = "application/json", token: str | None = None
    ) -> httpx2.AsyncClient:
        """A client that asks for JSON with the right token, unless told otherwise."""
        headers = {"Accept": accept, "X-Plex-Token": self.plex.token if token is None else token}
        return httpx2.AsyncClient(
            transport=self.transport(), base_url="http://plex.test:32400", headers=headers
        )

    def film(self, number: int = 0) -> Item:
        """A film of the Movies library."""
        return self.plex.catalogue.of_type(1, "movie")[number]

    def episode(self, number: int = 0) -> Item:
        """An episode of the TV Shows library."""
        return self.plex.catalogue.of_type(3, "episode")[number]

    def track(self, number: int = 0) -> Item:
        """A track of the Music library."""
        return self.plex.catalogue.of_type(6, "track")[number]

    def pass_time(self, seconds: float) -> None:
        """Move the clock and let happen what is due."""
        self.clock.advance(seconds)
        self.world.tick()
