from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from sqlalchemy import Connection

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, InputError, NotFoundError, ReadOnlyError
from watchkeeper.features.system.jobs import job_queries as queries
from watchkeeper.features.system.jobs.job import JobChanged, JobState, Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.runtime.bus import Bus
from watchkeeper.texts import Language, language, speaking

pytestmark = pytest.mark.anyio


class Steps:
    """A body that counts to `last`, one checkpoint a step, and can be held at any of them."""

    def __init__(self, last: int = 3) -> None:
        self.last = last
        self.done: list[int] = []
        self.hold_at: int | None = None
        self.held = anyio.Event()

    async def __call__(self, job: JobHandle) -> Plain:
        for number in range(job.start.get("done", 0) + 1, self.last + 1):
            self.done.append(number)
            await job.checkpoint({"done": number})
            await job.progress(number, self.last, f"step {number}")
            if number == self.hold_at:
                self.held.set()
                await anyio.sleep_forever()
        return {"steps": self.last}


@pytest.fixture
async def jobs(db: Database, clock: FakeClock, bus: Bus) -> AsyncIterator[Jobs]:
    async with running(Jobs(db, clock, bus)) as made:
        yield made


@asynccontextmanager
async def running(jobs: Jobs) -> AsyncIterator[Jobs]:
    """The jobs between a start and an end of the program."""
    async with anyio.create_task_group() as group:
        started = anyio.Event()
        group.start_soon(lambda: jobs.run(started=started))
        await started.wait()
        yield jobs
        group.cancel_scope.cancel()


async def test_f42_a_job_is_visible_from_its_start_to_its_result(
    jobs: Jobs, bus: Bus, clock: FakeClock
) -> None:
    seen: list[JobState] = []
    bus.listen(JobChanged, lambda event: seen.append(event.job.state))
    job_id = await jobs.start("count", "Count to three", {"to": 3}, Steps())
    job = await jobs.wait(job_id)
    assert (job.state, job.result, job.progress, job.total) == (
        JobState.DONE,
        {"steps": 3},
        3,
        3,
    )
    assert (job.name, job.inputs, job.message) == ("Count to three", {"to": 3}, "step 3")
    assert job.created_at == job.started_at == job.ended_at == int(clock.now())
    assert [seen[0], seen[1], seen[-1]] == [JobState.WAITING, JobState.RUNNING, JobState.DONE]


async def test_f42_a_running_job_shows_its_progress_at_once(jobs: Jobs) -> None:
    steps = Steps()
    steps.hold_at = 2
    job_id = await jobs.start("count", "Count", {}, steps)
    await steps.held.wait()
    assert (await jobs.get(job_id)).progress == 2
    assert [job.progress for job in await jobs.all()] == [2]


async def test_f42_a_job_can_be_stopped_and_taken_up_where_it_was(jobs: Jobs) -> None:
    steps = Steps()
    steps.hold_at = 2
    jobs.register("count", steps)
    job_id = await jobs.start("count", "Count", {})
    await steps.held.wait()
    await jobs.stop(job_id)
    assert (await jobs.wait(job_id)).state is JobState.STOPPED
    steps.hold_at = None
    await jobs.go_on(job_id)
    assert (await jobs.wait(job_id)).state is JobState.DONE
    assert steps.done == [1, 2, 3]


async def test_f42_a_job_survives_the_end_of_the_program(
    db: Database, clock: FakeClock, bus: Bus
) -> None:
    steps = Steps()
    steps.hold_at = 2
    first = Jobs(db, clock, bus)
    async with running(first):
        job_id = await first.start("count", "Count", {}, steps)
        await steps.held.wait()
    steps.hold_at = None
    second = Jobs(db, clock, bus)
    second.register("count", steps)
    async with running(second):
        assert (await second.wait(job_id)).state is JobState.DONE
    assert steps.done == [1, 2, 3]
    db.close()


async def test_a_job_that_nobody_can_take_up_is_marked_as_failed(
    db: Database, clock: FakeClock, bus: Bus
) -> None:
    steps = Steps()
    steps.hold_at = 1
    first = Jobs(db, clock, bus)
    async with running(first):
        job_id = await first.start("count", "Count", {}, steps)
        await steps.held.wait()
    async with running(Jobs(db, clock, bus)) as second:
        job = await second.get(job_id)
    assert (job.state, job.message) == (JobState.FAILED, "The program ended meanwhile.")
    db.close()


async def test_jobs_started_before_the_program_runs_begin_with_it(
    db: Database, clock: FakeClock, bus: Bus
) -> None:
    jobs = Jobs(db, clock, bus)
    job_id = await jobs.start("count", "Count", {}, Steps())
    stopped = await jobs.start("count", "Count", {}, Steps())
    await jobs.stop(stopped)
    assert (await jobs.get(job_id)).state is JobState.WAITING
    async with running(jobs):
        assert (await jobs.wait(job_id)).state is JobState.DONE
        assert (await jobs.wait(stopped)).state is JobState.STOPPED
    db.close()


