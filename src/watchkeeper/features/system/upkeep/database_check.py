"""Reading the database whole, as a job: damage shows as one that failed."""

from __future__ import annotations

from watchkeeper.db.database import Database
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs

KIND = "check_database"


async def start_check(db: Database, jobs: Jobs) -> int:
    """Begin to check; returns the number of the job.

    A job that fails names the newest good backup.
    """

    async def body(job: JobHandle) -> Plain:
        await db.check()
        await job.progress(1, 1, "every page was read: sound")
        return {"integrity": "ok"}

    return await jobs.start(KIND, "Check the database", {}, body)


async def check_in_background(db: Database, jobs: Jobs) -> int | None:
    """Begin to check a database that was too large to be checked at start.

    Returns the number of the job; None when the database is known to be good. A database that
    cannot be written has no jobs, and no check.
    """
    if db.is_checked or db.is_read_only:
        return None
    return await start_check(db, jobs)
