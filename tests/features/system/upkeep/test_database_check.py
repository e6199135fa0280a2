from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.db import upgrade
from watchkeeper.db.database import FILE, Database
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.upkeep.database_check import check_in_background
from watchkeeper.runtime.bus import Bus


async def checked(db: Database) -> Job | None:
    """The check as a job that has come to its end; None when there was none."""
    jobs = Jobs(db, FakeClock(), Bus())
    job_id = await check_in_background(db, jobs)
    if job_id is None:
        return None
    async with anyio.create_task_group() as group:
        group.start_soon(jobs.run)
        job = await jobs.wait(job_id)
        group.cancel_scope.cancel()
    return job


async def test_a_small_database_was_checked_at_start(tmp_path: Path) -> None:
    db = Database.open(tmp_path)
    assert await checked(db) is None
    db.close()


async def test_f43_a_large_database_is_checked_while_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database.open(tmp_path).close()
    monkeypatch.setattr(upgrade, "CHECKED_AT_ONCE", 1000)
    db = Database.open(tmp_path)
    job = await checked(db)
    assert job is not None
    assert job.state is JobState.DONE
    assert await checked(db) is None
    db.close()


async def test_f5_damage_in_a_large_database_shows_as_a_failed_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database.open(tmp_path).close()
    path = tmp_path / FILE
    content = path.read_bytes()
    path.write_bytes(content[:-8192] + b"\x5a" * 8192)
    monkeypatch.setattr(upgrade, "CHECKED_AT_ONCE", 1000)
    db = Database.open(tmp_path)
    job = await checked(db)
    assert job is not None
    assert job.state is JobState.FAILED
    assert "is damaged" in job.message
    assert "no backup" in job.message
    db.close()
