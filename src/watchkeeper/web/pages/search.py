"""Global search and the command box."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history.search.words import LONGEST, needles
from watchkeeper.texts import _
from watchkeeper.web.look import COOKIE, Look
from watchkeeper.web.site import Site
from watchkeeper.web.views.commands import commands, deed_named, fitting, preference_commands
from watchkeeper.web.views.search import (
    Group,
    SearchView,
    command_group,
    found_groups,
    id_group,
    recent_group,
)

IN_BOX, ON_PAGE = 4, 25  # of each kind


class SearchPages:
    """/search, the box over every page, and the question before a command is carried out."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/search", self.show, Access.OWNER, name="search"),
            Page("/search/box", self.box, Access.OWNER),
            Page("/do/{name}", self.ask, Access.OWNER),
        ]

    async def show(self, request: Request) -> Response:
        """All results on a page of their own."""
        values = {"search": await self._found(request, ON_PAGE)}
        return await self._site.show(request, "pages/search.html", values, section="search")

    async def box(self, request: Request) -> Response:
        """The results alone, for the box."""
        page = await self._site.frame(request, "search")
        values = {"page": page, "search": await self._found(request, IN_BOX)}
        return self._site.renderer.page("parts/search_results.html", values)

    async def ask(self, request: Request) -> Response:
        """What a command would do, and the button that does it."""
        deed = deed_named(request.path_params["name"])
        if deed is None:
            raise NotFoundError("There is no such command.")
        return await self._site.show(request, "pages/do.html", {"deed": deed}, section="search")

    async def _found(self, request: Request, each: int) -> SearchView:
        question = request.query_params.get("q", "").strip()[:LONGEST]
        views = await self._app.saved_views.all()
        known = commands(Look.of(request.cookies.get(COOKIE, "")), views)
        wanted = needles(question.lstrip(">"))
        if not wanted:
            recent = recent_group(await self._app.search.recent(), self._site.pictures)
            usual = command_group(_("Commands"), known[:each])
            return SearchView(question, (*recent, *usual), is_recent=True)
        groups = command_group(_("Commands"), fitting(known, wanted, each))
        if not question.startswith(">"):
            groups = [*await self._titles_and_more(question, each), *groups]
        preferences = preference_commands(self._app.preferences.catalogue(), wanted, each)
        return SearchView(question, (*groups, *command_group(_("Settings"), preferences)))

    async def _titles_and_more(self, question: str, each: int) -> list[Group]:
        found = await self._app.search.find(question, each=each)
        ids = id_group(question, await self._app.jobs.all())
        return [*ids, *found_groups(found, self._site.pictures)]
