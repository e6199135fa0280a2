"""One's own pages: what a guest may see, and what the owner sees of their own accounts.

Everything here is asked for the accounts that the one who asks stands for, and for nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.accounts import Access, AccountKey, Browser, Page, Principal
from watchkeeper.features.history import HistoryQuery, RunningPlay
from watchkeeper.features.libraries import RecentQuery
from watchkeeper.features.preferences import Guests
from watchkeeper.features.statistics import GraphQuery, Measure, Split
from watchkeeper.features.users import User
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.added import added_item
from watchkeeper.web.views.history.export import csv_text, exported
from watchkeeper.web.views.history.line import Setting
from watchkeeper.web.views.home.page import Added
from watchkeeper.web.views.people import me
from watchkeeper.web.views.windows import window_strip
from watchkeeper.web.views.year.links import link_line

LAST_PLAYS = 8
SHELF_ITEMS = 16
MOST_EXPORTED = 20_000
DAYS, MONTHS = 30, 12

Accounts = tuple[AccountKey, ...]


class MePages:
    """All that begins with /me, but for the year in review."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/me", self.overview, Access.GUEST, name="me"),
            Page("/me/now", self.now, Access.GUEST),
            Page("/me/added", self.added, Access.GUEST),
            Page("/me/history", self.history, Access.GUEST),
            Page("/me/history.csv", self.csv, Access.GUEST),
            Page("/me/history.json", self.json, Access.GUEST),
            Page("/me/statistics", self.statistics, Access.GUEST),
            Page("/me/devices", self.devices, Access.GUEST),
            Page("/me/privacy", self.privacy, Access.GUEST),
            Page("/me/privacy/year", self.choose_year, Access.GUEST, ("POST",)),
            Page("/me/privacy/sign-out", self.sign_out, Access.GUEST, ("POST",)),
            Page("/me/year/links/{link_id:int}/revoke", self.end_link, Access.GUEST, ("POST",)),
        ]

    async def overview(self, request: Request) -> Response:
        """What plays, how much it was, what was last."""
        accounts = await self._accounts(request)
        own = HistoryFilter(accounts=accounts)
        totals = await self._app.statistics.recent(own)
        last = await self._app.history.page(HistoryQuery(filter=own, limit=LAST_PLAYS))
        values = {
            "running": await self._running(accounts),
            "strip": window_strip(totals, {}, lambda path: self._url(f"/me{path}")),
            "alone": True,
            "last": me.own_lines(last.entries, self._setting()),
            "shows_added": self._shows_added(request),
        }
        return await self._show(request, "me/overview.html", values, "home")

    async def now(self, request: Request) -> Response:
        """What plays: asked for again and again by the overview."""
        page = await self._site.frame(request, "home")
        running = await self._running(await self._accounts(request))
        return self._site.renderer.page("me/now.html", {"page": page, "running": running})

    async def added(self, request: Request) -> Response:
        """What is new in the libraries that are shared with them."""
        if not self._shows_added(request):
            raise NotFoundError("The owner does not show this to guests.")
        page = await self._site.frame(request, "home")
        found = [one for key in await self._accounts(request) for one in await self._new(key)]
        once = {(one.title, one.subtitle): one for one in reversed(found)}
        items = [one for one in found if one in once.values()][:SHELF_ITEMS]
        return self._site.renderer.page("me/added.html", {"page": page, "items": items})

    async def history(self, request: Request) -> Response:
        """Their plays."""
        accounts, asked = await self._accounts(request), me.own_asked(request.query_params)
        query = me.own_query(asked, self._today(), accounts)
        running = self._running_of(accounts) if asked.page == 1 else []
        found = await self._app.history.page(query, running)
        values = {"history": me.own_history(asked, found, self._setting())}
        return await self._show(request, "me/history.html", values, "history")

    async def csv(self, request: Request) -> Response:
        """Their plays as a table for other programs."""
        rows = await self._exported(request)
        headers = {"Content-Disposition": 'attachment; filename="my-history.csv"'}
        return Response(csv_text(rows), media_type="text/csv; charset=utf-8", headers=headers)

    async def json(self, request: Request) -> Response:
        """The same as JSON."""
        content = orjson.dumps({"plays": await self._exported(request)})
        headers = {"Content-Disposition": 'attachment; filename="my-history.json"'}
        return Response(content, media_type="application/json", headers=headers)

    async def statistics(self, request: Request) -> Response:
        """Their habits."""
        own = HistoryFilter(accounts=await self._accounts(request))
        graphs, url = self._app.statistics.graphs, self._url
        spent = GraphQuery(filter=own, days=DAYS, measure=Measure.SECONDS)
        often = GraphQuery(filter=own, days=365, measure=Measure.PLAYS)
        values = {
            "charts": (
                me.by_day(await graphs.by_day(spent, Split.MEDIA_TYPE), url),
                me.by_month(await graphs.by_month(spent, MONTHS, Split.MEDIA_TYPE), url),
                me.by_hour(await graphs.by_hour(often, Split.MEDIA_TYPE)),
            )
        }
        return await self._show(request, "me/statistics.html", values, "statistics")

    async def devices(self, request: Request) -> Response:
        """The devices they have used."""
        own = HistoryFilter(accounts=await self._accounts(request))
        shares = await self._app.statistics.players_of(own, grouped=True)
        values = {"devices": me.own_devices(shares, self._url)}
        return await self._show(request, "me/devices.html", values, "devices")

    async def privacy(self, request: Request) -> Response:
        """What is kept of them, and what they may decide."""
        principal: Principal = request.state.principal
        accounts = await self._accounts(request)
        own = HistoryFilter(accounts=accounts)
        found = await self._app.history.page(HistoryQuery(filter=own, limit=1))
        user_id = principal.user_id
        is_guest = principal.kind == "guest" and user_id is not None
        links = await self._app.year_links.all(user_id) if is_guest else []
        values = {
            "plays": found.filtered,
            "has_opted_out": await self._app.opting_out.has(accounts),
            "links": [link_line(link, self._app.zone) for link in links],
            "is_guest": is_guest,
        }
        return await self._show(request, "me/privacy.html", values, "privacy")

    async def choose_year(self, request: Request) -> Response:
        """Keep their year in review to themselves, or no more."""
        is_out = bool(text_of(await request.form(), "out"))
        await self._app.opting_out.choose(await self._accounts(request), is_out=is_out)
        said = (
            _("Nobody but you sees your year in review, and links to it open nothing any more.")
            if is_out
            else _("The owner may see your year in review again.")
        )
        return self._site.go("/me/privacy", Message(said, "ok"))

    async def sign_out(self, request: Request) -> Response:
        """End all their sessions, this one too."""
        principal: Principal = request.state.principal
        if principal.kind != "guest" or principal.user_id is None:
            raise NotFoundError("Only a guest signs out here.")
        await self._app.accounts.guests.sign_out(principal.user_id)
        browser: Browser = request.state.browser
        response = self._site.go("/sign-in")
        browser.sign_out(response)
        return response

    async def end_link(self, request: Request) -> Response:
        """End a link of theirs."""
        principal: Principal = request.state.principal
        if principal.user_id is None:
            raise NotFoundError("Only a guest ends links here.")
        link_id = request.path_params["link_id"]
        await self._app.year_links.revoke(link_id, shared_by=principal.user_id)
        return self._site.go("/me/privacy", Message(_("The link opens nothing any more."), "ok"))

    async def _accounts(self, request: Request) -> Accounts:
        """For whom everything here is asked: never for nobody, which would mean everybody."""
        principal: Principal = request.state.principal
        accounts = principal.accounts
        if principal.kind == "owner":
            accounts = await self._app.guest_admission.own_accounts()
        if not accounts:
            raise NotFoundError("No account on a server is yours.")
        return accounts

    async def _running(self, accounts: Accounts) -> tuple[Any, ...]:  # Any: lines of the history
        running = self._running_of(accounts)
        if not running:
            return ()
        query = HistoryQuery(filter=HistoryFilter(accounts=accounts), limit=len(running))
        found = await self._app.history.page(query, running)
        entries = [entry for entry in found.entries if entry.running is not None]
        return me.own_lines(entries, self._setting())

    def _running_of(self, accounts: Accounts) -> list[RunningPlay]:
        return [
            one
            for one in self._app.monitoring.running()
            if (one.server_id, one.user_id) in accounts
        ]

    async def _exported(self, request: Request) -> list[dict[str, object]]:
        accounts, asked = await self._accounts(request), me.own_asked(request.query_params)
        query = me.own_query(asked, self._today(), accounts, limit=MOST_EXPORTED)
        found = await self._app.history.page(query)
        return me.own_exported([exported(entry) for entry in found.entries])

    def _shows_added(self, request: Request) -> bool:
        principal: Principal = request.state.principal
        is_shown: bool = self._app.preferences.group(Guests).guests_see_added
        return principal.kind == "owner" or is_shown

    async def _new(self, key: AccountKey) -> list[Added]:
        """New items of one server; none while it does not answer."""
        user = await self._app.users.get(*key)
        if user is None or not _sees_whole_libraries(user):
            return []
        found = []
        for section_id in user.shared_libraries or ():
            query = RecentQuery(count=SHELF_ITEMS, section_id=section_id)
            try:
                items = await self._app.metadata.recently_added(key[0], query)
            except OutsideError:
                return []
            found += [item.facts for item in items]
        found.sort(key=lambda facts: -_number(facts.get("added_at")))
        return [added_item(ServerId(key[0]), facts, self._site.pictures) for facts in found]

    def _setting(self) -> Setting:
        return Setting(zone=self._app.zone, pictures=self._site.pictures)

    def _today(self) -> date:
        return as_datetime(self._app.clock.now()).astimezone(self._app.zone).date()

    def _url(self, path: str) -> str:
        return self._site.renderer.url(path)

    async def _show(
        self, request: Request, template: str, values: dict[str, Any], section: str
    ) -> Response:  # Any: views of many shapes
        return await self._site.show(request, template, values, section=section)


def _sees_whole_libraries(user: User) -> bool:
    """Whether Plex keeps nothing of the shared libraries from them (ratings, labels)."""
    filters = (
        *(user.filter_all, user.filter_movies, user.filter_tv),
        *(user.filter_music, user.filter_photos),
    )
    return not any(filters) and not user.is_restricted


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isdigit() else 0
