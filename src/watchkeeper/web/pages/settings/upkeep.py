"""What the settings can do: check, refresh, clear, and hand out what helps with faults."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.system.upkeep.database_check import start_check
from watchkeeper.texts import _, ngettext
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.support import Support

DATA = "/settings/data"


class UpkeepActions:
    """The buttons of the areas Data and About."""

    def __init__(self, site: Site, support: Support) -> None:
        self._site = site
        self._app = site.application
        self._support = support

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(f"{DATA}/check", self.check, Access.OWNER, ("POST",)),
            Page(f"{DATA}/refresh", self.refresh, Access.OWNER, ("POST",)),
            Page(f"{DATA}/pictures", self.pictures, Access.OWNER, ("POST",)),
            Page("/settings/about/bundle.zip", self.bundle, Access.OWNER),
        ]

    async def check(self, _request: Request) -> Response:
        """Begin to read the database whole."""
        await start_check(self._app.db, self._app.jobs)
        return self._site.go(DATA, Message(_("The database is being read."), "ok"))

    async def refresh(self, _request: Request) -> Response:
        """Begin to ask every watched server for its libraries and people."""
        await self._app.refresh_all.start()
        return self._site.go(DATA, Message(_("Libraries and people are being read."), "ok"))

    async def pictures(self, _request: Request) -> Response:
        """Forget the pictures that are kept; they are fetched again when they are shown."""
        count = await self._app.images.clear()
        text = ngettext("%(num)s picture was forgotten.", "%(num)s pictures were forgotten.", count)
        return self._site.go(DATA, Message(text, "ok"))

    async def bundle(self, request: Request) -> Response:
        """The support bundle, as its preview shows it."""
        content = await self._support.zipped(request.state.principal)
        headers = {"Content-Disposition": 'attachment; filename="watchkeeper-support.zip"'}
        return Response(content, media_type="application/zip", headers=headers)
