"""Reading a server: its sessions, whose they are, and the metadata of what they show."""

from __future__ import annotations

from collections.abc import Iterable

import anyio

from watchkeeper.domain.facts import LOCAL_USER, ServerId
from watchkeeper.domain.session import ObservedSession, Person
from watchkeeper.features.monitoring.adjust import complete
from watchkeeper.features.monitoring.items import Items
from watchkeeper.features.monitoring.known import Known, Step
from watchkeeper.features.monitoring.opening import Sighting
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.recorder import Keeping
from watchkeeper.features.monitoring.steady import SteadyTime

LIVE_SECONDS = 60.0
"""How often a Live TV programme is read again: it changes while the stream goes on."""
MATCH_SECONDS = 2.0
NOBODY = Person(LOCAL_USER, "Local", "Local")


class Reading:
    """Turns the answers of one server into sightings."""

    def __init__(self, server_id: ServerId, keeping: Keeping, time: SteadyTime) -> None:
        self._server_id = server_id
        self._keeping = keeping
        self._time = time
        self._items = Items()

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
                words.describe(one, self._items.get(one.rating_key)),
                people[one.account_id, one.account_title],
                self._items.get(one.rating_key),
            )
            for one in observed
        ]

    async def read_items(self, server: MediaServer, known: Known) -> bool:
        """Read the metadata that sessions lack; False when none was to be read.

        Raises:
            OutsideError: there is no complete answer.
        """
        now = self._time.monotonic()
        sessions = known.sessions.values()
        fleeting = [s.rating_key for s in sessions if s.rating_key and s.observed.is_live]
        lasting = [s.rating_key for s in sessions if s.rating_key and s.item is None]
        unread = [
            *self._items.unread(lasting, now),
            *self._items.unread(fleeting, now, LIVE_SECONDS),
        ]
        if unread:
            await self._items.read(server, unread, now)
        return bool(unread)

    def completed(self, known: Known) -> Step:
        """What is known with the metadata read by now."""
        return complete(known, self._items, self._keeping.words, self._time.now())

    async def _people(self, observed: Iterable[ObservedSession]) -> dict[tuple[int, str], Person]:
        """Whose sessions they are; whoever is not found out in time is nobody until next time."""
        people = {(one.account_id, one.account_title): NOBODY for one in observed}
        with anyio.move_on_after(MATCH_SECONDS):
            for account_id, title in people:
                people[account_id, title] = await self._keeping.people.match(
                    self._server_id, account_id, title
                )
        return people