async def test_a_job_that_fails_says_why_and_leaves_the_others_alone(jobs: Jobs) -> None:
    async def refuses(job: JobHandle) -> None:
        raise InputError("The file is no database.", field="file")

    async def breaks(job: JobHandle) -> None:
        raise ZeroDivisionError

    expected = await jobs.wait(await jobs.start("a", "A", {}, refuses))
    surprise = await jobs.wait(await jobs.start("b", "B", {}, breaks))
    assert (expected.state, expected.message) == (JobState.FAILED, "The file is no database.")
    assert "ZeroDivisionError" in surprise.message
    assert (await jobs.wait(await jobs.start("c", "C", {}, Steps()))).state is JobState.DONE


async def test_a_checkpoint_can_be_part_of_the_work_it_marks(jobs: Jobs, db: Database) -> None:
    async def body(job: JobHandle) -> None:
        await db.write(job.note, {"at": 7})

    job = await jobs.wait(await jobs.start("note", "Note", {}, body))
    assert job.checkpoint == {"at": 7}


async def test_what_cannot_be_done_is_refused(jobs: Jobs) -> None:
    with pytest.raises(InputError, match="kind"):
        await jobs.start("unknown", "?", {})
    with pytest.raises(NotFoundError):
        await jobs.get(99)
    job_id = await jobs.start("count", "Count", {}, Steps())
    await jobs.wait(job_id)
    with pytest.raises(ConflictError):
        await jobs.stop(job_id)
    with pytest.raises(ConflictError):
        await jobs.go_on(job_id)


async def test_f3_a_full_disk_fails_the_job_and_nothing_else(jobs: Jobs, db: Database) -> None:
    async def fills(job: JobHandle) -> None:
        await db.write(_leave_no_room)
        await job.checkpoint({"text": "x" * 1_000_000})

    job = await jobs.wait(await jobs.start("fill", "Fill", {}, fills))
    assert job.state is not JobState.DONE
    await db.write(_leave_room)
    assert (await jobs.wait(await jobs.start("count", "Count", {}, Steps()))).state is JobState.DONE


async def test_a_job_begun_while_others_are_taken_up_is_not_taken_for_an_earlier_runs(
    db: Database, clock: FakeClock, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read, is_read = db.write, db.read, anyio.Event()

    async def slow_write(work: Any, *given: Any) -> Any:  # Any: whatever a query takes and gives
        found = await write(work, *given)
        if work is queries.add_job:
            with anyio.move_on_after(0.2):
                await is_read.wait()
        return found

    async def told_read(work: Any, *given: Any) -> Any:  # Any: whatever a query takes and gives
        found = await read(work, *given)
        if work is queries.unfinished_jobs:
            is_read.set()
        return found

    monkeypatch.setattr(db, "write", slow_write)
    monkeypatch.setattr(db, "read", told_read)
    jobs = Jobs(db, clock, bus)
    async with anyio.create_task_group() as group:
        group.start_soon(jobs.run)
        job = await jobs.wait(await jobs.start("count", "Count", {}, Steps()))
        group.cancel_scope.cancel()
    assert job.state is JobState.DONE


async def test_f4_without_a_place_to_write_the_program_runs_all_the_same(
    db: Database, clock: FakeClock, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(*_: object) -> None:
        raise ReadOnlyError("Nothing can be written.")

    monkeypatch.setattr(db, "write", refuses)
    async with running(Jobs(db, clock, bus)) as jobs:
        assert await jobs.all() == []
    db.close()


def _leave_no_room(conn: Connection) -> None:
    pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def _leave_room(conn: Connection) -> None:
    conn.exec_driver_sql("PRAGMA max_page_count=1000000")


async def test_old_jobs_are_forgotten(db: Database, clock: FakeClock, bus: Bus) -> None:
    async with running(Jobs(db, clock, bus)) as jobs:
        for _ in range(205):
            await jobs.wait(await jobs.start("count", "Count", {}, Steps(0)))
    async with running(Jobs(db, clock, bus)) as again:
        found = await again.all(limit=500)
    assert (len(found), found[-1].id) == (200, 6)
    db.close()


async def test_f42_a_job_begun_while_others_are_taken_up_runs_once(
    db: Database, clock: FakeClock, bus: Bus
) -> None:
    for _ in range(25):  # the two meet at another moment each time
        steps = Steps()
        jobs = Jobs(db, clock, bus)
        jobs.register("count", steps)
        async with anyio.create_task_group() as group:
            group.start_soon(jobs.run)
            job = await jobs.wait(await jobs.start("count", "Count", {}))
            group.cancel_scope.cancel()
        assert job.state is JobState.DONE
        assert steps.done == [1, 2, 3]
    db.close()


async def test_a_job_speaks_english_whatever_language_it_was_begun_in(jobs: Jobs) -> None:
    async def body(_job: JobHandle) -> Plain:
        return {"spoken": language().code}

    with speaking(Language("de", "Deutsch")):
        job_id = await jobs.start("say", "Say it", {}, body)

    assert (await jobs.wait(job_id)).result == {"spoken": "en"}
