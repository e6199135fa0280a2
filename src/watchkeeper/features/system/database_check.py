"""Reading a large database whole, once the program runs: damage shows as a failed job."""

from __future__ import annotations

from watchkeeper.db.database import Database
from watchkeeper.features.system.job import Plain
from watchkeeper.features.system.jobs import JobHandle, Jobs

KIND = "check_database"


async def check_in_background(db: Database, jobs: Jobs) -> int | None:
    """Begin to check a database that was too large to be checked at start.

    Returns the number of the job; None when the database is known to be good. A job that fails
    names the newest good backup. A database that cannot be written has no jobs, and no check.
    """
    if db.is_checked or db.is_read_only:
        return None

    async def body(_job: JobHandle) -> Plain:
        await db.check()
        return {"integrity": "ok"}

    return await jobs.start(KIND, "Check the database", {}, body)
