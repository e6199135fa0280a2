"""Home: what plays now, what is wrong, what happened last."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import OutsideError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.libraries import RecentQuery
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.web.site import Site
from watchkeeper.web.views.history import HistoryLine, history_line
from watchkeeper.web.views.home import (
    Added,
    Figure,
    Home,
    Problem,
    Today,
    document_title,
    now_of,
    problems_of,
)
from watchkeeper.web.views.play_sheet import PlaySheet
from watchkeeper.web.views.stream_card import StreamCard, stream_card
from watchkeeper.web.views.titles import Known, poster_path, title_of
from watchkeeper.web.words import span

LAST_PLAYS = 8
NEW_ITEMS = 14


class HomePages:
    """The first page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The address, and whom it lets in."""
        return [Page("/", self.home, Access.OWNER, name="home")]

    async def home(self, request: Request, sheet: PlaySheet | None = None) -> Response:
        """Everything at one glance, with a sheet over it when one is asked for."""
        cards = self.cards()
        home = Home(
            document_title=document_title(len(cards)),
            problems=await self.problems(),
            now=now_of(self._app.monitoring.sessions()),
            cards=cards,
            today=await self.today(),
            added=await self._added(),
            last=await self._last(),
        )
        values = {"home": home, "sheet": sheet}
        return await self._site.show(request, "pages/home.html", values, section="home")

    def cards(self) -> tuple[StreamCard, ...]:
        """All live sessions, in a stable order: by server, then by start."""
        now = self._app.clock.now()
        sessions = sorted(
            self._app.monitoring.sessions(), key=lambda live: (live.server_id, live.started)
        )
        return tuple(
            stream_card(live, now, self._app.zone, self._site.pictures) for live in sessions
        )

    async def problems(self) -> tuple[Problem, ...]:
        """What keeps plays from being collected."""
        servers = await self._app.servers.watched()
        states = {server.id: self._app.monitoring.state(server.id) for server in servers}
        return problems_of(servers, states, self._app.zone, self._site.renderer.url("/servers"))

    async def today(self) -> Today:
        """Plays, watch time and people since midnight in the owner's zone."""
        day = as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()
        today = await self._app.statistics.today(HistoryFilter(), grouped=True)
        url = self._site.renderer.url(f"/history?after={day}")
        figures = (
            Figure(f"{today.plays:,}", "play" if today.plays == 1 else "plays", url),
            Figure(span(today.seconds), "watch time", url),
            Figure(f"{today.people:,}", "person" if today.people == 1 else "people", url),
        )
        return Today(f"{day:%A, %-d %B}", figures)

    async def _last(self) -> tuple[HistoryLine, ...]:
        found = await self._app.history.page(HistoryQuery(limit=LAST_PLAYS))
        return tuple(
            history_line(entry, self._app.zone, self._site.pictures) for entry in found.entries
        )

    async def _added(self) -> tuple[Added, ...]:
        server = await self._app.servers.default()
        if server is None:
            return ()
        try:
            items = await self._app.metadata.recently_added(server.id, RecentQuery(count=NEW_ITEMS))
        except OutsideError:
            return ()  # the problem is shown above; the shelf is simply not there
        return tuple(self._added_item(server.id, item.facts) for item in items)

    def _added_item(self, server_id: ServerId, facts: Known) -> Added:
        title = title_of(facts)
        poster = self._site.pictures.poster(server_id, poster_path(facts), square=False)
        return Added(title.main, title.second, poster)
