"""LinkPreviews for those who wait for a page: of few items at once, of many by a job."""

from __future__ import annotations

from watchkeeper.features.history.events import RecordChanged
from watchkeeper.features.history.relinking.preview import Preview, Scope
from watchkeeper.features.history.relinking.service import MOST_AT_ONCE, Relinks
from watchkeeper.features.libraries import StockTaken
from watchkeeper.features.system.jobs.job import Job, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

KIND = "preview_links"
KEEP_SECONDS = 600.0
"""A preview that a job made is shown for so long, unless libraries or plays change before."""


@dataclass(frozen=True, slots=True)
class _Kept:
    scope: Scope
    preview: Preview
    made_at: float


class LinkPreviews:
    """Answers with a preview, or with the job that makes it. One of a job is kept: the newest."""

    def __init__(self, relinks: Relinks, jobs: Jobs, clock: Clock, bus: Bus) -> None:
        self._relinks = relinks
        self._jobs = jobs
        self._clock = clock
        self._kept: _Kept | None = None
        self._begun: dict[Scope, int] = {}
        for event in (RecordChanged, StockTaken):
            bus.listen(event, self._forget)

    async def of(self, scope: Scope) -> Preview | Job:
        """The preview; or the job at whose end it can be asked for again."""
        kept = self._kept
        if kept is not None and kept.scope == scope and self._is_fresh(kept):
            return kept.preview
        if (await self._relinks.extent(scope)).items <= MOST_AT_ONCE:
            return await self._relinks.preview(scope)
        number = self._begun.get(scope)
        if number is not None:
            return await self._jobs.get(number)

        async def body(job: JobHandle) -> Plain:
            try:
                return await self._make(scope, job)
            finally:
                del self._begun[scope]

        number = await self._jobs.start(KIND, "Look for what plays are of today", {}, body)
        self._begun[scope] = number
        return await self._jobs.get(number)

    async def _make(self, scope: Scope, job: JobHandle) -> Plain:
        async def tell(done: int, total: int) -> None:
            await job.progress(done, total, "items")

        await tell(0, (await self._relinks.extent(scope)).items)
        preview = await self._relinks.preview(scope, tell=tell)
        self._kept = _Kept(scope, preview, self._clock.monotonic())
        return {"items": len(preview.candidates)}

    def _is_fresh(self, kept: _Kept) -> bool:
        return self._clock.monotonic() - kept.made_at < KEEP_SECONDS

    def _forget(self, _event: object) -> None:
        self._kept = None
