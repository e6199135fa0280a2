"""The people: the table, taking it along, and who may be one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import PlayId
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import PlayRow
from watchkeeper.web.site import Site
from watchkeeper.web.views.history.export import csv_text
from watchkeeper.web.views.people.asked import PeopleAsked, meant
from watchkeeper.web.views.people.page import (
    Entry,
    PeopleSetting,
    exported_person,
    listing_of,
    ordered,
    person_line,
)
from watchkeeper.web.words import moment

MOST_EXPORTED = 20_000


class PeoplePages:
    """Reading at /users."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/users", self.listing, Access.OWNER, name="users"),
            Page("/users.csv", self.csv, Access.OWNER),
            Page("/users.json", self.json, Access.OWNER),
        ]

    async def listing(self, request: Request) -> Response:
        """The table."""
        asked = PeopleAsked.of(request.query_params)
        entries = await self._entries(asked)
        last_page = max(1, -(-len(entries) // asked.size))
        start = (min(asked.page, last_page) - 1) * asked.size
        shown = entries[start : start + asked.size]
        rows, servers = await self._last_plays(shown), await self._servers()
        setting = PeopleSetting(self._app.zone, self._site.renderer.url, servers)
        lines = [person_line(one, _last(one, rows), setting) for one in shown]
        zone = self._app.zone
        values = {
            "listing": listing_of(asked, lines, len(entries)),
            "servers": servers,
            "suggestions": await self._app.people.suggestions(),
            "erased": [(mark.id, moment(mark.erased_at, zone)) for mark in self._app.erased.all()],
        }
        return await self._site.show(request, "pages/users.html", values, section="users")

    async def csv(self, request: Request) -> Response:
        """Who is shown, as a table for other programs."""
        people = await self._exported(PeopleAsked.of(request.query_params))
        headers = {"Content-Disposition": 'attachment; filename="users.csv"'}
        return Response(csv_text(people), media_type="text/csv; charset=utf-8", headers=headers)

    async def json(self, request: Request) -> Response:
        """The same as JSON, with the filters that made it."""
        asked = PeopleAsked.of(request.query_params)
        content = orjson.dumps(
            {"filters": dict(asked.values), "people": await self._exported(asked)}
        )
        headers = {"Content-Disposition": 'attachment; filename="users.json"'}
        return Response(content, media_type="application/json", headers=headers)

    async def _entries(self, asked: PeopleAsked) -> list[Entry]:
        people = [person for person in await self._app.people.all() if meant(asked, person)]
        figures = await self._app.statistics.people.table([person.keys for person in people])
        entries = [
            Entry(person, figures.get(place), self._app.people.privacy(person))
            for place, person in enumerate(people)
            if place in figures or not person.is_nobody
        ]
        return ordered(entries, asked)

    async def _exported(self, asked: PeopleAsked) -> list[dict[str, object]]:
        entries = (await self._entries(asked))[:MOST_EXPORTED]
        rows, servers = await self._last_plays(entries), await self._servers()
        return [exported_person(one, _last(one, rows), servers) for one in entries]

    async def _last_plays(self, entries: Sequence[Entry]) -> dict[PlayId, PlayRow]:
        ids = [PlayId(one.figures.newest_id) for one in entries if one.figures]
        return await self._app.history.plays(ids)

    async def _servers(self) -> dict[int, str]:
        return {server.id: server.name for server in await self._app.servers.all()}


def _last(entry: Entry, rows: Mapping[PlayId, PlayRow]) -> PlayRow | None:
    return rows.get(PlayId(entry.figures.newest_id)) if entry.figures else None
