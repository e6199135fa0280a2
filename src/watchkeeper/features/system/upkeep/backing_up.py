"""Backups as jobs: by hand, and by themselves when one is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import anyio
import anyio.to_thread

from watchkeeper.db.backup import SCHEDULED, Backup, Backups
from watchkeeper.db.database import Database
from watchkeeper.errors import CorruptError, NotFoundError, StorageError
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.events import BackupFailed
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle, Jobs
from watchkeeper.features.system.queries import write_audit
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

HOUR, DAY = 3600, 86_400
LOOK_SECONDS = 300.0
MAKE, CHECK = "back_up", "check_backup"


@dataclass(frozen=True, slots=True)
class BackupRules:
    """How often backups are made by themselves, and how long those are kept."""

    every_hours: int  # 0: never
    keep_days: int


class BackingUp:
    """Makes, lists and checks the backups of the database.

    Keep it alive with `supervisor.keep("back up", backing_up.run, pause_seconds=0)`.
    """

    def __init__(
        self, db: Database, clock: Clock, jobs: Jobs, rules: Callable[[], BackupRules], bus: Bus
    ) -> None:
        self._db = db
        self._clock = clock
        self._jobs = jobs
        self._rules = rules
        self._bus = bus
        self._backups = Backups(db.path)
        jobs.register(MAKE, self._make)
        jobs.register(CHECK, self._check)

    async def all(self) -> list[Backup]:
        """Every backup that can be opened and counted, the newest first."""
        return await anyio.to_thread.run_sync(self._backups.all)

    async def get(self, name: str) -> Backup:
        """The backup of that file name.

        Raises:
            NotFoundError: there is none.
        """
        found = await anyio.to_thread.run_sync(self._backups.named, name)
        if found is None:
            raise NotFoundError("There is no such backup.", field="name")
        return found

    @property
    def folder(self) -> Path:
        """Where they are."""
        return self._backups.folder

    async def make(self, reason: str = "by_hand") -> int:
        """Begin to make one; returns the number of the job."""
        return await self._jobs.start(MAKE, "Back up the database", {"reason": reason})

    async def check(self, name: str) -> int:
        """Begin to read one whole; returns the number of the job.

        Raises:
            NotFoundError: there is none of that name.
        """
        backup = await self.get(name)
        return await self._jobs.start(CHECK, f"Check {backup.path.name}", {"name": name})

    async def delete(self, names: Sequence[str], who: str) -> list[str]:
        """Delete backups by their file names; the names of those that there were.

        It cannot be undone; the audit trail tells of it.

        Raises:
            NotFoundError: one of them is not there; nothing was deleted.
        """
        for name in names:
            await self.get(name)
        gone = await anyio.to_thread.run_sync(self._backups.delete, set(names))
        note = AuditNote(
            at=instant(self._clock),
            who=who,
            action="backups_deleted",
            subject="backups",
            before={"names": ", ".join(gone)},
        )
        await self._db.write(write_audit, note)
        return gone

    async def older_than_newest(self, count: int) -> list[Backup]:
        """All backups but the newest `count`."""
        return (await self.all())[count:]

    async def run(self) -> None:
        """Wait for the next look, then make one when it is due: a start has other work first."""
        await anyio.sleep(LOOK_SECONDS)
        if await self.is_due():
            await self.make(SCHEDULED)

    async def is_due(self) -> bool:
        """Whether the newest one made by itself is older than the owner wants.

        One that is being made, or failed a short while ago, counts as made.
        """
        every = self._rules().every_hours * HOUR
        if not every or self._db.is_read_only:
            return False
        now = instant(self._clock)
        tries = [job.created_at for job in await self._jobs.all() if job.kind == MAKE]
        if any(now - tried < HOUR for tried in tries):
            return False
        made = [one.made_at for one in await self.all() if one.reason == SCHEDULED]
        return not made or now - max(made) >= every

    async def _make(self, job: JobHandle) -> Plain:
        now = instant(self._clock)
        reason = str(job.inputs.get("reason", "by_hand"))

        def copy() -> Backup:
            if reason == SCHEDULED:
                return self._backups.make_scheduled(now, now - self._rules().keep_days * DAY)
            return self._backups.make(reason, now)

        try:
            made = await anyio.to_thread.run_sync(copy)
        except StorageError as error:
            self._bus.publish(BackupFailed(str(error), isinstance(error, CorruptError)))
            raise
        await job.progress(1, 1, f"{made.plays:,} plays, opened and checked")
        return {"name": made.path.name, "plays": made.plays, "bytes": made.size}

    async def _check(self, job: JobHandle) -> Plain:
        backup = await self.get(str(job.inputs["name"]))
        await anyio.to_thread.run_sync(self._backups.check, backup)
        await job.progress(1, 1, f"sound: {backup.plays:,} plays")
        return {"name": backup.path.name, "integrity": "ok"}
