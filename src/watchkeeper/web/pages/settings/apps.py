"""Apps on phones: pairing them, and those that are paired."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page, PairingState
from watchkeeper.features.system.kept import DEVICES, KeptRow
from watchkeeper.texts import _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.qr import qr_code
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.settings.apps import app_line

PATH = "/settings/apps"
LONGEST_NAME = 100


class AppPages:
    """All that begins with /settings/apps."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}/{{device_id:int}}"
        return [
            Page(PATH, self.show, Access.OWNER, name="apps"),
            Page(f"{PATH}/pair", self.pair, Access.OWNER, ("POST",)),
            Page(f"{PATH}/pairing", self.pairing, Access.OWNER, ("POST",)),
            Page(f"{one}/name", self.rename, Access.OWNER, ("POST",)),
            Page(f"{one}/remove", self.remove, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The apps that are paired."""
        return await self._page(request)

    async def pair(self, request: Request) -> Response:
        """Show a new token, once, with the address as a code to be scanned."""
        return await self._page(request, token=self._app.pairing.begin())

    async def pairing(self, request: Request) -> Response:
        """How far a pairing is; asked every two seconds while its token is shown."""
        token = text_of(await request.form(), "device_token")
        page = await self._site.frame(request, "settings")
        values = {"page": page, "token": token, "state": self._app.pairing.state(token)}
        return self._site.renderer.page("parts/pairing.html", values)

    async def rename(self, request: Request) -> Response:
        """Another name for an app."""
        server_id, row = await self._device(request)
        name = text_of(await request.form(), "friendly_name")
        if len(name) > LONGEST_NAME:
            raise InputError(
                "A name has up to %(most)s letters.", most=LONGEST_NAME, field="friendly_name"
            )
        content = {**row.content, "friendly_name": name}
        await self._app.kept.put(server_id, DEVICES, replace(row, content=content))
        return self._site.go(PATH, Message(_("The app has another name now."), "ok"))

    async def remove(self, request: Request) -> Response:
        """Remove an app: its key is refused from now on."""
        server_id, row = await self._device(request)
        await self._app.kept.delete(server_id, DEVICES, [row.row_id])
        text = _("The app was removed; it is refused from now on.")
        return self._site.go(PATH, Message(text, "ok"))

    async def _device(self, request: Request) -> tuple[ServerId, KeptRow]:
        server_id = ServerId(request.path_params["server_id"])
        row = await self._app.kept.get(server_id, DEVICES, request.path_params["device_id"])
        if row is None:
            raise NotFoundError("There is no such app (any more).", field="device_id")
        return server_id, row

    async def _page(self, request: Request, *, token: str = "") -> Response:
        base = self._site.renderer.base_path
        address = f"{request.url.scheme}://{request.url.netloc}{base}"
        apps = [
            app_line(server.id, row, self._app.zone)
            for server in await self._app.servers.all()
            for row in await self._app.kept.rows(server.id, DEVICES)
        ]
        label = _("Address and token for the app")
        values = {
            "apps": apps,
            "address": address,
            "token": token,
            "state": PairingState.WAITING,
            "code": qr_code(f"{address}|{token}", label) if token else "",
        }
        return await self._site.show(request, "pages/apps.html", values, section="settings")
