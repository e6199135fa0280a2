"""Completing the record after an upgrade, while everything runs."""

from __future__ import annotations

from watchkeeper.db.database import Database
from watchkeeper.features.history.queries.fill import FILLED, fill_some, last_number
from watchkeeper.features.history.service import History
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs

KIND = "complete_record"


async def complete_in_background(history: History, db: Database, jobs: Jobs) -> int | None:
    """Begin to fill what newer versions keep of each play and older ones did not.

    Figures by it are right when the job has ended. One that did not end begins anew at the next
    start, where what it filled stays. Returns the number of the job; None: nothing is missing.
    """
    if history.is_complete or db.is_read_only:
        return None

    async def body(job: JobHandle) -> Plain:
        totals = [await db.read(last_number, one) for one in FILLED]
        for place, one in enumerate(FILLED):
            after: int | None = 0
            while after is not None:
                await job.progress(sum(totals[:place]) + after, sum(totals), "rows")
                after = await db.write(fill_some, one, after)
        await history.completed()
        return {"rows": sum(totals)}

    return await jobs.start(KIND, "Complete the record", {}, body)
