"""The history: the table, choosing its columns, taking it along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import PlayId
from watchkeeper.domain.place import LOCAL, UNKNOWN
from watchkeeper.errors import NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.libraries import Library
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import _
from watchkeeper.web.located import places_of
from watchkeeper.web.look import COOKIE, Look, moved_up
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.history.meant import query_meant
from watchkeeper.web.site import Site
from watchkeeper.web.taking_along import TakenHistory
from watchkeeper.web.views.history.asked import Asked, Choice, Option, fixed_choices, history_query
from watchkeeper.web.views.history.columns import chosen_text, shown_columns
from watchkeeper.web.views.history.line import Setting, history_line, seen_of
from watchkeeper.web.views.history.page import Listing, listing_of, with_views
from watchkeeper.web.views.history.play_edit import Entered
from watchkeeper.web.views.history.play_sheet import (
    NOTHING_ENTERED,
    PlaySheet,
    SheetParts,
    play_sheet,
)

MOST_SESSIONS = 50


class HistoryPages:
    """Reading at /history."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/history", self.listing, Access.OWNER, name="history"),
            Page("/history.csv", self.csv, Access.OWNER),
            Page("/history.json", self.json, Access.OWNER),
            Page("/history/columns", self.columns, Access.OWNER, ("POST",)),
            Page("/history/{play_id:int}", self.sheet, Access.OWNER),
        ]

    async def listing(self, request: Request) -> Response:
        """The table."""
        asked = Asked.of(request.query_params)
        values = {"listing": await self._with_views(request, asked), "sheet": None}
        return await self._site.show(request, "pages/history.html", values, section="history")

    async def sheet(self, request: Request) -> Response:
        """One play: alone for a page that is open, over the table for everybody else."""
        asked = Asked.of(request.query_params)
        sheet = await self._sheet(PlayId(request.path_params["play_id"]), asked, NOTHING_ENTERED)
        if request.headers.get("HX-Request"):
            page = await self._site.frame(request, "history")
            return self._site.renderer.page("parts/play_sheet.html", {"page": page, "sheet": sheet})
        return await self._over_the_table(request, asked, sheet)

    async def sheet_again(self, request: Request, query: str, entered: Entered) -> Response:
        """The sheet with what was entered in its form and could not be kept."""
        asked = Asked.of(dict(parse_qsl(query.removeprefix("?"))))
        sheet = await self._sheet(PlayId(request.path_params["play_id"]), asked, entered)
        response = await self._over_the_table(request, asked, sheet)
        response.status_code = 400
        return response

    async def _over_the_table(self, request: Request, asked: Asked, sheet: PlaySheet) -> Response:
        values = {"listing": await self._with_views(request, asked), "sheet": sheet}
        return await self._site.show(request, "pages/history.html", values, section="history")

    async def columns(self, request: Request) -> Response:
        """Keep which columns this browser shows, in which order, and how wide each is."""
        form = await request.form()
        names = [] if "reset" in form else [str(name) for name in form.getlist("column")]
        names = moved_up(names, text_of(form, "up"))
        sized = (f"{name}:{text_of(form, f'width-{name}')}" for name in names)
        look = Look.of(request.cookies.get(COOKIE, "")).changed({"columns": chosen_text(sized)})
        response = self._site.go(str(form.get("next") or "/history"))
        self._site.keep_look(response, look)
        return response

    async def csv(self, request: Request) -> Response:
        """What the filters mean, as a table for other programs."""
        return (await self._taken(Asked.of(request.query_params))).csv("history")

    async def json(self, request: Request) -> Response:
        """The same as JSON, with the filters that made it."""
        asked = Asked.of(request.query_params)
        return (await self._taken(asked)).json("history", asked.values)

    async def _taken(self, asked: Asked) -> TakenHistory:
        query = await query_meant(self._app, asked, self._today(), offset=0)
        return TakenHistory(self._app.history, query)

    async def listed(self, request: Request, asked: Asked) -> Listing:
        """The table of what is asked for, also for pages that show a part of the history."""
        running = self._app.monitoring.running() if asked.page == 1 else ()
        query = await query_meant(self._app, asked, self._today())
        found = await self._app.history.page(query, running)
        servers, libraries = await self._app.servers.all(), await self._all_libraries()
        setting = Setting(
            zone=self._app.zone,
            pictures=self._site.pictures,
            query=asked.query(),
            servers={server.id: server.name for server in servers},
            libraries={
                (one.server_id, one.section_id): one.section_name or "" for one in libraries
            },
            places=await places_of(self._app, [seen_of(one) for one in found.entries]),
        )
        look = Look.of(request.cookies.get(COOKIE, ""))
        lines = [history_line(entry, setting) for entry in found.entries]
        choices = (*await self._known_choices(servers, libraries), *fixed_choices())
        if not asked.looks_at_rows:
            found = replace(found, reach=await self._app.history.reach(query.filter))
        return listing_of(asked, found, lines, choices, shown_columns(look.columns))

    async def _with_views(self, request: Request, asked: Asked) -> Listing:
        return with_views(await self.listed(request, asked), await self._app.saved_views.all())

    async def _all_libraries(self) -> list[Library]:
        servers = await self._app.servers.all()
        return [one for server in servers for one in await self._app.libraries.all(server.id)]

    async def _people(self) -> tuple[Option, ...]:
        servers = await self._app.servers.all()
        names = {
            str(user.user_id): user.display_name
            for server in servers
            for user in await self._app.users.all(server.id)
        }
        return _sorted(names)

    async def _known_choices(
        self, servers: Sequence[Server], libraries: Sequence[Library]
    ) -> tuple[Choice, ...]:
        shelves = {str(one.section_id): one.section_name or "" for one in libraries}
        known = (
            Choice(
                name="user_id",
                label=_("Person"),
                all=_("Everybody"),
                options=await self._people(),
                is_usual=True,
            ),
            Choice(
                name="section_id",
                label=_("Library"),
                all=_("All libraries"),
                options=_sorted(shelves),
                is_usual=True,
            ),
        )
        countries = await self._countries()
        if len(servers) < 2:
            return (*known, *countries)
        names = {str(server.id): server.name for server in servers}
        options = _sorted(names)
        return (
            *known,
            *countries,
            Choice(name="server_id", label=_("Server"), all=_("All servers"), options=options),
        )

    async def _countries(self) -> tuple[Choice, ...]:
        """The countries that can be asked for, where places are looked up."""
        found = await self._app.places.countries()
        options = tuple(Option(one.code, one.country_words) for one in found)
        if not options:
            return ()
        options += (Option(LOCAL, _("Local network")), Option(UNKNOWN, _("Not known")))
        return (
            Choice(name="country", label=_("Country"), all=_("All countries"), options=options),
        )

    async def _sheet(self, play_id: PlayId, asked: Asked, entered: Entered) -> PlaySheet:
        row = await self._app.history.play(play_id)
        if row is None:
            raise NotFoundError("This play is not in the record (any more).", field="play_id")
        group = Asked.of({"reference_id": str(row.reference_id), "ungrouped": "1"})
        sessions = await self._app.history.page(
            history_query(group, self._today(), offset=0, limit=MOST_SESSIONS)
        )
        parts = SheetParts(
            stream=await self._app.history.stream_facts(play_id),
            sessions=sessions.entries,
            people=await self._people(),
            zone=self._app.zone,
            pictures=self._site.pictures,
            query=asked.query(),
            places=await places_of(self._app, [(row.server_id, row.user_id, row.ip_address)]),
            entered=entered,
        )
        return play_sheet(row, parts)

    def _today(self) -> date:
        return as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()


def _sorted(names: dict[str, str]) -> tuple[Option, ...]:
    options = (Option(value, text) for value, text in names.items())
    return tuple(sorted(options, key=lambda option: option.text.casefold()))
