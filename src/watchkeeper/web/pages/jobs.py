"""Jobs: their progress, and stopping them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.features.accounts import Access, Page
from watchkeeper.texts import _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.takeover import TakeOver
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site


class JobPages:
    """All that begins with /jobs."""

    def __init__(self, site: Site, take_over: TakeOver) -> None:
        self._site = site
        self._take_over = take_over

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/jobs", self.show, Access.OWNER, name="jobs"),
            Page("/jobs/{job_id:int}/stop", self.stop, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The list alone, asked for once a second while something runs."""
        page = await self._site.frame(request, "servers")
        values = {"page": page, "jobs": await self._take_over.jobs()}
        return self._site.renderer.page("parts/jobs.html", values)

    async def stop(self, request: Request) -> Response:
        """Ask a job to stop; what it did so far stays, and it can go on later."""
        await self._site.application.jobs.stop(request.path_params["job_id"])
        then = text_of(await request.form(), "next") or "/logs?tab=jobs"
        return self._site.go(then, Message(_("The job is being stopped."), "ok"))
