"""Erasing one person: step by step, so that a crash at any moment loses no step."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

import anyio.to_thread
import orjson
import structlog
from sqlalchemy import Connection

from watchkeeper.db.backup import Backups
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.privacy.parts import PrivacyParts
from watchkeeper.features.privacy.queries import erasing
from watchkeeper.features.privacy.queries.finding import personal_tables, traces_of
from watchkeeper.features.privacy.traces import Traces
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle
from watchkeeper.features.system.queries import write_audit
from watchkeeper.runtime.clock import instant
from watchkeeper.runtime.logs import drop_lines

log = structlog.get_logger(__name__)

KIND = "erase_person"
COMPACT = '{"step":"compact"}'


class Erasure:
    """The body of the job. Every step may be done twice: a later run begins at the first again.

    Tables are gone through twice: what a stream, an import or a Tautulli beside us was about to
    write when the account was marked as erased is written before the second time.

    What the person is recognised by is kept sealed in the job, and forgotten before the last step.
    """

    def __init__(self, parts: PrivacyParts) -> None:
        self._parts = parts

    async def run(self, job: JobHandle) -> Plain:
        """Do all steps; the result counts rows by table."""
        if job.start.get("step") == "compact":
            await self._compact(job)
            return {}
        order = orjson.loads(self._parts.sealer.open(job.inputs["sealed"]))
        accounts = tuple((server_id, user_id) for server_id, user_id in order["accounts"])
        traces = await self._traces(job, accounts)
        counts = await self._rows(job, traces)
        await self._files(job, traces)
        await anyio.to_thread.run_sync(
            delete_backups, Backups(self._parts.db.path), order["backups"]
        )
        await self._parts.db.write(self._close, job.id, order["who"], counts)
        await self._memory(accounts)
        await self._compact(job)
        await anyio.to_thread.run_sync(drop_lines, traces.are_in)  # the requests for this very job
        log.info("person erased", rows=sum(counts.values()))
        return {"rows": counts}

    async def _traces(self, job: JobHandle, accounts: tuple[tuple[int, int], ...]) -> Traces:
        """What to look for, as it was before anything was taken away."""
        parts = self._parts
        await parts.erased.add((ServerId(server), UserId(user)) for server, user in accounts)
        if "traces" in job.start:
            words, lone = orjson.loads(parts.sealer.open(job.start["traces"]))
            return Traces.of(accounts, lone, words)
        traces = await parts.db.read(traces_of, accounts)
        content = orjson.dumps([traces.words, traces.lone_numbers]).decode()
        await job.checkpoint({"traces": parts.sealer.seal(content)})
        return traces

    async def _rows(self, job: JobHandle, traces: Traces) -> dict[str, int]:
        db, counts = self._parts.db, dict[str, int]()
        for number in traces.lone_numbers:
            await self._parts.accounts.guests.forget(UserId(number))
        for table in (*personal_tables(), *personal_tables()):
            name = str(table.name)
            while done := await db.write(erasing.erase_part, table, traces):
                counts[name] = counts.get(name, 0) + done
                await job.progress(sum(counts.values()), None, "rows are deleted")
        for table in erasing.swept_tables():
            await job.progress(sum(counts.values()), None, "texts are searched")
            changed = await db.write(erasing.sweep, table, traces)
            if changed:
                counts[str(table.name)] = counts.get(table.name, 0) + changed
        await db.write(erasing.sweep_sealed, traces, self._parts.sealer)
        return counts

    async def _files(self, job: JobHandle, traces: Traces) -> None:
        await job.progress(0, None, "files and logs are searched")
        for path in self._parts.thrown_away:
            await anyio.to_thread.run_sync(remove, path)
        for forget in self._parts.forget.values():
            await forget()
        await anyio.to_thread.run_sync(drop_lines, traces.are_in)

    def _close(self, conn: Connection, job_id: int, who: str, counts: Mapping[str, int]) -> None:
        erasing.raise_revision(conn)
        note = AuditNote(
            at=instant(self._parts.clock),
            who=who,
            action="person_erased",
            subject="people",
            after={"rows": dict(counts)},
        )
        write_audit(conn, note)
        erasing.forget_inputs(conn, job_id, COMPACT)

    async def _memory(self, accounts: tuple[tuple[int, int], ...]) -> None:
        parts = self._parts
        for server_id in sorted({server_id for server_id, _ in accounts}):
            await parts.users.reload(ServerId(server_id))
        await parts.people.load()
        await parts.history.rebuild()

    async def _compact(self, job: JobHandle) -> None:
        await job.progress(0, None, "the database is written anew")
        await self._parts.db.compact()


def delete_backups(backups: Backups, names: Collection[str] | Literal["all"]) -> None:
    """Delete backups by their file names; "all": every one, readable or not."""
    for path in backups.folder.glob("watchkeeper-*"):
        if path.is_file() and (names == "all" or path.name in names):
            path.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Delete a file, or a folder with all that is in it; nothing happens when it is not there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
