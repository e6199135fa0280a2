"""Dry runs for those who wait for a page: of few plays at once, of many by a job."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.rule import conditions_of
from watchkeeper.features.notifications.rehearsal.dryrun import DryRuns
from watchkeeper.features.notifications.rehearsal.tally import DryRun
from watchkeeper.features.system.jobs.job import Job, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

KIND = "rehearse_notifier"
MOST_AT_ONCE = 2000
"""More plays than this are rehearsed by a job."""
KEEP_SECONDS = 600.0
"""What a job found is shown for so long, unless the notifier is changed before."""


@dataclass(frozen=True, slots=True)
class _Asked:
    notifier: Notifier
    days: int


@dataclass(frozen=True, slots=True)
class _Kept:
    asked: _Asked
    found: DryRun
    made_at: float


class Rehearsals:
    """Answers with a dry run, or with the job that makes it. One of a job is kept: the newest."""

    def __init__(self, dry_runs: DryRuns, jobs: Jobs, clock: Clock) -> None:
        self._dry_runs = dry_runs
        self._jobs = jobs
        self._clock = clock
        self._kept: _Kept | None = None
        self._begun: list[tuple[_Asked, int]] = []

    async def of(self, notifier: Notifier, days: int) -> DryRun | Job:
        """The dry run; or the job at whose end it can be asked for again.

        Raises:
            InputError: the conditions of the notifier cannot be read.
        """
        conditions_of(notifier)
        asked = _Asked(replace(notifier, failing_since=None, last_error=""), days)
        kept = self._kept
        if kept is not None and kept.asked == asked and self._is_fresh(kept):
            return kept.found
        if await self._dry_runs.extent(notifier, days) <= MOST_AT_ONCE:
            return await self._dry_runs.run(notifier, days)
        for number in [number for begun, number in self._begun if begun == asked]:
            job = await self._jobs.get(number)
            if not job.state.is_over:
                return job
        return await self._begin(asked)

    async def _begin(self, asked: _Asked) -> Job:
        async def body(job: JobHandle) -> Plain:
            try:
                return await self._make(asked, job)
            finally:
                self._begun.remove((asked, job.id))

        number = await self._jobs.start(KIND, "Rehearse a notifier", {}, body)
        self._begun.append((asked, number))
        return await self._jobs.get(number)

    async def _make(self, asked: _Asked, job: JobHandle) -> Plain:
        async def tell(done: int) -> None:
            await job.progress(done, asked.days, "days")

        found = await self._dry_runs.run(asked.notifier, asked.days, tell=tell)
        self._kept = _Kept(asked, found, self._clock.monotonic())
        return {"messages": found.count}

    def _is_fresh(self, kept: _Kept) -> bool:
        return self._clock.monotonic() - kept.made_at < KEEP_SECONDS
