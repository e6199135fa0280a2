"""Rows of jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from watchkeeper.db.tables import job
from watchkeeper.features.system.jobs.job import Job, JobState, Plain

OVER = tuple(state.value for state in JobState if state.is_over)


def add_job(conn: Connection, kind: str, name: str, inputs: Plain, now: int) -> int:
    """A new job that waits; returns its id."""
    row = {
        "kind": kind,
        "name": name,
        "state": JobState.WAITING.value,
        "inputs": _json(inputs),
        "progress": 0,
        "message": "",
        "created_at": now,
    }
    added = insert(job).values(row).returning(job.c.id)
    return int(conn.execute(added).scalar_one())


def job_by_id(conn: Connection, job_id: int) -> Job | None:
    """One job."""
    row = conn.execute(select(job).where(job.c.id == job_id)).one_or_none()
    return None if row is None else _job(row)


def newest_jobs(conn: Connection, limit: int, offset: int) -> list[Job]:
    """Jobs, the newest first."""
    found = conn.execute(select(job).order_by(job.c.id.desc()).limit(limit).offset(offset))
    return [_job(row) for row in found]


def count_jobs(conn: Connection) -> int:
    """How many there are."""
    return int(conn.execute(select(func.count()).select_from(job)).scalar_one())


def unfinished_jobs(conn: Connection) -> list[Job]:
    """Jobs that wait or ran when the program ended, the oldest first."""
    found = conn.execute(select(job).where(job.c.state.not_in(OVER)).order_by(job.c.id))
    return [_job(row) for row in found]


def change_job(conn: Connection, job_id: int, values: dict[str, Any]) -> None:  # Any: any column
    """Change columns of a job; inputs, result and checkpoint are given as mappings."""
    packed = {
        name: _json(value) if isinstance(value, dict) else value for name, value in values.items()
    }
    conn.execute(update(job).where(job.c.id == job_id).values(packed))


def forget_old_jobs(conn: Connection, keep: int) -> None:
    """Delete jobs that are over, but for the newest `keep` of all."""
    newest: Sequence[int] = (
        conn.execute(select(job.c.id).order_by(job.c.id.desc()).limit(keep)).scalars().all()
    )
    if len(newest) == keep:
        conn.execute(delete(job).where(job.c.id < newest[-1], job.c.state.in_(OVER)))


def _job(row: Row[Any]) -> Job:  # Any: all columns of the table
    return Job(
        id=row.id,
        kind=row.kind,
        name=row.name,
        state=JobState(row.state),
        inputs=orjson.loads(row.inputs),
        progress=row.progress,
        total=row.total,
        message=row.message,
        result=orjson.loads(row.result) if row.result else None,
        checkpoint=orjson.loads(row.checkpoint) if row.checkpoint else {},
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _json(content: Plain) -> str:
    return orjson.dumps(content).decode()
