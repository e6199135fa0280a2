"""The page of one library, tab by tab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.libraries import Library, browse
from watchkeeper.features.users import KnownPerson
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.libraries.asked import asked_library, own_plays, plays_of
from watchkeeper.web.pages.libraries.problems import problems_in
from watchkeeper.web.pages.statistics import StatisticsPages
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import one_of
from watchkeeper.web.views.history.line import Setting, history_line
from watchkeeper.web.views.items.links_out import plex_url
from watchkeeper.web.views.libraries.browse import BrowseSetting, browse_listing, options_of
from watchkeeper.web.views.libraries.browse_asked import (
    ADDED,
    ORDER_WORDS,
    SEEN,
    BrowseAsked,
    browse_query,
)
from watchkeeper.web.views.libraries.library import (
    collection_line,
    share_lines,
    tabs_of,
)
from watchkeeper.web.views.libraries.page import KnownLibrary, library_line, library_path
from watchkeeper.web.views.offline import offline_of
from watchkeeper.web.views.takeover import job_view
from watchkeeper.web.views.windows import window_strip

MONTH_SECONDS = 30 * 86_400
RELOAD = {"HX-Refresh": "true"}
LAST_PLAYS = 12

Values = dict[str, Any]  # Any: views of many shapes


class LibraryPages:
    """/libraries/{server_id}/{section_id}."""

    def __init__(self, site: Site, statistics: StatisticsPages) -> None:
        self._site = site
        self._statistics_pages = statistics
        self._app = site.application
        self._tabs: dict[str, Callable[[Request, Library], Awaitable[Values]]] = {
            "browse": self._browse,
            "media": self._media,
            "activity": self._activity,
            "added": self._added,
            "people": self._people,
            "collections": self._collections,
            "problems": self._problems,
            "export": self._export,
        }

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = "/libraries/{server_id:int}/{section_id:int}"
        return [
            Page(one, self.show, Access.OWNER, name="library"),
            Page(f"{one}/collections", self.collections, Access.OWNER),
            Page(f"{one}/read", self.read, Access.OWNER, ("POST",)),
            Page(f"{one}/reading", self.reading, Access.OWNER),
        ]

    async def show(self, request: Request) -> Response:
        """Head and one tab."""
        library = await asked_library(self._app, request)
        tabs = tabs_of(library, self._site.renderer.url)
        names = [tab.name for tab in tabs]
        name = one_of(request.query_params, "tab", names, names[0])
        values = {
            **await self._head(library),
            "tabs": tabs,
            "tab": name,
            **await self._tabs[name](request, library),
        }
        return await self._site.show(request, "pages/library.html", values, section="libraries")

    async def collections(self, request: Request) -> Response:
        """Collections and playlists: asked of the server, so they come after the page."""
        library = await asked_library(self._app, request)
        page = await self._site.frame(request, "libraries")
        values = {"page": page, **await self._server_collections(library)}
        return self._site.renderer.page("parts/library_collections.html", values)

    async def read(self, request: Request) -> Response:
        """Begin to read a library anew from its server, as a job."""
        form = await request.form()
        library = await asked_library(self._app, request)
        then = text_of(form, "next") or library_path(library.server_id, library.section_id)
        await self._app.readings.start([library])
        return self._site.go(
            then, Message(_("%(name)s is being read.", name=library.section_name), "ok")
        )

    async def reading(self, request: Request) -> Response:
        """How far the reading of a library is, asked for again and again; then the page anew."""
        library = await asked_library(self._app, request)
        job = await self._app.readings.job_of(library)
        if job is None:
            return Response(headers=RELOAD)
        values = {
            "page": await self._site.frame(request, "libraries"),
            "reading": job_view(job, self._site.renderer.url),
            "address": library_path(library.server_id, library.section_id),
        }
        return self._site.renderer.page("parts/library_progress.html", values)

    async def _head(self, library: Library) -> Values:
        server = await self._app.servers.get(library.server_id)
        plays = plays_of(library)
        people = await self._app.statistics.items.people_by_library(plays)
        since = instant(self._app.clock) - MONTH_SECONDS
        known = KnownLibrary(
            library=library,
            server=server.name,
            figures=None,
            people=people.get((library.server_id, library.section_id), 0),
            summary=await self._app.libraries.indexes.summary(library, since),
        )
        totals = await self._app.statistics.recent(plays)
        job = await self._app.readings.job_of(library)
        query = {"server_id": library.server_id, "section_id": library.section_id}
        return {
            "line": library_line(known, self._site.pictures, self._app.zone),
            "strip": window_strip(totals, query, self._site.renderer.url),
            "offline": offline_of(
                server,
                self._app.monitoring.state(server.id),
                self._app.zone,
                self._site.renderer.url,
            ),
            "reading": None if job is None else job_view(job, self._site.renderer.url),
            "server_id": library.server_id,
            "section_id": library.section_id,
            "address": library_path(library.server_id, library.section_id),
        }

    async def _browse(self, request: Request, library: Library) -> Values:
        return await self._items(request, library, leaves=False)

    async def _media(self, request: Request, library: Library) -> Values:
        return await self._items(request, library, leaves=True)

    async def _added(self, request: Request, library: Library) -> Values:
        """The newest first, unless another order is asked for."""
        if library.section_type == "photo":
            return {"asked": None, "listing": None}
        values = await self._items(request, library, leaves=True, order="-added")
        return {**values, "arrivals": await self._arrivals(library)}

    async def _arrivals(self, library: Library) -> int:
        """How many items of the kept list are newer than 30 days."""
        since = instant(self._app.clock) - MONTH_SECONDS
        summary = await self._app.libraries.indexes.summary(library, since)
        return summary.added if summary else 0

    async def _items(
        self, request: Request, library: Library, *, leaves: bool, order: str = ""
    ) -> Values:
        path = library_path(library.server_id, library.section_id)
        asked = BrowseAsked.of(path, request.query_params)
        if order and not asked.get("order"):
            asked = replace(asked, values={**asked.values, "order": order})
        people = await self._people_here(library)
        values: Values = {
            "asked": asked,
            "people": people,
            "chosen": asked.people,
            "seen": SEEN,
            "added_within": ADDED,
            "orders": ORDER_WORDS,
            "listing": None,
        }
        query = browse_query(asked, instant(self._app.clock))
        indexes = await self._app.libraries.indexes.of(library)
        index = indexes.leaves if leaves else indexes.top
        items = self._app.libraries.indexes.asked_items(library, indexes, leaves=leaves)
        if index is None or items is None:
            return values
        states = await self._app.statistics.items.states(
            await self._chosen_plays(library, asked, people), items
        )
        found = await anyio.to_thread.run_sync(browse, index, states, query)
        setting = BrowseSetting(library.server_id, self._site.pictures, self._app.zone)
        return {
            **values,
            "listing": browse_listing(asked, found, setting),
            "options": await anyio.to_thread.run_sync(options_of, index),
        }

    async def _chosen_plays(
        self, library: Library, asked: BrowseAsked, people: list[KnownPerson]
    ) -> HistoryFilter:
        """The plays on the server, of the chosen people or of all."""
        accounts = [
            account
            for person in people
            if any((library.server_id, chosen) in person.keys for chosen in asked.people)
            for account in person.keys
        ]
        if asked.people and not accounts:
            raise NotFoundError("Nobody of that number is on this server.", field="by")
        return replace(await own_plays(self._app, library), accounts=tuple(accounts))

    async def _activity(self, _request: Request, library: Library) -> Values:
        plays = plays_of(library)
        running = [
            one
            for one in self._app.monitoring.running(library.server_id)
            if one.section_id == library.section_id
        ]
        found = await self._app.history.page(HistoryQuery(filter=plays, limit=LAST_PLAYS), running)
        setting = Setting(zone=self._app.zone, pictures=self._site.pictures)
        return {
            "chart": await self._statistics_pages.last_days(
                {"server_id": str(library.server_id), "section_id": str(library.section_id)}
            ),
            "plays": [history_line(entry, setting) for entry in found.entries],
        }

    async def _people(self, _request: Request, library: Library) -> Values:
        people = await self._app.people.all()
        figures = await self._app.statistics.people.table(
            [person.keys for person in people], plays_of(library)
        )
        url = self._site.renderer.url
        return {"shares": share_lines(library, people, figures, url, self._app.zone)}

    async def _collections(self, _request: Request, _library: Library) -> Values:
        return {}

    async def _server_collections(self, library: Library) -> Values:
        server = await self._app.servers.get(library.server_id)
        metadata, pictures = self._app.metadata, self._site.pictures
        try:
            found = await metadata.collections(library.server_id, library.section_id)
            playlists = await metadata.playlists(library.server_id, library.section_id)
        except OutsideError as error:
            return {"problem": told(error), "collections": (), "playlists": ()}
        lines = [
            [
                collection_line(item, library, pictures, plex_url(server, item.rating_key))
                for item in items
            ]
            for items in (found, playlists)
        ]
        return {"problem": "", "collections": lines[0], "playlists": lines[1]}

    async def _problems(self, _request: Request, library: Library) -> Values:
        return {"problems": await problems_in(self._site, library)}

    async def _export(self, _request: Request, _library: Library) -> Values:
        return {}

    async def _people_here(self, library: Library) -> list[KnownPerson]:
        people = await self._app.people.all(with_deleted=False)
        return [
            person
            for person in people
            if any(user.server_id == library.server_id for user in person.accounts)
        ]
