"""Home: what plays now, what is wrong, what happened last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from shutil import disk_usage

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.dates import dated
from watchkeeper.db.shares import network_share
from watchkeeper.errors import OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.libraries import RecentQuery
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.outbox.log import LogQuestion
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import _, ngettext, number, told
from watchkeeper.web.located import places_of
from watchkeeper.web.look import COOKIE, Look
from watchkeeper.web.site import Site
from watchkeeper.web.views.added import added_item
from watchkeeper.web.views.history.line import HistoryLine, Setting, history_line
from watchkeeper.web.views.history.play_sheet import PlaySheet
from watchkeeper.web.views.home.cards import CardsAsked, shown_cards
from watchkeeper.web.views.home.page import (
    Figure,
    Home,
    Problem,
    Shelf,
    Today,
    document_title,
    failing_loops,
    low_disk,
    moved_items,
    now_of,
    on_share,
    problems_of,
)
from watchkeeper.web.views.streams.card import Scene, seen_of, stream_card
from watchkeeper.web.words import span

LAST_PLAYS = 8
MOST_TOLD = 500  # notifications of a day that are counted
NEW_ITEMS = 24  # asked for; what stands in two libraries is shown once
SHELF_ITEMS = 16


class HomePages:
    """The first page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/", self.home, Access.OWNER, name="home"),
            Page("/added", self.added, Access.OWNER),
        ]

    async def home(self, request: Request, sheet: PlaySheet | None = None) -> Response:
        """Everything at one glance, with a sheet over it when one is asked for."""
        cards_url = CardsAsked.of(request.query_params).address("/cards")
        look = Look.of(request.cookies.get(COOKIE, ""))
        values = {
            "home": await self.whole(),
            "sheet": sheet,
            "cards_url": cards_url,
            "card_count": len(shown_cards(look.cards)),
        }
        return await self._site.show(request, "pages/home.html", values, section="home")

    async def added(self, request: Request) -> Response:
        """What is new in the libraries: asked of the server, so it comes after the page."""
        page = await self._site.frame(request, "home")
        values = {"page": page, "added": await self._shelf()}
        return self._site.renderer.page("parts/added.html", values)

    async def whole(self) -> Home:
        """All that Home shows at this moment."""
        scene = await self.scene()
        cards = tuple(stream_card(live, scene) for live in self.sessions())
        return replace(await self.summary(), cards=cards)

    async def summary(self) -> Home:
        """Home without its cards."""
        sessions = self._app.monitoring.sessions()
        return Home(
            document_title=document_title(len(sessions)),
            problems=await self._problems(),
            now=now_of(sessions, (await self.scene()).server_names),
            cards=(),
            today=await self._today(),
            last=await self._last(),
        )

    def sessions(self) -> list[LiveSession]:
        """All live sessions, in a stable order: by server, then by start."""
        return sorted(
            self._app.monitoring.sessions(),
            key=lambda live: (live.server_id, live.started, live.number),
        )

    async def scene(self) -> Scene:
        """What all cards of this moment share."""
        servers = await self._app.servers.watched()
        return Scene(
            now=self._app.clock.now(),
            zone=self._app.zone,
            pictures=self._site.pictures,
            server_names={server.id: server.name for server in servers},
            places=await places_of(self._app, map(seen_of, self._app.monitoring.sessions())),
        )

    async def _problems(self) -> tuple[Problem, ...]:
        servers = await self._app.servers.watched()
        states = {server.id: self._app.monitoring.state(server.id) for server in servers}
        disk = await anyio.to_thread.run_sync(disk_usage, self._app.data_folder)
        share = await anyio.to_thread.run_sync(network_share, self._app.data_folder)
        return (
            *problems_of(servers, states, self._app.zone, self._site.renderer.url),
            *moved_items(self._app.relinks.suggestions, self._site.renderer.url),
            *low_disk(disk.free),
            *on_share(share),
            *failing_loops(
                list(self._app.supervisor.loops.values()),
                self._app.zone,
                self._site.renderer.url,
            ),
        )

    async def _today(self) -> Today:
        """Plays, watch time and people since midnight in the owner's zone."""
        day = as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()
        today = await self._app.statistics.today(HistoryFilter(), grouped=True)
        link = self._site.renderer.url
        url = link(f"/history?after={day}")
        figures = (
            Figure(number(today.plays), ngettext("play", "plays", today.plays), url),
            Figure(span(today.seconds), _("watch time"), url),
            Figure(number(today.people), ngettext("person", "people", today.people), url),
            await self._new_items(day),
            await self._told(day),
        )
        return Today(dated(day, "%A, %-d %B"), figures)

    async def _new_items(self, day: date) -> Figure:
        """What came into libraries today, as their last reading tells."""
        since = self._midnight(day)
        kept = self._app.libraries.indexes
        found = [
            await kept.summary(library, since)
            for server in await self._app.servers.all()
            for library in await self._app.libraries.all(server.id)
        ]
        known = [one.added for one in found if one is not None]
        count = sum(known)
        url = self._site.renderer.url(f"/statistics?tab=library&after={day}&before={day}")
        name = ngettext("new item", "new items", count)
        return Figure(number(count) if known else "–", name, url)

    async def _told(self, day: date) -> Figure:
        """How many notifications were made today."""
        asked = LogQuestion(since=self._midnight(day), limit=MOST_TOLD)
        found = await self._app.outbox.log_part(asked)
        count, more = len(found.notices), "+" if found.older else ""
        url = self._site.renderer.url(f"/notifications/log?since={day}T00:00")
        name = ngettext("notification", "notifications", count)
        return Figure(f"{count}{more}", name, url)

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time.min, self._app.zone).timestamp())

    async def _last(self) -> tuple[HistoryLine, ...]:
        found = await self._app.history.page(HistoryQuery(limit=LAST_PLAYS))
        setting = Setting(zone=self._app.zone, pictures=self._site.pictures)
        return tuple(history_line(entry, setting) for entry in found.entries)

    async def _shelf(self) -> Shelf:
        server = await self._app.servers.default()
        return Shelf() if server is None else await self._shelf_of(server)

    async def _shelf_of(self, server: Server) -> Shelf:
        try:
            items = await self._app.metadata.recently_added(server.id, RecentQuery(count=NEW_ITEMS))
        except OutsideError as error:
            return Shelf(problem=told(error))
        added = [added_item(server.id, item.facts, self._site.pictures) for item in items]
        once = {(one.title, one.subtitle): one for one in reversed(added)}
        return Shelf(tuple(one for one in added if one in once.values())[:SHELF_ITEMS])
