"""The statistics page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.libraries import Library
from watchkeeper.features.libraries.index.holdings import holdings_of
from watchkeeper.features.libraries.index.indexes import LEAVES
from watchkeeper.features.places import DatabaseState
from watchkeeper.features.preferences import Display
from watchkeeper.features.statistics import By, Scope, Table, Wanted
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Drawn
from watchkeeper.web.pages.places import shown_places
from watchkeeper.web.site import Site
from watchkeeper.web.views.history.asked import Option
from watchkeeper.web.views.places import PlacesAsked, PlacesView
from watchkeeper.web.views.statistics import library, media, overview, people, places, playback
from watchkeeper.web.views.statistics.asked import PATH, Metric, Span, StatsAsked
from watchkeeper.web.views.statistics.controls import Controls, controls_of, figures_of
from watchkeeper.web.views.statistics.marks import Marks
from watchkeeper.web.views.statistics.periods import axis_of, gaps_in, week_from
from watchkeeper.web.views.statistics.setting import Before, Setting, span_text

TITLES_SHOWN = 10
WORLD = "world"
"""How an address asks for a map of the whole world."""


@dataclass(frozen=True, slots=True)
class Question:
    """A tab that is asked for: what it is about, and which plays."""

    setting: Setting
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a tab shows beside its figures."""

    charts: Sequence[Drawn]
    people: Sequence[people.Choice] = ()
    addresses: Sequence[places.AddressLine] = ()
    doubles: Sequence[library.DoubleLine] = ()
    unread: Sequence[Library] = ()
    places: PlacesView | None = None
    database: DatabaseState | None = None


