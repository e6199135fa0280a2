"""Dry runs for those who wait for a page: of few plays at once, of many by a job."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.rule import conditions_of
from watchkeeper.features.notifications.rehearsal.dryrun import DryRuns
from watchkeeper.features.notifications.rehearsal.tally import DryRun
from watchkeeper.features.system.jobs.answers import Answers, Search
from watchkeeper.features.system.jobs.job import Job
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


class Rehearsals:
    """Answers with a dry run, or with the job that makes it. One of a job is kept: the newest."""

    def __init__(self, dry_runs: DryRuns, jobs: Jobs, clock: Clock) -> None:
        self._dry_runs = dry_runs
        search = Search(
            kind=KIND,
            name="Rehearse a notifier",
            keep_seconds=KEEP_SECONDS,
            look=self._look,
            result=lambda found: {"messages": found.count},
        )
        self._answers = Answers(search, jobs, clock)

    async def of(self, notifier: Notifier, days: int) -> DryRun | Job:
        """The dry run; or the job at whose end it can be asked for again.

        Raises:
            InputError: the conditions of the notifier cannot be read.
        """
        conditions_of(notifier)
        asked = _Asked(replace(notifier, failing_since=None, last_error=""), days)
        kept = self._answers.kept(asked)
        if kept is not None:
            return kept
        if await self._dry_runs.extent(notifier, days) <= MOST_AT_ONCE:
            return await self._dry_runs.run(notifier, days)
        return await self._answers.job(asked)

    async def _look(self, asked: _Asked, job: JobHandle) -> DryRun:
        async def tell(done: int) -> None:
            await job.progress(done, asked.days, "days")

        return await self._dry_runs.run(asked.notifier, asked.days, tell=tell)
