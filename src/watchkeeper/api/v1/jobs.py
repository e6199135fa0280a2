"""Jobs: long work in the background."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Number, Paging, Part, Shape
from watchkeeper.api.v1.stated import number_of
from watchkeeper.features.system.jobs.job import Job as OurJob
from watchkeeper.features.system.jobs.job import JobState


class Job(Shape):
    """Work in the background as it stands."""

    id: int = Field(description="Number of the job.")
    kind: str = Field(description="What kind of work, e.g. import_tautulli.")
    name: str = Field(description="What it is called.")
    state: JobState = Field(description="Where it is in its life.")
    progress: int = Field(description="How much is done, in units of its own.")
    total: int | None = Field(description="How much there is to do, in the same units.")
    message: str = Field(description="What it does, or why it failed.")
    created_at: Instant = Field(description="When it was asked for, UTC seconds.")
    started_at: Instant | None = Field(description="When it began, UTC seconds.")
    ended_at: Instant | None = Field(description="When it was over, UTC seconds.")
    change_id: int | None = Field(
        description="Number in the audit trail of what it changed, by which that can be undone;"
        " null: nothing to undo, or not yet."
    )


class JobList(Part):
    """Jobs, newest first."""

    jobs: list[Job] = Field(description="This part of them.")


JobPath = Annotated[Number, Path(description="Number of the job.")]


async def list_jobs(asks: Asks, asked: Annotated[Paging, Query()]) -> JobList:
    """List jobs, newest first. Only the newest are kept."""
    found = await asks.app.jobs.all(limit=asked.limit, offset=asked.offset)
    total = await asks.app.jobs.count()
    return JobList(jobs=[job_of(job) for job in found], total=total, offset=asked.offset)


async def get_job(asks: Asks, job_id: JobPath) -> Job:
    """Get one job as it stands."""
    return job_of(await asks.app.jobs.get(job_id))


async def stop_job(asks: Asks, job_id: JobPath) -> Job:
    """Stop a job at its next pause. What it has done stays."""
    await asks.app.jobs.stop(job_id)
    return job_of(await asks.app.jobs.get(job_id))


async def resume_job(asks: Asks, job_id: JobPath) -> Job:
    """Take up a job that was stopped or failed."""
    await asks.app.jobs.go_on(job_id)
    return job_of(await asks.app.jobs.get(job_id))


def job_of(job: OurJob) -> Job:
    """A job in the words of the API."""
    return Job(
        id=job.id,
        kind=job.kind,
        name=job.name,
        state=job.state,
        progress=job.progress,
        total=job.total,
        message=job.message,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        change_id=number_of((job.result or job.checkpoint).get("audit_id")),
    )
