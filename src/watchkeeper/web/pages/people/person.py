"""One person: what they watch, on what, from where, what they may, and what is kept of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.accounts.sign_in.sign_ins import SignIn, SignInQuery
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.statistics import Scope
from watchkeeper.features.users import Account, KnownPerson
from watchkeeper.texts import _
from watchkeeper.web.pages.history.page import HistoryPages
from watchkeeper.web.pages.places import shown_places
from watchkeeper.web.pages.statistics import WORLD, StatisticsPages
from watchkeeper.web.rendering import with_query
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import accounts_of, one_of
from watchkeeper.web.views.avatar import avatar_of
from watchkeeper.web.views.history.asked import Asked
from watchkeeper.web.views.history.line import Setting, history_line
from watchkeeper.web.views.people.asked import role_of
from watchkeeper.web.views.people.page import Entry, flags_of
from watchkeeper.web.views.people.person import (
    TABS,
    PlaceSetting,
    account_view,
    device_line,
    other_names,
    place_line,
    tabs_of,
)
from watchkeeper.web.views.places import PlacesAsked
from watchkeeper.web.views.statistics.asked import StatsAsked
from watchkeeper.web.views.statistics.marks import Marks
from watchkeeper.web.views.windows import window_strip
from watchkeeper.web.words import moment

Values = dict[str, Any]  # Any: views of many shapes
LAST_PLAYS = 10
CHART_TABS = ("overview", "media")
CHARTS = ("by-hour", "by-month", "kinds", "genres", "completion", "decades")
"""What the statistics of a person show, in this order."""
MOST_DEVICES = 200
MOST_SIGN_INS = 20
MOST_FILES = 3


class PersonPages:
    """Reading at /users/{server_id}/{user_id}."""

    def __init__(self, site: Site, history: HistoryPages, statistics: StatisticsPages) -> None:
        self._site = site
        self._app = site.application
        self._history = history
        self._statistics_pages = statistics
        self._url = site.renderer.url
        self._tabs: Mapping[str, Callable[[Request, KnownPerson], Awaitable[Values]]] = {
            "activity": self._activity,
            "history": self._plays,
            "statistics": self._statistics,
            "devices": self._devices,
            "places": self._places,
            "access": self._access,
            "privacy": self._privacy,
        }

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/users/{server_id:int}/{user_id:int}", self.show, Access.OWNER),
            Page("/users/{server_id:int}/{user_id:int}/link", self.link, Access.OWNER),
        ]

    async def show(self, request: Request) -> Response:
        """One of the tabs."""
        person = await asked_person(self._site, request)
        tab = one_of(request.query_params, "tab", TABS, "activity")
        values = await self._head(person) | await self._tabs[tab](request, person)
        values |= {"tab": tab, "sheet": None}
        return await self._site.show(request, "pages/person.html", values, section="users")

    async def link(self, request: Request) -> Response:
        """What would be one person, before it is."""
        person = await asked_person(self._site, request)
        named = accounts_of(request.query_params.get("account", ""))
        wanted = tuple(dict.fromkeys((*person.keys, *named)))
        people = [person]
        for server_id, user_id in wanted:
            found = await self._app.people.get(ServerId(server_id), UserId(user_id))
            people += [found] if found not in people else []
        figures = await self._app.statistics.people.table([one.keys for one in people])
        whole = tuple(key for one in people for key in one.keys)
        together = await self._app.statistics.people.table([whole])
        values = {
            "person": person,
            "people": [(one, figures.get(place)) for place, one in enumerate(people)],
            "together": together.get(0),
            "words": ",".join(f"{server_id}-{user_id}" for server_id, user_id in whole),
            "others": await self._others(person),
            "servers": await self._servers(),
        }
        return await self._site.show(request, "pages/person_link.html", values, section="users")

    async def _head(self, person: KnownPerson) -> Values:
        totals = await self._app.statistics.recent(whose(person))
        entry = Entry(person, None, self._app.people.privacy(person))
        return {
            "person": person,
            "avatar_mark": avatar_of(person.name),
            "other_names": other_names(person),
            "role": role_of(person),
            "flags": flags_of(entry),
            "tabs": tabs_of(self._url(person.path)),
            "strip": window_strip(totals, {"account": person.account_words}, self._url),
            "alone": True,
        }

    async def _activity(self, _request: Request, person: KnownPerson) -> Values:
        running = self._app.monitoring.running()
        query = HistoryQuery(filter=whose(person), limit=LAST_PLAYS)
        found = await self._app.history.page(query, running)
        setting = Setting(zone=self._app.zone, pictures=self._site.pictures)
        lines = [history_line(entry, setting) for entry in found.entries]
        return {
            "running": [line for line in lines if line.is_running],
            "lines": [line for line in lines if not line.is_running],
            "days": await self._statistics_pages.last_days({"account": person.account_words}),
        }

    async def _plays(self, request: Request, person: KnownPerson) -> Values:
        asked = Asked.of(request.query_params)
        within = asked.within(person.path, "history", {"account": person.account_words})
        return {"listing": await self._history.listed(request, within)}

    async def _statistics(self, _request: Request, person: KnownPerson) -> Values:
        wanted = {"account": person.account_words, "range": "all"}
        found = [
            one
            for tab in CHART_TABS
            for one in await self._statistics_pages.charts(StatsAsked.of({**wanted, "tab": tab}))
        ]
        by_id = {one.chart.id: one for one in found}
        return {"charts": [by_id[name] for name in CHARTS if name in by_id]}

    async def _devices(self, _request: Request, person: KnownPerson) -> Values:
        found = await self._app.statistics.people.devices(whose(person))
        zone, words = self._app.zone, person.account_words
        lines = [device_line(one, words, zone, self._url) for one in found[:MOST_DEVICES]]
        return {"devices": lines, "devices_total": len(found)}

    async def _places(self, request: Request, person: KnownPerson) -> Values:
        found = await self._app.statistics.user_ips(whose(person))
        zone, words = self._app.zone, person.account_words
        towns = await self._app.places.of(one.ip_address for one in found[:MOST_DEVICES])
        setting = PlaceSetting(words, zone, self._url, towns)
        whole_world = request.query_params.get("map") == WORLD
        turn = {"tab": "places", "map": "" if whole_world else WORLD}
        wanted = PlacesAsked(
            marks=Marks(url=self._url, base={"account": words}),
            zone=zone,
            turn_url=with_query(person.path, turn),
            whole_world=whole_world,
        )
        return {
            "places": [place_line(one, setting) for one in found[:MOST_DEVICES]],
            "places_total": len(found),
            "watched_from": await shown_places(self._site, Scope(filter=whose(person)), wanted),
            "database": await self._app.places.state(),
        }

    async def _access(self, _request: Request, person: KnownPerson) -> Values:
        servers = await self._servers()
        shelves = {
            (one.server_id, one.section_id): one.section_name
            or _("Library %(number)s", number=one.section_id)
            for server_id in {user.server_id for user in person.accounts}
            for one in await self._app.libraries.all(server_id, with_deleted=True)
        }
        zone = self._app.zone
        return {
            "accounts": [
                account_view(user, servers.get(user.server_id, ""), shelves)
                for user in person.accounts
            ],
            "sign_ins": [
                (one, moment(one.timestamp, zone)) for one in await self._sign_ins(person)
            ],
        }

    async def _privacy(self, _request: Request, person: KnownPerson) -> Values:
        zone = self._app.zone
        files = await self._app.personal_data.files(person)
        on_server = [
            one
            for one in await self._app.users.all(person.first.server_id, with_deleted=True)
            if one.user_id > 0 and (one.server_id, one.user_id) not in person.keys
        ]
        return {
            "privacy": self._app.people.privacy(person),
            "files": [(job, moment(job.created_at, zone)) for job in files[:MOST_FILES]],
            "targets": sorted(on_server, key=lambda one: one.display_name.casefold()),
            "is_removed": all(user.is_deleted for user in person.accounts),
        }

    async def _sign_ins(self, person: KnownPerson) -> list[SignIn]:
        numbers = {user.user_id for user in person.accounts if user.user_id > 0}
        found: list[SignIn] = []
        for number in numbers:
            query = SignInQuery(user_id=number, limit=MOST_SIGN_INS)
            found += (await self._app.accounts.sign_ins(query)).rows
        return sorted(found, key=lambda one: -one.timestamp)[:MOST_SIGN_INS]

    async def _others(self, person: KnownPerson) -> list[KnownPerson]:
        """Everybody who could be linked with them."""
        people = await self._app.people.all(with_deleted=True)
        others = [one for one in people if one.keys != person.keys and not one.is_nobody]
        return sorted(others, key=lambda one: one.name.casefold())

    async def _servers(self) -> dict[int, str]:
        return {server.id: server.name for server in await self._app.servers.all()}


def whose(person: KnownPerson) -> HistoryFilter:
    """Their plays, of all their accounts."""
    return HistoryFilter(accounts=person.keys)


def asked_account(request: Request) -> Account:
    """The account that the address names."""
    path = request.path_params
    return ServerId(path["server_id"]), UserId(path["user_id"])


async def asked_person(site: Site, request: Request) -> KnownPerson:
    """Who is behind the account that the address names.

    Raises:
        NotFoundError: there is no such account.
    """
    return await site.application.people.get(*asked_account(request))
