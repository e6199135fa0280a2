"""LinkPreviews for those who wait for a page: of few items at once, of many by a job."""

from __future__ import annotations

from watchkeeper.features.history.events import RecordChanged
from watchkeeper.features.history.relinking.preview import Preview, Scope
from watchkeeper.features.history.relinking.service import MOST_AT_ONCE, Relinks
from watchkeeper.features.libraries import StockTaken
from watchkeeper.features.system.jobs.answers import Answers, Search
from watchkeeper.features.system.jobs.job import Job
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock

KIND = "preview_links"
KEEP_SECONDS = 600.0
"""A preview that a job made is shown for so long, unless libraries or plays change before."""


class LinkPreviews:
    """Answers with a preview, or with the job that makes it. One of a job is kept: the newest."""

    def __init__(self, relinks: Relinks, jobs: Jobs, clock: Clock, bus: Bus) -> None:
        self._relinks = relinks
        search = Search(
            kind=KIND,
            name="Look for what plays are of today",
            keep_seconds=KEEP_SECONDS,
            look=self._look,
            result=lambda preview: {"items": len(preview.candidates)},
        )
        self._answers = Answers(search, jobs, clock)
        for event in (RecordChanged, StockTaken):
            bus.listen(event, lambda _event: self._answers.forget())

    async def of(self, scope: Scope) -> Preview | Job:
        """The preview; or the job at whose end it can be asked for again."""
        kept = self._answers.kept(scope)
        if kept is not None:
            return kept
        if (await self._relinks.extent(scope)).items <= MOST_AT_ONCE:
            return await self._relinks.preview(scope)
        return await self._answers.job(scope)

    async def _look(self, scope: Scope, job: JobHandle) -> Preview:
        async def tell(done: int, total: int) -> None:
            await job.progress(done, total, "items")

        await tell(0, (await self._relinks.extent(scope)).items)
        return await self._relinks.preview(scope, tell=tell)
