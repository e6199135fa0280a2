"""Making one change in parts: each is a transaction, all are one entry of the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.features.history.service import History
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.values import dataclass

LARGE = 2000
"""More plays than this are changed by a job."""
PART = 1000
"""Plays of one transaction: well below the second for which a play to be recorded may wait."""

One = TypeVar("One")
Write = Callable[[Connection, AuditNote, int | None], int | None]
"""Makes one part, added to the entry of that number; answers the number of the entry."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of an order; with `job_id` it is still being done."""

    plays: int  # while it is being done as many as that at most
    audit_id: int | None = None
    job_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the plays of a change, and what changes them."""

    plays: int
    write: Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a job has left to do. `done` counts plays that an earlier run of it changed."""

    note: AuditNote
    parts: Sequence[Part]
    done: int = 0


class Parts:
    """Writes changes in parts; how far it is is kept in the transaction of each part."""

    def __init__(self, db: Database, history: History) -> None:
        self._db = db
        self._history = history

    async def make(self, job: JobHandle, change: Change) -> Plain:
        """Make the change; the result of its job."""
        audit_id: int | None = job.start.get("audit_id")
        done = change.done
        total = done + sum(part.plays for part in change.parts)
        await job.progress(done, total, "plays")
        for part in change.parts:
            done += part.plays
            audit_id = await self._db.write(_write, part, change.note, audit_id, (job, done))
            await self._history.changed()
            await job.progress(done, total, "plays")
        return {"plays": done, "audit_id": audit_id}


def sliced(numbers: Sequence[One]) -> Iterator[Sequence[One]]:
    """In pieces for one transaction each."""
    for start in range(0, len(numbers), PART):
        yield numbers[start : start + PART]


def subject_of(play_ids: Iterable[int]) -> str:
    """What the audit trail says a change of very many plays is about."""
    first = [number for number, _ in zip(play_ids, range(10), strict=False)]
    return "play:" + ",".join(map(str, first)) + "…"


def _write(
    conn: Connection,
    part: Part,
    note: AuditNote,
    onto: int | None,
    mark: tuple[JobHandle, int],
) -> int | None:
    audit_id = part.write(conn, note, onto)
    job, done = mark
    job.note(conn, {"audit_id": audit_id, "plays": done})
    return audit_id
