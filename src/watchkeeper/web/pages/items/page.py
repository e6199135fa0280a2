"""The pages of items: films, shows, seasons, episodes, artists, albums, tracks."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.columns.items.reached import Reached
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import HistoryQuery, Order, OrderField, RunningPlay
from watchkeeper.features.users import KnownPerson
from watchkeeper.texts import _, told
from watchkeeper.web.pages.items.sources import HELD_BELOW, ItemSources, KnownItem
from watchkeeper.web.rendering import Message, with_query
from watchkeeper.web.site import Site
from watchkeeper.web.views.address import whole
from watchkeeper.web.views.history.line import Setting, history_line
from watchkeeper.web.views.items.page import (
    Crumb,
    Life,
    Place,
    file_lines,
    item_head,
    timeline_of,
)
from watchkeeper.web.views.items.people import Watching, stops_chart, watcher_lines
from watchkeeper.web.views.items.season_grid import (
    Episode,
    GridQuestion,
    by_episode,
    reached_by,
    recorded_episode,
    season_grid,
)
from watchkeeper.web.views.libraries.page import library_path
from watchkeeper.web.views.offline import offline_of
from watchkeeper.web.views.windows import window_strip

LAST_PLAYS = 6
SHOWS = frozenset({"show", "season"})

Values = dict[str, Any]  # Any: views of many shapes


class ItemPages:
    """/items/{server_id}/{rating_key}."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._sources = ItemSources(site.application)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = "/items/{server_id:int}/{rating_key:int}"
        return [
            Page(one, self.show, Access.OWNER, name="item"),
            Page(f"{one}/plays", self.plays, Access.OWNER),
            Page(f"{one}/refresh", self.refresh, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The page; while its server is slow, from what is known without it."""
        patient = "whole" in request.query_params
        known = await self._known(request, patient=patient)
        chosen = _chosen(request)
        values = {
            **await self._head(known),
            **await self._watching(known, chosen, patient=patient),
            "chosen": chosen,
            "address": f"/items/{known.server.id}/{known.rating_key}",
            "whole_address": with_query(
                f"/items/{known.server.id}/{known.rating_key}",
                {"by": ",".join(map(str, chosen)), "whole": 1},
            ),
        }
        return await self._site.show(request, "pages/item.html", values, section="libraries")

    async def plays(self, request: Request) -> Response:
        """The history of the item under all its rating keys."""
        known = await self._known(request, patient=False)
        return RedirectResponse(self._site.renderer.url(_history(known)), status_code=303)

    async def refresh(self, request: Request) -> Response:
        """Ask the server anew."""
        self._app.metadata.forget()
        known = await self._known(request, patient=True)
        path = f"/items/{known.server.id}/{known.rating_key}"
        if known.answer.problem:
            return self._site.go(path, Message(told(known.answer.problem), "warning"))
        return self._site.go(path, Message(_("What the server says of it is fresh."), "ok"))

    async def _known(self, request: Request, *, patient: bool) -> KnownItem:
        path = request.path_params
        server_id = ServerId(path["server_id"])
        return await self._sources.known(server_id, path["rating_key"], patient=patient)

    async def _head(self, known: KnownItem) -> Values:
        url, zone = self._site.renderer.url, self._app.zone
        library, server = known.library, known.server
        facts = known.facts
        crumb = (
            Crumb(
                library.section_name or _("Library"),
                url(library_path(library.server_id, library.section_id)),
            )
            if library
            else None
        )
        place = Place(server, self._site.pictures, zone, known.rating_key)
        state = self._app.monitoring.state(server.id)
        return {
            "head": item_head(facts, place, crumb),
            "files": file_lines(facts),
            "known": known,
            "offline": offline_of(server, state, zone, url),
            "plays_url": url(_history(known)),
            "former": known.record.former_keys if known.record else (),
            "copies": self._copies(known),
        }

    def _copies(self, known: KnownItem) -> list[Crumb]:
        """The same thing in other libraries of the server."""
        found = known.record.copies if known.record else ()
        named = self._app.libraries.named(known.server.id)
        return [
            Crumb(
                (named[copy.section_id].section_name if copy.section_id in named else "") or "?",
                self._site.renderer.url(f"/items/{known.server.id}/{copy.rating_key}"),
            )
            for copy in found
        ]

    async def _watching(
        self, known: KnownItem, chosen: tuple[int, ...], *, patient: bool
    ) -> Values:
        url, zone = self._site.renderer.url, self._app.zone
        plays = HistoryFilter(server_ids=(known.server.id,), any_rating_keys=known.keys)
        statistics = self._app.statistics
        found = await statistics.items.reached(plays)
        people = await self._app.people.all()
        totals = await statistics.recent(plays)
        episodes, is_complete = await self._episodes(known, found, patient=patient)
        query = {"server_id": known.server.id, "rating_key": ",".join(map(str, known.keys))}
        asked = Watching(
            server_id=known.server.id,
            keys=known.keys,
            leaves=_leaves(known, episodes),
            library=known.library,
            zone=zone,
            url=url,
        )
        lines = watcher_lines(people, found, asked)
        return {
            "strip": window_strip(totals, query, url),
            "watchers": [line for line in lines if line.plays],
            "others": [line for line in lines if not line.plays],
            "chart": stops_chart(await statistics.items.stops(plays), url(_history(known))),
            "grid": self._grid(known, episodes, reached_by(people, found, chosen), is_complete),
            "episodes": episodes,
            "people": _present(people, known.server.id),
            **await self._record(known, plays, totals[-1].plays),
            **await self._neighbours(known, patient=patient),
        }

    async def _episodes(
        self, known: KnownItem, found: list[Reached], *, patient: bool
    ) -> tuple[list[Episode], bool]:
        """What is listed, with what was played and is not listed (any more)."""
        if known.media_type not in SHOWS:
            return [], False
        listed, is_complete = await self._sources.episodes(known, patient=patient)
        played = by_episode(listed, found)
        kept = {id(one) for some in played.values() for one in some}
        others = [one for one in found if id(one) not in kept and one.rating_key is not None]
        words = await self._app.history.item_words([one.item for one in others])
        gone = {
            one.rating_key or 0: recorded_episode(one, words[one.item], is_there=not is_complete)
            for one in others
            if one.item in words
        }
        return [*listed, *gone.values()], is_complete

    def _grid(
        self,
        known: KnownItem,
        episodes: list[Episode],
        chosen: tuple[list[Reached], int],
        is_complete: bool,  # a fact, not a switch
    ) -> Any:  # Any: rows of the grid
        running = self._app.monitoring.running(known.server.id)
        playing = frozenset(one.rating_key for one in running if one.rating_key is not None)
        asked = GridQuestion(
            server_id=known.server.id,
            playing=playing,
            chosen=chosen[1],
            is_complete=is_complete,
            url=self._site.renderer.url,
        )
        return season_grid(episodes, chosen[0], asked)

    async def _record(self, known: KnownItem, plays: HistoryFilter, count: int) -> Values:
        """The last plays, and the life of the item."""
        history, zone = self._app.history, self._app.zone
        running = [
            one for one in self._app.monitoring.running(known.server.id) if _is_of(one, known)
        ]
        last = await history.page(HistoryQuery(filter=plays, limit=LAST_PLAYS), running)
        oldest = (Order(OrderField.STARTED, descending=False),)
        first = await history.page(HistoryQuery(filter=plays, limit=1, order=oldest))
        setting = Setting(zone=zone, pictures=self._site.pictures)
        life = Life(
            added=whole_number(known.facts.get("added_at")),
            first_play=first.entries[0].started if first.entries else None,
            last_play=next((one.date for one in last.entries if one.row), None),
            plays=count,
            plays_url=self._site.renderer.url(_history(known)),
            stock=known.stock,
        )
        return {
            "last": [history_line(entry, setting) for entry in last.entries],
            "timeline": timeline_of(life, zone),
        }

    async def _neighbours(self, known: KnownItem, *, patient: bool) -> Values:
        """The episode before and after, within its season."""
        parent = whole_number(known.facts.get("parent_rating_key"))
        if known.media_type != "episode" or parent is None:
            return {"before": None, "after": None}
        sources = self._sources
        siblings = await sources.siblings(known, parent, patient=patient)
        keys = [one.rating_key for one in siblings]
        if known.rating_key not in keys:
            return {"before": None, "after": None}
        at, url = keys.index(known.rating_key), self._site.renderer.url
        links = [
            Crumb(
                f"{_('E%(number)s', number=one.number or '?')} {one.title}",
                url(f"/items/{known.server.id}/{one.rating_key}"),
            )
            for one in siblings
        ]
        return {
            "before": links[at - 1] if at else None,
            "after": links[at + 1] if at + 1 < len(links) else None,
        }


def _history(known: KnownItem) -> str:
    keys = ",".join(map(str, known.keys))
    return with_query("/history", {"server_id": known.server.id, "rating_key": keys})


def _is_of(running: RunningPlay, known: KnownItem) -> bool:
    keys = (running.rating_key, running.parent_rating_key, running.grandparent_rating_key)
    return any(key in known.keys for key in keys if key is not None)


def _chosen(request: Request) -> tuple[int, ...]:
    texts = ",".join(request.query_params.getlist("by")).split(",")
    return tuple(whole(text, "by") for text in texts if text.strip())


def _present(people: list[KnownPerson], server_id: int) -> list[KnownPerson]:
    return [
        person
        for person in people
        if any(user.server_id == server_id and user.is_active for user in person.accounts)
    ]


def _leaves(known: KnownItem, episodes: list[Episode]) -> int | None:
    """How much there is to be watched below it; None for what is watched itself, 0: unknown."""
    if known.media_type not in HELD_BELOW:
        return None
    if episodes:
        return sum(1 for one in episodes if one.is_there)
    return whole_number(known.facts.get("children_count")) or 0
