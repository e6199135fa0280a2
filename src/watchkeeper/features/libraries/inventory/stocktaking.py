"""When libraries are looked at: after notices, when their counts change, and once a day."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

import anyio

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import OutsideError
from watchkeeper.features.libraries.inventory.items import STOCKED_TYPES
from watchkeeper.features.libraries.inventory.queries import Reading
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.reading import Readings, counted_items
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

LOOK_SECONDS = 60.0
SETTLE_SECONDS = 10.0
"""A server that scans tells of many items: they are asked for together."""
WHOLE_SECONDS = 24 * 3600
AGAIN_SECONDS = 1800
"""A library whose counts differ from what was read, or that could not be read, is read anew at
most this often."""
RECENT_SECONDS = 3600.0
"""From one look at what came last to the next, while the server tells of it by itself."""

Watched = Callable[[], Awaitable[Sequence[ServerId]]]


class Stocktaking:
    """Keeps true what is known of the libraries; whole ones are read by jobs (`Readings`).

    Use `supervisor.keep("take stock of libraries", stocktaking.run, pause_seconds=0)`.
    """

    def __init__(self, readings: Readings, clock: Clock, bus: Bus, watched: Watched) -> None:
        self._readings = readings
        self._inventory = readings.inventory
        self._libraries = readings.libraries
        self._clock = clock
        self._watched = watched
        self._told: defaultdict[ServerId, set[int]] = defaultdict(set)
        self._recent_at: dict[tuple[ServerId, SectionId], float] = {}
        self._heard_since: dict[ServerId, float] = {}
        self._due: set[tuple[ServerId, SectionId]] = set()
        self._begun_at: dict[tuple[ServerId, SectionId], float] = {}
        self._woken = anyio.Event()
        bus.listen(LibrariesChanged, lambda _event: self._woken.set())

    def told(self, server_id: ServerId, rating_key: int) -> None:
        """The server says that an item came or went: it will be asked for."""
        self._told[server_id].add(rating_key)
        self._woken.set()

    def wake(self, server_id: ServerId) -> None:
        """A server is back: look soon at what came meanwhile."""
        for times in (self._recent_at, self._begun_at):
            for key in [key for key in times if key[0] == server_id]:
                del times[key]
        self._woken.set()

    def heard(self, server_id: ServerId) -> None:
        """From now on the server tells what comes: look once more at what came unheard."""
        self._heard_since[server_id] = self._clock.monotonic()
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
        last = await self._inventory.readings(server_id)
        libraries = [
            one
            for one in await self._libraries.all(server_id)
            if one.section_type in STOCKED_TYPES and not self._readings.is_being_read(one)
        ]
        due = [one for one in libraries if await self._is_due(one, last.get(one.section_id))]
        if due:
            await self._inventory.ask(server_id)
            await self._begin(due)
        for library in libraries:
            if library not in due:
                await self._look_at_library(library, last.get(library.section_id))

    async def _is_due(self, library: Library, last: Reading | None) -> bool:
        key = (library.server_id, library.section_id)
        if not library.is_active or self._is_put_off(library):
            return False
        if last is None or key in self._due or is_due(library, last, instant(self._clock)):
            return True
        return not await self._libraries.indexes.is_kept(library)

    def _is_put_off(self, library: Library) -> bool:
        """Whether a job for it ended without its being read, not long ago."""
        begun_at = self._begun_at.get((library.server_id, library.section_id))
        if begun_at is None:
            return False
        pause = WHOLE_SECONDS if self._readings.was_stopped(library) else AGAIN_SECONDS
        return self._clock.monotonic() - begun_at < pause

    async def _begin(self, libraries: Sequence[Library]) -> None:
        keys = [(one.server_id, one.section_id) for one in libraries]
        now = self._clock.monotonic()
        for times in (self._begun_at, self._recent_at):
            times.update(dict.fromkeys(keys, now))
        self._due.difference_update(keys)
        await self._readings.start(libraries)

    async def _look_at_library(self, library: Library, last: Reading | None) -> None:
        key = (library.server_id, library.section_id)
        if not library.is_active:
            if last is not None:
                await self._inventory.lose(library)
        elif self._is_recent_due(key):
            now = self._clock.monotonic()
            if not await self._inventory.look_at_recent(library):
                self._due.add(key)
            self._recent_at[key] = now

    def _is_recent_due(self, key: tuple[ServerId, SectionId]) -> bool:
        last = self._recent_at.get(key)
        if last is None:
            return True
        was_heard = last > self._heard_since.get(key[0], -math.inf)
        pause = RECENT_SECONDS if was_heard else LOOK_SECONDS
        return self._clock.monotonic() - last >= pause


def is_due(library: Library, last: Reading, now: int) -> bool:
    """Whether a library should be read in full: a day is over, or it counts other items now."""
    age = now - last.read_at
    if age >= WHOLE_SECONDS:
        return True
    if last.doubted_at is not None:
        return now - last.doubted_at >= AGAIN_SECONDS
    counted = counted_items(library)
    return counted is not None and counted != last.item_count and age >= AGAIN_SECONDS
