"""What every page needs: services, templates, pictures, and the frame around the content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.application import Application
from watchkeeper.features.accounts import Signer, safe_next_path
from watchkeeper.values import dataclass
from watchkeeper.web.flash import Flash
from watchkeeper.web.look import COOKIE, KEPT_SECONDS, Look
from watchkeeper.web.maps import Outlines
from watchkeeper.web.rendering import (
    BUILT,
    Health,
    Message,
    PageContext,
    Renderer,
    context_of,
)
from watchkeeper.web.views.home.health import health_of
from watchkeeper.web.views.pictures import Pictures
from watchkeeper.web.words import moment


@dataclass(frozen=True, slots=True)
class Site:
    """The web interface of one application."""

    application: Application
    renderer: Renderer
    pictures: Pictures
    flash: Flash
    outlines: Outlines

    @classmethod
    def of(cls, application: Application, base_path: str) -> Site:
        """Build it; `base_path` is "" or begins with a slash."""
        renderer = Renderer(application.languages, base_path)
        derive = application.sealer.derive
        pictures = Pictures(renderer.url, Signer(derive("image")))
        flash = Flash(derive("flash"), base_path)
        return cls(application, renderer, pictures, flash, Outlines(BUILT / "world.json"))

    async def frame(self, request: Request, section: str) -> PageContext:
        """The frame of a page: who is signed in, how the servers are, what was just done."""
        return context_of(
            request,
            section,
            zone=self.application.zone.key,
            made_at=moment(int(self.application.clock.now()), self.application.zone),
            health=await self.health(),
            messages=self.flash.heard(request),
        )

    async def health(self) -> Health:
        """The light of the top bar."""
        servers = await self.application.servers.watched()
        return health_of([self.application.monitoring.state(server.id) for server in servers])

    async def show(
        self, request: Request, template: str, values: Mapping[str, Any], *, section: str
    ) -> Response:
        """A page inside the frame. Any: views of many shapes."""
        page = await self.frame(request, section)
        response = self.renderer.page(template, {"page": page, **values})
        self.flash.forget(request, response)
        return response

    def keep_look(self, response: Response, look: Look) -> None:
        """Let this browser remember how its pages look."""
        response.set_cookie(
            COOKIE,
            look.text,
            max_age=KEPT_SECONDS,
            path=self.renderer.base_path or "/",
            samesite="lax",
            httponly=True,
        )

    def go(self, path: str, message: Message | None = None) -> RedirectResponse:
        """Send the browser on after a change; `message` is shown there once."""
        response = RedirectResponse(self.renderer.url(safe_next_path(path)), status_code=303)
        if message is not None:
            self.flash.say(response, message)
        return response
