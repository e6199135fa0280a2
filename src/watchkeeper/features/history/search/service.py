"""One search over titles, people, libraries and servers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import anyio.to_thread
import numpy as np

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.history.queries.names import item_words, player_names, words_of
from watchkeeper.features.history.search.found import Found, FoundKind
from watchkeeper.features.history.search.titles import Share, Title, Titles, titles_of
from watchkeeper.features.history.search.words import fit, needles
from watchkeeper.features.libraries import Libraries
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import Users
from watchkeeper.runtime.memory import give_back_memory

EACH = 5
RECENT_PLAYS = 200
CHUNK = 500
"""Items that are taken in at once."""


class Search:
    """Finds by any part of any words; accents, case and apostrophes do not matter.

    The index of titles follows the record; `prepare` makes it before somebody searches.
    """

    def __init__(
        self,
        db: Database,
        columns: Columns,
        servers: Servers,
        users: Users,
        libraries: Libraries,
    ) -> None:
        self._db = db
        self._columns = columns
        self._servers = servers
        self._users = users
        self._libraries = libraries
        self._titles = Titles()
        self._server_of: Array | None = None  # for each item
        self._counted = -1  # the revision up to which plays are counted
        self._shares: dict[ServerId, Share] = {}  # of servers that were asked for, at that revision
        self._following = threading.Lock()

    async def find(
        self, question: str, *, each: int = EACH, only: ServerId | None = None
    ) -> list[Found]:
        """What fits the question, kind by kind in the order of `FoundKind`, the best first.

        With `only` a server: what was played on it or is its own, with its numbers and plays.
        """
        wanted = needles(question)
        if not wanted:
            return []
        if only is None:
            found = await anyio.to_thread.run_sync(self._find_titles, wanted, each)
        else:
            found = await anyio.to_thread.run_sync(self._find_on, only, wanted, each)
        others = await self._people_and_places(wanted, each, only)
        order = list(FoundKind)
        return sorted([*found, *others], key=lambda one: order.index(one.kind))

    async def recent(self, limit: int = EACH) -> list[Found]:
        """What was played last, each title once."""
        return await anyio.to_thread.run_sync(self._recent, limit)

    async def prepare(self) -> None:
        """Make the index of titles, or bring it up to date; what that took is given back."""
        await anyio.to_thread.run_sync(self._followed)
        await anyio.to_thread.run_sync(give_back_memory)

    @property
    def last_item(self) -> int:
        """A number that grows when there are new titles."""
        return self._columns.known_items

    def titles(self, after: int) -> Iterator[str]:
        """The titles that came after that number, some more than once; read while asked for."""
        while items := self._db.read_now(item_words, after, CHUNK):
            yield from (title.title for item in items for title, _key in titles_of(item))
            after = items[-1].id

    def count_names(self) -> int:
        """A number that changes when plays bring new names of people or players."""
        return self._columns.ask(lambda plays, _: len(plays.words["username"]) + len(plays.players))

    async def names(self) -> list[str]:
        """Every name that somebody who played, or a player, had then."""
        people = self._columns.ask(lambda plays, _: plays.words["username"].all())
        return [*filter(None, people), *await self._db.read(player_names)]

    def _find_titles(self, wanted: Sequence[bytes], each: int) -> list[Found]:
        titles = self._followed()
        return self._described(titles, titles.find(wanted, each))

    def _find_on(self, server_id: ServerId, wanted: Sequence[bytes], each: int) -> list[Found]:
        with self._following:
            titles = self._follow()
            share = self._shares.get(server_id)
            if share is None or len(share.items) != len(titles):
                share = titles.share(self._columns.ask(partial(_items_of, server_id)))
                self._shares[server_id] = share
            codes = titles.find(wanted, each, share)
        chosen = {code: (titles.kind(code), int(share.items[code])) for code in codes}
        return [
            _found(title, server_id, key, int(share.plays[code]))
            for code, _item, title, key in self._named(chosen)
        ]

    def _recent(self, limit: int) -> list[Found]:
        titles = self._followed()
        items = self._columns.ask(_last_items)
        known = [item for item in items if item <= titles.known_items]
        return self._described(titles, titles.of_items(known)[:limit])

    def _described(self, titles: Titles, codes: Sequence[int]) -> list[Found]:
        chosen = {code: (titles.kind(code), int(titles.items.view[code])) for code in codes}
        return [
            _found(title, self._server_of_item(item), key, titles.plays(code))
            for code, item, title, key in self._named(chosen)
        ]

    def _named(
        self, chosen: Mapping[int, tuple[FoundKind, int]]
    ) -> Iterator[tuple[int, int, Title, int | None]]:
        """By code and item: title and rating key. Chosen are a kind and an item for each code."""
        words = self._db.read_now(words_of, {item for _kind, item in chosen.values()})
        for code, (kind, item) in chosen.items():
            for title, key in titles_of(words[item]) if item in words else ():
                if title.kind is kind:
                    yield code, item, title, key

    def _followed(self) -> Titles:
        """The titles, up to date."""
        with self._following:
            return self._follow()

    def _follow(self) -> Titles:
        while self._titles.known_items < self._columns.known_items:
            more = self._db.read_now(item_words, self._titles.known_items, CHUNK)
            if not more:
                break
            self._titles.extend(more)
        revision = self._columns.revision
        if self._counted != revision:
            items, self._server_of = self._columns.ask(_items_and_servers)
            self._titles.count(items)
            self._shares.clear()
            self._counted = revision
        return self._titles

    def _server_of_item(self, item: int) -> ServerId:
        servers = self._server_of
        known = 0 if servers is None or item >= len(servers) else int(servers[item])
        return ServerId(known)

    async def _people_and_places(
        self, wanted: Sequence[bytes], each: int, only: ServerId | None
    ) -> list[Found]:
        ranked: list[tuple[int, Found]] = []
        for server in await self._servers.all():
            if only not in {None, server.id}:
                continue
            ranked.append(
                (
                    fit(server.name, wanted),
                    Found(kind=FoundKind.SERVER, title=server.name, server_id=server.id),
                )
            )
            ranked += await self._people(server.id, wanted)
            ranked += await self._shelves(server.id, wanted)
        best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
        kinds = (FoundKind.PERSON, FoundKind.LIBRARY, FoundKind.SERVER)
        return [
            one
            for kind in kinds
            for one in [found for _, found in best if found.kind is kind][:each]
        ]

    async def _people(
        self, server_id: ServerId, wanted: Sequence[bytes]
    ) -> list[tuple[int, Found]]:
        return [
            (
                max(fit(one.display_name, wanted), fit(one.username, wanted)),
                Found(
                    kind=FoundKind.PERSON,
                    title=one.display_name,
                    second=one.username if one.username != one.display_name else "",
                    server_id=server_id,
                    user_id=one.user_id,
                    picture=one.avatar or "",
                ),
            )
            for one in await self._users.all(server_id)
        ]

    async def _shelves(
        self, server_id: ServerId, wanted: Sequence[bytes]
    ) -> list[tuple[int, Found]]:
        return [
            (
                fit(one.section_name or "", wanted),
                Found(
                    kind=FoundKind.LIBRARY,
                    title=one.section_name or "",
                    server_id=server_id,
                    section_id=one.section_id,
                    picture=one.poster or "",
                ),
            )
            for one in await self._libraries.all(server_id)
        ]


def _found(title: Title, server_id: ServerId, key: int | None, plays: int) -> Found:
    return Found(
        kind=title.kind,
        title=title.title,
        second=title.second,
        year=title.year,
        server_id=server_id,
        rating_key=key,
        picture=f"/library/metadata/{key}/thumb" if key else "",
        plays=plays,
    )


def _items_of(server_id: ServerId, plays: Plays, _groups: Groups) -> Array:
    """The item of every play of a server."""
    servers = np.array([server for server, _user in plays.people.pairs.all()] or [0], np.int64)
    found: Array = plays["item"][servers[plays["user"]] == server_id]
    return found


def _items_and_servers(plays: Plays, _groups: Groups) -> tuple[Array, Array]:
    """The item of every play; and for every item, the server of its last play."""
    items = plays["item"].copy()
    servers = np.array([server for server, _user in plays.people.pairs.all()] or [0], np.int64)
    of_item = np.zeros(len(plays.items), np.int64)
    of_item[items] = servers[plays["user"]]
    return items, of_item


def _last_items(plays: Plays, _groups: Groups) -> list[int]:
    found: list[int] = plays["item"][-RECENT_PLAYS:][::-1].tolist()
    return found