class StatisticsPages:
    """Reading at /statistics."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._tabs: Mapping[str, Callable[[Question], Awaitable[Content]]] = {
            "overview": self._overview,
            "media": self._media,
            "people": self._people,
            "playback": self._playback,
            "library": self._library,
            "places": self._places,
        }

    def pages(self) -> list[Page]:
        """The address, and whom it lets in."""
        return [Page(PATH, self.show, Access.OWNER, name="statistics")]

    async def show(self, request: Request) -> Response:
        """One tab of the page."""
        sent = request.query_params
        asked = StatsAsked.of({**sent, "with": ",".join(sent.getlist("with"))})
        question = await self._question(asked, self._unhidden(asked))
        content = await self._tabs[asked.tab](question)
        values = {
            "controls": await self._controls(asked, question.setting),
            "figures": figures_of(question.setting),
            "content": content,
        }
        return await self._site.show(request, "pages/statistics.html", values, section="statistics")

    async def charts(self, asked: StatsAsked) -> Sequence[Drawn]:
        """The charts of one tab, for pages that show a part of them."""
        question = await self._question(asked, self._unhidden(asked))
        return (await self._tabs[asked.tab](question)).charts

    async def last_days(self, whose: Mapping[str, str]) -> Drawn:
        """Plays by day in the last 30 days; `whose` are words of this page's address.

        Everybody counts, as in the other figures of the pages that show it.
        """
        asked = StatsAsked.of({**whose, "range": "30"})
        question = await self._question(asked, asked.scope)
        tables = await self._tables(question, overview.LAST_DAYS_WANTED)
        return overview.last_days(question.setting, tables)

    def _unhidden(self, asked: StatsAsked) -> Scope:
        """What is asked for, without those who are hidden from statistics."""
        return replace(asked.scope, filter=self._app.people.counted(asked.scope.filter))

    async def _question(self, asked: StatsAsked, everything: Scope) -> Question:
        """What the page is about: its days, its figures as a whole, and the names."""
        explorer, app = self._app.explorer, self._app
        is_open = asked.range == "all" or bool(asked.before and not asked.after)
        first = await explorer.first_day(everything) if is_open else None
        span = asked.span(explorer.today, first)
        scope = _within(everything, span)
        axis = axis_of(span)
        gaps = await explorer.gaps(span.first, span.last, asked.scope.filter.server_ids)
        setting = Setting(
            asked=asked,
            span=span,
            axis=axis,
            marks=Marks.of(asked, span, self._site.renderer.url, scope.filter.without_accounts),
            today=explorer.today,
            total=await explorer.total(scope),
            gaps=gaps_in(axis.periods, gaps, app.zone),
            week=week_from(is_monday_first=app.preferences.group(Display).week_start_monday),
            before=await self._before(asked, span, scope),
            people=await self._names(),
            accounts_of=app.people.accounts_of,
            libraries={
                (one.server_id, one.section_id): one.section_name or ""
                for one in await self._libraries()
            },
        )
        return Question(setting, scope)

    async def _before(self, asked: StatsAsked, span: Span, scope: Scope) -> Before | None:
        compared = asked.compared(span)
        if compared is None:
            return None
        then, axis = _within(scope, compared), axis_of(compared)
        is_people = asked.metric is Metric.PEOPLE
        wanted = [Wanted(by=By.PERIOD)]
        (by_period,) = await self._app.explorer.tables(
            then, wanted, axis.starts, with_people=is_people
        )
        return Before(
            span=compared,
            axis=axis,
            name=span_text(compared),
            total=await self._app.explorer.total(then),
            by_period=by_period,
        )

    async def _tables(self, question: Question, wanted: Sequence[Wanted]) -> list[Table]:
        setting = question.setting
        is_people = setting.asked.metric is Metric.PEOPLE
        return await self._app.explorer.tables(
            question.scope, wanted, setting.axis.starts, with_people=is_people
        )

    async def _overview(self, question: Question) -> Content:
        tables = await self._tables(question, overview.WANTED)
        return Content(charts=overview.overview(question.setting, tables))

    async def _media(self, question: Question) -> Content:
        tables = await self._tables(question, media.WANTED)
        reached = await self._app.explorer.reached(question.scope, TITLES_SHOWN)
        return Content(charts=media.media(question.setting, media.Found(tables, reached)))

    async def _people(self, question: Question) -> Content:
        tables = await self._tables(question, people.WANTED)
        streaks = await self._app.explorer.streaks(question.scope)
        found = people.Found(tables, streaks)
        return Content(
            charts=people.people(question.setting, found),
            people=people.choices(question.setting, tables[0]),
        )

    async def _playback(self, question: Question) -> Content:
        tables = await self._tables(question, playback.WANTED)
        peaks = await self._app.explorer.peaks(question.scope)
        bandwidth = await self._app.explorer.bandwidth(question.scope)
        found = playback.Found(tables, peaks, bandwidth)
        return Content(charts=playback.playback(question.setting, found))

    async def _library(self, question: Question) -> Content:
        setting, url = question.setting, self._site.renderer.url
        tables = await self._tables(question, library.WANTED)
        wanted = setting.asked.scope.filter
        libraries = [
            await self._counted(one)
            for one in await self._libraries()
            if (not wanted.section_ids or one.section_id in wanted.section_ids)
            and (not wanted.server_ids or one.server_id in wanted.server_ids)
        ]
        return Content(
            charts=library.library(setting, library.Found(tables, libraries), url),
            doubles=library.double_lines(libraries, setting, url),
            unread=[
                counted.library
                for counted in libraries
                if counted.holdings is None and counted.library.section_type in LEAVES
            ],
        )

    async def _counted(self, one: Library) -> library.CountedLibrary:
        """What is kept of a library; nothing is asked of its server for this."""
        kept = self._app.libraries.indexes
        indexes = await kept.of(one)
        if indexes.leaves is None:
            return library.CountedLibrary(one, None, None)
        held = await anyio.to_thread.run_sync(holdings_of, indexes.leaves, self._app.zone)
        items = kept.asked_items(one, indexes, leaves=True)
        if items is None:
            return library.CountedLibrary(one, held, None)
        only = HistoryFilter(server_ids=(one.server_id,))
        states = await self._app.statistics.items.states(only, items)
        return library.CountedLibrary(one, held, int((states.plays == 0).sum()))

    async def _places(self, question: Question) -> Content:
        tables = await self._tables(question, places.WANTED)
        addresses = await self._app.explorer.addresses(question.scope)
        found = places.Found(tables, addresses, await self._app.places.of(addresses))
        asked = question.setting.asked
        whole_world = asked.get("map") == WORLD
        wanted = PlacesAsked(
            marks=question.setting.marks,
            zone=self._app.zone,
            turn_url=asked.address(map="" if whole_world else WORLD),
            whole_world=whole_world,
        )
        return Content(
            places=await shown_places(self._site, question.scope, wanted),
            database=await self._app.places.state(),
            charts=places.places(question.setting, found),
            addresses=places.address_lines(question.setting, found, self._app.zone),
        )

    async def _controls(self, asked: StatsAsked, setting: Setting) -> Controls:
        servers = await self._app.servers.all()
        everybody = await self._app.people.all()
        persons = [
            Option(",".join(f"{one}-{other}" for one, other in person.keys), person.name)
            for person in everybody
        ]
        libraries = [
            Option(str(one.section_id), one.section_name or "") for one in await self._libraries()
        ]
        known = (persons, libraries, [Option(str(one.id), one.name) for one in servers])
        return controls_of(asked, setting, known)

    async def _names(self) -> dict[tuple[int, int], str]:
        return {
            (server, user): person.name
            for person in await self._app.people.all()
            for server, user in person.keys
        }

    async def _libraries(self) -> list[Library]:
        servers = await self._app.servers.all()
        return [one for server in servers for one in await self._app.libraries.all(server.id)]


def _within(scope: Scope, span: Span) -> Scope:
    return replace(scope, filter=replace(scope.filter, after_day=span.first, before_day=span.last))
