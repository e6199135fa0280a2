"""Reading a server: its sessions, whose they are, and the metadata of what they show."""

from __future__ import annotations

from collections.abc import Iterable

import anyio

from watchkeeper.domain.facts import LOCAL_USER, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession, Person
from watchkeeper.features.monitoring.advancing.adjust import complete
from watchkeeper.features.monitoring.advancing.known import Known, Step
from watchkeeper.features.monitoring.advancing.opening import Sighting
from watchkeeper.features.monitoring.advancing.steady import SteadyTime
from watchkeeper.features.monitoring.keeping.recorder import Keeping
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.watching.items import Items

MATCH_SECONDS = 2.0
NOBODY = Person(LOCAL_USER, "Local", "Local")


class Reading:
    """Turns the answers of one server into sightings."""

    def __init__(self, server_id: ServerId, keeping: Keeping, time: SteadyTime) -> None:
        self._server_id = server_id
        self._keeping = keeping
        self._time = time
        self._items = Items()
        self._programmes: dict[str, MediaItem | None] = {}  # of what runs, by guid; None: no guide

    async def sightings(self, server: MediaServer) -> list[Sighting]:
        """All live sessions, with as much of their items as was read already.

        Raises:
            OutsideError: there is no complete answer.
        """
        observed = await server.sessions()
        people = await self._people(observed)
        words = self._keeping.words
        return [
            Sighting(
                words.describe(one, self._item(one, one.rating_key)),
                people[one.account_id, one.account_title],
                self._item(one, one.rating_key),
            )
            for one in observed
        ]

    async def read_items(self, server: MediaServer, known: Known) -> bool:
        """Read the metadata that sessions lack; False when none was to be read.

        Raises:
            OutsideError: there is no complete answer.
        """
        now = self._time.monotonic()
        lacking = [one for one in known.sessions.values() if one.item is None]
        keys = [one.rating_key for one in lacking if one.rating_key and not one.observed.is_live]
        unread = self._items.unread(keys, now)
        if unread:
            await self._items.read(server, unread, now)
        return await self._read_programmes(server, known) or bool(unread)

    def completed(self, known: Known) -> Step:
        """What is known with the metadata read by now."""
        return complete(
            known,
            lambda one: self._item(one.observed, one.rating_key),
            self._keeping.words,
            self._time.now(),
        )

    def _item(self, observed: ObservedSession, rating_key: int | None) -> MediaItem | None:
        if observed.is_live:
            return self._programmes.get(observed.guid)
        return self._items.get(rating_key)

    async def _read_programmes(self, server: MediaServer, known: Known) -> bool:
        """Ask the guide once about each programme that runs; one that is over is forgotten."""
        live = [one.observed for one in known.sessions.values() if one.observed.is_live]
        guids = dict.fromkeys(one.guid for one in live if one.guid)
        kept = self._programmes
        self._programmes = {guid: kept[guid] for guid in guids if guid in kept}
        unread = [guid for guid in guids if guid not in kept]
        for guid in unread:
            self._programmes[guid] = await server.programme(guid)
        return bool(unread)

    async def _people(self, observed: Iterable[ObservedSession]) -> dict[tuple[int, str], Person]:
        """Whose sessions they are; whoever is not found out in time is nobody until next time."""
        people = {(one.account_id, one.account_title): NOBODY for one in observed}
        with anyio.move_on_after(MATCH_SECONDS):
            for account_id, title in people:
                people[account_id, title] = await self._keeping.people.match(
                    self._server_id, account_id, title
                )
        return people
