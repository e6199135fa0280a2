"""One live stream: its details, and stopping it by a plan."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.home import HomePages
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.play_sheet import PlaySheet, live_sheet


class StreamPages:
    """All that begins with /stream."""

    def __init__(self, site: Site, home: HomePages) -> None:
        self._site = site
        self._app = site.application
        self._home = home

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/stream/{server_id:int}/{number:int}", self.sheet, Access.OWNER),
            Page("/stream/{server_id:int}/key-{session_key}", self.by_key, Access.OWNER),
            Page("/stream/{server_id:int}/{number:int}/stop", self.stop, Access.OWNER, ("POST",)),
        ]

    async def sheet(self, request: Request) -> Response:
        """The details over Home, or alone for htmx."""
        return await self._show(request, self._live(request))

    async def by_key(self, request: Request) -> Response:
        """The same, found by its session key (a running row of the history links so)."""
        key = request.path_params["session_key"]
        for live in self._app.monitoring.sessions(request.path_params["server_id"]):
            if live.observed.session_key == key:
                return await self._show(request, live)
        raise NotFoundError("This stream has ended. Its play is in the history.")

    async def stop(self, request: Request) -> Response:
        """Stop it: the owner's click both proposes and confirms the plan."""
        live = self._live(request)
        form = await request.form()
        told = await self._app.monitoring.stop_stream(
            live, message=text_of(form, "message"), who=who(request)
        )
        return self._site.go("/", Message(told.text, "ok" if told.is_stopped else "warning"))

    def _live(self, request: Request) -> LiveSession:
        number = request.path_params["number"]
        for live in self._app.monitoring.sessions(request.path_params["server_id"]):
            if live.number == number:
                return live
        raise NotFoundError("This stream has ended. Its play is in the history.")

    async def _show(self, request: Request, live: LiveSession) -> Response:
        sheet: PlaySheet = live_sheet(
            live, self._app.clock.now(), self._app.zone, self._site.pictures
        )
        if request.headers.get("HX-Request"):
            page = await self._site.frame(request, "home")
            return self._site.renderer.page("parts/play_sheet.html", {"page": page, "sheet": sheet})
        return await self._home.home(request, sheet=sheet)
