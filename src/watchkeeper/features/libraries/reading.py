"""Reading whole libraries from their servers: once for all that is kept of them, as a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import anyio

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.libraries.inventory.inventory import Inventory
from watchkeeper.features.libraries.inventory.items import STOCKED_TYPES
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.libraries.listing.listing import ListedItem, listed
from watchkeeper.features.system.jobs.job import Job, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs

KIND = "read_libraries"
LISTS = "refresh_libraries"
TELL_EVERY = 100  # items
NOT_BELIEVED = (
    "{} told of less than half of its items. What was known stays;"
    " it is read again in half an hour, and believed if it looks the same."
)

Key = tuple[ServerId, SectionId]


class Readings:
    """Reads libraries in full, one after another on each server.

    One reading feeds both, the inventory and the lists with their files. Lists change only with a
    whole reading that is believed (F16); a job that is stopped or breaks off changes none.
    """

    def __init__(self, inventory: Inventory, libraries: Libraries, jobs: Jobs) -> None:
        self.inventory = inventory
        self.libraries = libraries
        self._jobs = jobs
        self._job_of: dict[Key, int | None] = {}  # None: the job is just being written down
        self._stopped: set[Key] = set()
        self._turns: defaultdict[ServerId, anyio.Lock] = defaultdict(anyio.Lock)
        jobs.register(KIND, self._run)
        jobs.register(LISTS, self._refresh)

    async def start(self, libraries: Iterable[Library]) -> int | None:
        """Begin to read libraries, those that are not being read already; the number of the job.

        None when nothing is left to be begun.
        """
        chosen = [one for one in libraries if self._is_readable(one)]
        keys = [_key(one) for one in chosen]
        if not chosen:
            return None
        self._job_of.update(dict.fromkeys(keys))
        names = [one.section_name or str(one.section_id) for one in chosen]
        name = f"Read {names[0]}" if len(names) == 1 else f"Read {len(names)} libraries"
        try:
            job_id = await self._jobs.start(KIND, name, {"libraries": keys})
        except BaseException:
            self._forget(keys)
            raise
        self._stopped.difference_update(keys)
        self._job_of.update((key, job_id) for key in keys if key in self._job_of)
        return job_id

    async def read_now(self, library: Library) -> Job | None:
        """Wait for a library to be read in full, by the job that is at it or by a new one.

        The job as it ended, for better or worse; None for a library that is not read in full.
        """
        job_id = await self.start([library])
        if job_id is None and (reading := await self.job_of(library)) is not None:
            job_id = reading.id
        return None if job_id is None else await self._jobs.wait(job_id)

    async def refresh(self, server_ids: Sequence[ServerId]) -> int:
        """Begin to ask servers for their lists of libraries, and to read those that changed."""
        return await self._jobs.start(LISTS, "Refresh the libraries", {"servers": list(server_ids)})

    async def job_of(self, library: Library) -> Job | None:
        """The job that reads a library or will, None when there is none."""
        job_id = self._job_of.get(_key(library))
        return None if job_id is None else await self._jobs.get(job_id)

    def is_being_read(self, library: Library) -> bool:
        """Whether a job reads it, or will."""
        return _key(library) in self._job_of

    def was_stopped(self, library: Library) -> bool:
        """Whether its owner ended the last job before the library was read."""
        return _key(library) in self._stopped

    def _is_readable(self, library: Library) -> bool:
        return library.section_type in STOCKED_TYPES and not self.is_being_read(library)

    async def _refresh(self, job: JobHandle) -> Plain:
        server_ids = [ServerId(int(number)) for number in job.inputs["servers"]]
        failure: OutsideError | None = None
        changed: list[Library] = []
        for done, server_id in enumerate(server_ids):
            await job.progress(done, len(server_ids), "servers")
            try:
                await self.libraries.refresh(server_id)
                changed += await self._changed(server_id)
            except OutsideError as error:
                failure = failure or error
        await self.start(changed)
        if failure is not None:
            raise failure
        await job.progress(len(server_ids), len(server_ids), "servers")
        return {"servers": len(server_ids), "changed": len(changed)}

    async def _changed(self, server_id: ServerId) -> list[Library]:
        """Libraries that were never read, or count other items than when they were."""
        last = await self.inventory.readings(server_id)
        return [
            one
            for one in await self.libraries.all(server_id)
            if one.is_active
            and (
                (reading := last.get(one.section_id)) is None
                or counted_items(one) not in {None, reading.item_count}
            )
        ]

    async def _run(self, job: JobHandle) -> Plain:
        keys = [(ServerId(server), SectionId(section)) for server, section in _stated(job.inputs)]
        self._job_of.update(dict.fromkeys(keys, job.id))
        remaining = keys[int(job.start.get("libraries") or 0) :]
        try:
            return await self._read_all(job, keys, remaining)
        except anyio.get_cancelled_exc_class():
            self._stopped.update(key for key in remaining if key in self._job_of)
            raise
        finally:
            self._forget(keys)

    async def _read_all(self, job: JobHandle, keys: Sequence[Key], remaining: list[Key]) -> Plain:
        sums = _Sums(await self._expected(remaining))
        failure: OutsideError | None = None
        while remaining:
            try:
                await self._read(job, remaining[0], sums)
            except OutsideError as error:
                failure = failure or error
            except NotFoundError:
                sums.missing += 1
            self._forget(remaining[:1])
            del remaining[0]
            await job.checkpoint({"libraries": len(keys) - len(remaining)})
        if failure is not None:
            raise failure
        await job.progress(sums.items, sums.items, " ".join(sums.notes))
        return {"items": sums.items, "libraries": len(keys) - sums.missing}

    async def _read(self, job: JobHandle, key: Key, sums: _Sums) -> None:
        library = await self._existing(key)
        name = library.section_name or str(library.section_id)
        rows: dict[str, list[ListedItem]] = {
            kind: [] for kind in STOCKED_TYPES.get(library.section_type or "", ())
        }

        async def on_item(kind: str, item: MediaItem) -> None:
            row = listed(item)
            if row is not None:
                rows[kind].append(row)
            sums.items += 1
            if sums.items % TELL_EVERY == 0:
                await job.progress(sums.items, sums.total, name)

        await job.progress(sums.items, sums.total, name)
        async with self._turns[library.server_id]:
            gone = await self.inventory.take_stock(library, on_item)
            if gone is None:
                sums.notes.append(NOT_BELIEVED.format(name))
            else:
                await self.libraries.indexes.keep(library, rows)

    async def _existing(self, key: Key) -> Library:
        library = await self.libraries.get(*key)
        if library is None:
            raise NotFoundError("There is no such library.", field="section_id")
        return library

    async def _expected(self, keys: Iterable[Key]) -> int | None:
        """How many items there should be; None when that is not known."""
        found = [await self.libraries.get(*key) for key in keys]
        counts = [counted_items(library) for library in found if library is not None]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    def _forget(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._job_of.pop(key, None)


class _Sums:
    """How far a job is."""

    def __init__(self, expected: int | None) -> None:
        self._expected = expected
        self.items = 0
        self.missing = 0
        self.notes: list[str] = []

    @property
    def total(self) -> int | None:
        """Of items; never less than there are."""
        return None if self._expected is None else max(self._expected, self.items)


def counted_items(library: Library) -> int | None:
    """How many items the server counts in a library, of the kinds that are kept."""
    counts = [library.count]
    if library.section_type != "movie":
        counts.append(library.child_count)
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _stated(inputs: Plain) -> list[tuple[int, int]]:
    return [(int(server), int(section)) for server, section in inputs["libraries"]]


def _key(library: Library) -> Key:
    return library.server_id, library.section_id
