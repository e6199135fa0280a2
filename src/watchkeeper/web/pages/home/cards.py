"""The cards of Home: fetched after the page, so that the page never waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter, WatchedShare
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import HistoryEntry, HistoryQuery, PlayRow
from watchkeeper.features.statistics import Scope
from watchkeeper.web.look import COOKIE, Look, moved_up
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.site import Site
from watchkeeper.web.views.home.cards import (
    KINDS,
    ROWS,
    Cards,
    CardsAsked,
    Found,
    Naming,
    cards_of,
    cards_text,
    shown_cards,
)
from watchkeeper.web.views.statistics.asked import Metric
from watchkeeper.web.views.statistics.marks import Marks


class HomeCardPages:
    """The part of Home, and what is chosen in it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/cards", self.show, Access.OWNER),
            Page("/cards/choose", self.choose, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The cards alone."""
        asked = CardsAsked.of(request.query_params)
        names = shown_cards(Look.of(request.cookies.get(COOKIE, "")).cards)
        page = await self._site.frame(request, "home")
        values = {"page": page, "cards": await self._cards(asked, names)}
        return self._site.renderer.page("parts/cards.html", values)

    async def choose(self, request: Request) -> Response:
        """Keep which cards this browser shows, and in which order."""
        form = await request.form()
        order = text_of(form, "order").split(",")
        chosen = [str(name) for name in form.getlist("card")]
        names = [name for name in (*order, *chosen) if name in chosen]
        up = text_of(form, "up")
        kept = "" if "reset" in form else cards_text(moved_up(list(dict.fromkeys(names)), up))
        look = Look.of(request.cookies.get(COOKIE, "")).changed({"cards": kept})
        response = self._site.go(text_of(form, "next") or "/")
        self._site.keep_look(response, look)
        return response

    async def _cards(self, asked: CardsAsked, names: Sequence[str]) -> Cards:
        explorer, people = self._app.explorer, self._app.people
        today = explorer.today
        counted = people.counted(HistoryFilter(after_day=asked.since(today)))
        scope = Scope(filter=counted)
        wanted = asked.wanted(names)
        tables = await explorer.tables(
            scope, [one for _, one in wanted], with_people=asked.metric is Metric.PEOPLE
        )
        by_name = {name: table for (name, _), table in zip(wanted, tables, strict=True)}
        titles = [key for name, table in by_name.items() if name in KINDS for key in table]
        found = Found(
            tables=by_name,
            newest=await self._newest(scope, titles),
            peaks=await explorer.peak(scope) if "concurrent" in names else (),
            watched=await self._watched(scope) if "watched" in names else (),
        )
        return cards_of(asked, names, found, await self._naming(asked, scope))

    async def _newest(self, scope: Scope, titles: Sequence[object]) -> dict[object, PlayRow]:
        numbers = await self._app.explorer.newest(scope, titles)
        rows = await self._app.history.plays(list(numbers.values()))
        return {title: rows[number] for title, number in numbers.items() if number in rows}

    async def _watched(self, scope: Scope) -> Sequence[HistoryEntry]:
        only = replace(scope.filter, watched=(WatchedShare.WATCHED,))
        found = await self._app.history.page(HistoryQuery(filter=only, limit=ROWS))
        return found.entries

    async def _naming(self, asked: CardsAsked, scope: Scope) -> Naming:
        hidden = scope.filter.without_accounts
        base = {
            "after": asked.since(self._app.explorer.today) or "",
            "without": ",".join(f"{server}-{user}" for server, user in hidden),
        }
        servers = await self._app.servers.all()
        return Naming(
            marks=Marks(url=self._site.renderer.url, metric=asked.metric, base=base),
            pictures=self._site.pictures,
            zone=self._app.zone,
            people={key: one.name for one in await self._app.people.all() for key in one.keys},
            libraries={
                (one.server_id, one.section_id): one.section_name or ""
                for server in servers
                for one in await self._app.libraries.all(server.id)
            },
            accounts_of=self._app.people.accounts_of,
        )
