"""When libraries are looked at: after notices, when their counts change, and once a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

import anyio

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import OutsideError
from watchkeeper.features.libraries.inventory.inventory import Inventory
from watchkeeper.features.libraries.inventory.items import STOCKED_TYPES
from watchkeeper.features.libraries.inventory.queries import Reading
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

LOOK_SECONDS = 60.0
SETTLE_SECONDS = 10.0
"""A server that scans tells of many items: they are asked for together."""
WHOLE_SECONDS = 24 * 3600
AGAIN_SECONDS = 1800
"""A library whose counts differ from what was read is read anew at most this often."""
RECENT_SECONDS = 3600.0

Watched = Callable[[], Awaitable[Sequence[ServerId]]]


class Stocktaking:
    """Keeps the inventory true.

    Use `supervisor.keep("take stock of libraries", stocktaking.run, pause_seconds=0)`.
    """

    def __init__(
        self, inventory: Inventory, libraries: Libraries, clock: Clock, bus: Bus, watched: Watched
    ) -> None:
        self._inventory = inventory
        self._libraries = libraries
        self._clock = clock
        self._watched = watched
        self._told: defaultdict[ServerId, set[int]] = defaultdict(set)
        self._recent_at: dict[tuple[ServerId, SectionId], float] = {}
        self._due: set[tuple[ServerId, SectionId]] = set()
        self._woken = anyio.Event()
        bus.listen(LibrariesChanged, lambda _event: self._woken.set())

    def told(self, server_id: ServerId, rating_key: int) -> None:
        """The server says that an item came or went: it will be asked for."""
        self._told[server_id].add(rating_key)
        self._woken.set()

    def wake(self, server_id: ServerId) -> None:
        """A server is back: look soon at what came meanwhile."""
        self._recent_at = {key: at for key, at in self._recent_at.items() if key[0] != server_id}
        self._woken.set()

    async def run(self) -> None:
        """Look at what is due, then wait for the next look or for a server to say something.

        Raises:
            OutsideError: a server could not be asked; the others were.
        """
        await self.look()
        with anyio.move_on_after(LOOK_SECONDS):
            await self._woken.wait()
            await anyio.sleep(SETTLE_SECONDS)

    async def look(self) -> None:
        """Look at everything that is due.

        Raises:
            OutsideError: the first failure; everything else was done.
        """
        self._woken = anyio.Event()
        failure: OutsideError | None = None
        for server_id in await self._watched():
            try:
                await self._look_at(server_id)
            except OutsideError as error:
                failure = failure or error
        if failure is not None:
            raise failure

    async def _look_at(self, server_id: ServerId) -> None:
        told = self._told.pop(server_id, set())
        try:
            if told:
                await self._inventory.look_at(server_id, told)
        except OutsideError:
            self._told[server_id] |= told
            raise
        readings = await self._inventory.readings(server_id)
        for library in await self._libraries.all(server_id):
            if library.section_type in STOCKED_TYPES:
                await self._look_at_library(library, readings.get(library.section_id))

    async def _look_at_library(self, library: Library, last: Reading | None) -> None:
        key = (library.server_id, library.section_id)
        if not library.is_active:
            if last is not None:
                await self._inventory.lose(library)
            return
        if last is None or key in self._due or is_due(library, last, instant(self._clock)):
            await self._inventory.take_stock(library)
            self._due.discard(key)
            self._recent_at[key] = self._clock.monotonic()
        elif self._clock.monotonic() - self._recent_at.get(key, -RECENT_SECONDS) >= RECENT_SECONDS:
            if not await self._inventory.look_at_recent(library):
                self._due.add(key)
            self._recent_at[key] = self._clock.monotonic()


def is_due(library: Library, last: Reading, now: int) -> bool:
    """Whether a library should be read in full: a day is over, or it counts other items now."""
    age = now - last.read_at
    if age >= WHOLE_SECONDS:
        return True
    if last.doubted_at is not None:
        return now - last.doubted_at >= AGAIN_SECONDS
    counted = counted_items(library)
    return counted is not None and counted != last.item_count and age >= AGAIN_SECONDS


def counted_items(library: Library) -> int | None:
    """How many items the server counts in a library, of the kinds that are kept."""
    counts = [library.count]
    if library.section_type != "movie":
        counts.append(library.child_count)
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
