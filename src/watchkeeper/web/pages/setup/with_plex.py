"""Signing in with Plex: the pins that wait, and the servers that they opened."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from watchkeeper.domain.plex_tv import PublishedServer, SignInPin
from watchkeeper.errors import InputError
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.values import dataclass
from watchkeeper.web.site import Site
from watchkeeper.web.views.setup import FoundServer, found_server

MOST_PINS = 20
RELOAD = {"HX-Refresh": "true"}


@dataclass(frozen=True, slots=True)
class ShownPin:
    """A pin and the address to open for it."""

    id: int
    address: str


class PlexSignIns:
    """Pins begun here; tokens stay in this process and are never shown."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._open_tv = site.application.open_plex_tv
        self._tv = self._open_tv("")
        self._pins: dict[int, SignInPin] = {}
        self._servers: dict[str, PublishedServer] = {}

    async def begin(self) -> ShownPin:
        """A new pin.

        Raises:
            OutsideError: plex.tv does not answer.
        """
        pin = await self._tv.create_pin()
        if len(self._pins) >= MOST_PINS:
            self._pins.pop(next(iter(self._pins)))
        self._pins[pin.pin_id] = pin
        return self.begun(pin.pin_id)

    def begun(self, pin_id: int) -> ShownPin:
        """A pin that waits.

        Raises:
            InputError: it was not begun here.
        """
        pin = self._pins.get(pin_id)
        if pin is None:
            raise InputError("This sign-in is over. Begin again.", field="pin")
        return ShownPin(pin_id, self._tv.sign_in_address(pin))

    async def found(self, pin_id: int) -> tuple[FoundServer, ...] | None:
        """The servers of whoever signed in; None while nobody has.

        Raises:
            InputError: it was not begun here, or has expired.
            OutsideError: plex.tv does not answer.
        """
        self.begun(pin_id)
        token = await self._tv.pin_token(pin_id)
        if token is None:
            return None
        tv = self._open_tv(token)
        try:
            owned = [server for server in await tv.servers() if server.is_owned]
        finally:
            await tv.aclose()
        self._servers |= {server.identifier: server for server in owned}
        return tuple(found_server(server) for server in owned)

    def waiting(self, pin_id: int, *, is_ready: bool) -> Response:
        """What the page that waits is told: nothing, or to load anew."""
        if not is_ready:
            return Response(status_code=204)
        address = self._site.renderer.url(f"/setup/plex/pin/{pin_id}")
        return HTMLResponse("", headers={"HX-Redirect": address})

    def entry(self, identifier: str, url: str) -> ServerEntry:
        """The chosen server under the chosen address, with its own token.

        Raises:
            InputError: it is none of those that were found.
        """
        server = self._servers.get(identifier)
        if server is None or url not in {way.uri for way in server.connections}:
            raise InputError("Choose one of the servers that were found.", field="identifier")
        return ServerEntry(url=url, token=server.access_token, name=server.name)
