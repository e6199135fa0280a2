"""One live stream: its details, and stopping it by a plan."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.plans import ChangeState
from watchkeeper.texts import told
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.home.page import HomePages
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.history.play_sheet import live_sheet

MOST_MESSAGE = 300  # characters that players show


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
        """The details over Home, or alone for a page that is open."""
        return await self._show(request, self._live(request))

    async def by_key(self, request: Request) -> Response:
        """The same, found by its session key (a running row of the history links so)."""
        server_id, key = request.path_params["server_id"], request.path_params["session_key"]
        live = self._app.monitoring.session(server_id, key)
        if live is None:
            raise NotFoundError("This stream has ended. Its play is in the history.")
        return await self._show(request, live)

    async def stop(self, request: Request) -> Response:
        """Stop it: the owner's click both proposes and confirms the plan; the outcome is told."""
        live = self._live(request)
        message = text_of(await request.form(), "message")[:MOST_MESSAGE]
        try:
            done = await self._app.stopping.stop(live, message, request.state.principal)
        except InputError as error:
            return self._site.go("/", Message(told(error), "danger"))
        tone = "ok" if done.state is ChangeState.VERIFIED else "warning"
        return self._site.go("/", Message(told(done.outcome), tone))

    def _live(self, request: Request) -> LiveSession:
        number = request.path_params["number"]
        for live in self._app.monitoring.sessions(request.path_params["server_id"]):
            if live.number == number:
                return live
        raise NotFoundError("This stream has ended. Its play is in the history.")

    async def _show(self, request: Request, live: LiveSession) -> Response:
        sheet = live_sheet(live, await self._home.scene())
        if request.headers.get("HX-Request"):
            page = await self._site.frame(request, "home")
            return self._site.renderer.page("parts/play_sheet.html", {"page": page, "sheet": sheet})
        return await self._home.home(request, sheet=sheet)
