"""What jobs find for those who wait for a page: looked for once, and kept for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from watchkeeper.features.system.jobs.job import Job, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

Asked = TypeVar("Asked")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Search(Generic[Asked, Found]):
    """How something is looked for by jobs of one kind."""

    kind: str
    name: str
    keep_seconds: float
    look: Callable[[Asked, JobHandle], Awaitable[Found]]
    result: Callable[[Found], Plain]
    """What the job keeps on record of it."""


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Asked, Found]):
    asked: Asked
    found: Found
    made_at: float


class Answers(Generic[Asked, Found]):
    """One job at a time looks for the same; of what was found the newest is kept."""

    def __init__(self, search: Search[Asked, Found], jobs: Jobs, clock: Clock) -> None:
        self._search = search
        self._jobs = jobs
        self._clock = clock
        self._kept: _Kept[Asked, Found] | None = None
        self._begun: list[tuple[Asked, int]] = []

    def kept(self, asked: Asked) -> Found | None:
        """What a job found not long ago."""
        kept = self._kept
        if kept is None or kept.asked != asked:
            return None
        is_fresh = self._clock.monotonic() - kept.made_at < self._search.keep_seconds
        return kept.found if is_fresh else None

    async def job(self, asked: Asked) -> Job:
        """The job that looks for it, begun if none is at it."""
        for number in [number for begun, number in self._begun if begun == asked]:
            job = await self._jobs.get(number)
            if not job.state.is_over:
                return job
        return await self._begin(asked)

    def forget(self) -> None:
        """What was found may not be true any more."""
        self._kept = None

    async def _begin(self, asked: Asked) -> Job:
        async def body(job: JobHandle) -> Plain:
            try:
                found = await self._search.look(asked, job)
            finally:
                self._begun.remove((asked, job.id))
            self._kept = _Kept(asked, found, self._clock.monotonic())
            return self._search.result(found)

        number = await self._jobs.start(self._search.kind, self._search.name, {}, body)
        self._begun.append((asked, number))
        return await self._jobs.get(number)
