"""Work in the background: visible, cancellable, and taken up again after a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import anyio
import structlog
from anyio.abc import TaskGroup
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    ReadOnlyError,
    StorageError,
    WatchkeeperError,
)
from watchkeeper.features.system.jobs import job_queries as queries
from watchkeeper.features.system.jobs.job import Job, JobChanged, JobState, Plain
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import ENGLISH, Sentence, speaking

log = structlog.get_logger(__name__)

KEEP = 200  # jobs that stay on record
SAVE_SECONDS = 1.0  # progress is written at most this often; in memory it is always current


class JobHandle:
    """What the body of a job holds: its inputs, where to go on, and whom to tell."""

    def __init__(self, jobs: Jobs, job: Job) -> None:
        self._jobs = jobs
        self.id = job.id
        self.inputs: Plain = job.inputs
        self.start: Plain = job.checkpoint
        """The last checkpoint of an earlier run, {} at the beginning."""

    async def progress(self, done: int, total: int | None, message: str = "") -> None:
        """Say how far it is. Costs little: call it often."""
        await self._jobs.moved(self.id, done, total, message)

    async def checkpoint(self, content: Plain) -> None:
        """Keep where a later run goes on."""
        await self._jobs.keep_checkpoint(self.id, content)

    def note(self, conn: Connection, content: Plain) -> None:
        """As `checkpoint`, in the transaction of the work that it marks."""
        queries.change_job(conn, self.id, {"checkpoint": dict(content)})


Body = Callable[[JobHandle], Awaitable[Plain | None]]


class Jobs:
    """Runs jobs under one task group and keeps each on record.

    A job whose program ended in between is taken up again by its registered body, from its last
    checkpoint; one without such a body is marked as failed.
    """

    def __init__(self, db: Database, clock: Clock, bus: Bus) -> None:
        self._db = db
        self._clock = clock
        self._bus = bus
        self._bodies: dict[str, Body] = {}
        self._group: TaskGroup | None = None
        self._waiting: list[tuple[Job, Body]] = []
        self._live: dict[int, Job] = {}
        self._scopes: dict[int, anyio.CancelScope] = {}
        self._ended: dict[int, anyio.Event] = {}
        self._stopped: set[int] = set()
        self._saved_at: dict[int, float] = {}
        self._beginning = anyio.Lock()
        """Held while a job is written down and launched, so that none is taken for an earlier
        run's in between."""

    def register(self, kind: str, body: Body) -> None:
        """Name the body of a kind of jobs, so that restarts can go on with them."""
        self._bodies[kind] = body

    async def run(self, *, started: anyio.Event | None = None) -> None:
        """Take up what an earlier run left, then run jobs until cancelled."""
        try:
            await self._take_up()
        except ReadOnlyError as error:
            log.warning("jobs are not taken up", error=str(error))
        async with anyio.create_task_group() as group:
            self._group = group
            waiting, self._waiting = self._waiting, []
            for job, body in waiting:
                group.start_soon(self._run_one, job, body)
            if started is not None:
                started.set()
            try:
                await anyio.sleep_forever()
            finally:
                self._group = None

    async def start(self, kind: str, name: str, inputs: Plain, body: Body | None = None) -> int:
        """Begin a job; without `body` the registered one of its kind does it. Returns its id.

        Raises:
            InputError: nobody registered this kind of job.
        """
        chosen = body or self._bodies.get(kind)
        if chosen is None:
            raise InputError("There are no jobs of the kind %(kind)s.", kind=kind, field="kind")
        now = instant(self._clock)
        async with self._beginning:
            job_id = await self._db.write(queries.add_job, kind, name, inputs, now)
            self._launch(await self.get(job_id), chosen)
        return job_id

    async def go_on(self, job_id: int) -> None:
        """Take up a job that was stopped or failed, from its last checkpoint.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: it is not over, it is done, or its kind cannot be taken up.
        """
        job = await self.get(job_id)
        body = self._bodies.get(job.kind)
        if job.state not in {JobState.STOPPED, JobState.FAILED} or body is None:
            raise ConflictError(
                "Job %(job_id)s is %(state)s: it cannot be taken up.",
                job_id=job_id,
                state=Sentence(job.state),
            )
        values = {"state": JobState.WAITING.value, "ended_at": None, "message": ""}
        await self._db.write(queries.change_job, job_id, values)
        self._launch(await self.get(job_id), body)

    async def stop(self, job_id: int) -> None:
        """End a job at its next pause; what it has done stays.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: it is over already.
        """
        job = await self.get(job_id)
        if job.state.is_over:
            raise ConflictError(
                "Job %(job_id)s is %(state)s: there is nothing to stop.",
                job_id=job_id,
                state=Sentence(job.state),
            )
        self._stopped.add(job_id)
        if job_id in self._scopes:
            self._scopes[job_id].cancel()
        else:
            self._waiting = [entry for entry in self._waiting if entry[0].id != job_id]
            await self._end(job, JobState.STOPPED)

    async def wait(self, job_id: int) -> Job:
        """The job once it is over.

        Raises:
            NotFoundError: there is no such job.
        """
        if not (await self.get(job_id)).state.is_over:
            await self._ended.setdefault(job_id, anyio.Event()).wait()
        return await self.get(job_id)

    async def get(self, job_id: int) -> Job:
        """One job as it stands now.

        Raises:
            NotFoundError: there is no such job.
        """
        job = self._live.get(job_id) or await self._db.read(queries.job_by_id, job_id)
        if job is None:
            raise NotFoundError("There is no job %(job_id)s.", job_id=job_id, field="job_id")
        return job

    async def all(self, *, limit: int = 50, offset: int = 0) -> list[Job]:
        """Jobs as they stand now, the newest first."""
        found = await self._db.read(queries.newest_jobs, limit, offset)
        return [self._live.get(job.id, job) for job in found]

    async def count(self) -> int:
        """How many are on record."""
        return await self._db.read(queries.count_jobs)

    async def moved(self, job_id: int, done: int, total: int | None, message: str) -> None:
        """Take note of the progress that a handle reports."""
        job = self._change(job_id, progress=done, total=total, message=message)
        now = self._clock.monotonic()
        if now - self._saved_at.get(job_id, -SAVE_SECONDS) >= SAVE_SECONDS:
            self._saved_at[job_id] = now
            values = {"progress": job.progress, "total": job.total, "message": job.message}
            await self._db.write(queries.change_job, job_id, values)
        await anyio.lowlevel.checkpoint()

    async def keep_checkpoint(self, job_id: int, content: Plain) -> None:
        """Keep where a later run of a job goes on."""
        await self._db.write(queries.change_job, job_id, {"checkpoint": dict(content)})

    async def _take_up(self) -> None:
        await self._db.write(queries.forget_old_jobs, KEEP)
        async with self._beginning:
            found = await self._db.read(queries.unfinished_jobs)
        for job in found:
            body = self._bodies.get(job.kind)
            if job.id in self._live:
                continue
            if body is None:
                await self._end(job, JobState.FAILED, message="The program ended meanwhile.")
            else:
                self._launch(job, body)

    def _launch(self, job: Job, body: Body) -> None:
        """Run a job as soon as jobs run; one that was begun while others are taken up runs once."""
        if job.id in self._live:
            return
        self._live[job.id] = job
        self._ended.setdefault(job.id, anyio.Event())
        if self._group is None:
            self._waiting.append((job, body))
        else:
            with speaking(ENGLISH):  # what a job keeps is for all, whoever began it
                self._group.start_soon(self._run_one, job, body)
        self._bus.publish(JobChanged(job))

    async def _run_one(self, job: Job, body: Body) -> None:
        if job.id not in self._live:
            return
        with anyio.CancelScope() as scope:
            self._scopes[job.id] = scope
            try:
                await self._begin(job.id)
                result = await body(JobHandle(self, job))
                await self._end(job, JobState.DONE, result=result)
            except WatchkeeperError as error:
                log.warning("job failed", job=job.id, kind=job.kind, error=str(error))
                await self._end(job, JobState.FAILED, message=str(error))
            except Exception as error:  # the border that keeps jobs from taking all down
                log.exception("job failed", job=job.id, kind=job.kind)
                message = f"It failed unexpectedly ({type(error).__name__}); the log says more."
                await self._end(job, JobState.FAILED, message=message)
        self._scopes.pop(job.id, None)
        if job.id in self._stopped:
            await self._end(job, JobState.STOPPED)

    async def _begin(self, job_id: int) -> None:
        now = instant(self._clock)
        job = self._change(job_id, state=JobState.RUNNING, started_at=now)
        values = {"state": job.state.value, "started_at": now}
        await self._db.write(queries.change_job, job_id, values)

    async def _end(
        self, job: Job, state: JobState, *, message: str = "", result: Plain | None = None
    ) -> None:
        """Keep how a job ended, also when the program is being told to end."""
        now = instant(self._clock)
        last = self._live.get(job.id, job)
        ended = replace(
            last, state=state, ended_at=now, message=message or last.message, result=result
        )
        values = {
            "state": state.value,
            "ended_at": now,
            "message": ended.message,
            "progress": ended.progress,
            "total": ended.total,
            "result": None if result is None else dict(result),
        }
        with anyio.CancelScope(shield=True):
            await self._save_end(job.id, values)
        self._live.pop(job.id, None)
        self._saved_at.pop(job.id, None)
        self._stopped.discard(job.id)
        self._bus.publish(JobChanged(ended))
        event = self._ended.pop(job.id, None)
        if event is not None:
            event.set()

    async def _save_end(self, job_id: int, values: dict[str, Any]) -> None:  # Any: any column
        """Keep an end; one that cannot be written is seen now and the job is run again later."""
        try:
            await self._db.write(queries.change_job, job_id, values)
        except StorageError as error:
            log.warning("the end of a job cannot be kept", job=job_id, error=str(error))

    def _change(self, job_id: int, **changes: Any) -> Job:  # Any: fields of a job
        job = replace(self._live[job_id], **changes)
        self._live[job_id] = job
        self._bus.publish(JobChanged(job))
        return job
