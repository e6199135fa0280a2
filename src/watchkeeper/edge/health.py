"""How the parts of the house are: for health checks, and for the pages that show problems."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Literal

import anyio.to_thread

from watchkeeper.db.database import Database
from watchkeeper.db.health import answers
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import StorageError
from watchkeeper.runtime.supervisor import LoopState
from watchkeeper.values import dataclass

LOW_DISK_BYTES = 500 * 1024 * 1024
FULL_DISK_BYTES = 20 * 1024 * 1024

Word = Literal["ok", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class Check:
    """How one part is: a word, a sentence when it is not well, and numbers."""

    status: Word
    message: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkup:
    """Whether Watchkeeper can serve, and how each of its parts is."""

    checks: Mapping[str, Check]

    @property
    def is_ready(self) -> bool:
        """Whether questions can be answered: nothing has failed."""
        return all(check.status != "failed" for check in self.checks.values())

    def as_json(self, *, in_full: bool) -> dict[str, object]:
        """The form of /health/ready: a word for each part, and in full what is behind it."""
        well = all(check.status == "ok" for check in self.checks.values())
        status = "ready" if well else "degraded" if self.is_ready else "not ready"
        checks = {
            name: _without_nothing(asdict(check)) if in_full else {"status": check.status}
            for name, check in self.checks.items()
        }
        return {"status": status, "ready": self.is_ready, "checks": checks}


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    db: Database
    data_folder: Path
    loops: Mapping[str, LoopState]
    plays: Callable[[], int]  # how many the columns hold
    servers: Callable[[], Awaitable[Mapping[ServerId, bool | None]]]  # watched ones: connected?


async def check_up(patient: Patient) -> Checkup:
    """Look at every part. Takes a few milliseconds."""
    return Checkup(
        {
            "database": await _database(patient.db),
            "disk": await anyio.to_thread.run_sync(disk_check, patient.data_folder),
            "columns": Check("ok", facts={"plays": patient.plays()}),
            "servers": _servers(await patient.servers()),
            "loops": _loops(patient.loops),
        }
    )


def disk_check(folder: Path) -> Check:
    """Whether the data folder can be written and has room."""
    try:
        room = os.statvfs(folder)
    except OSError as error:
        return Check("failed", f"The data folder cannot be read ({error.strerror}).")
    free = room.f_bavail * room.f_frsize
    facts = {"free_bytes": free}
    if room.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
        return Check("degraded", "The data folder is read-only: nothing is recorded.", facts)
    if free < FULL_DISK_BYTES:
        return Check("degraded", "The disk is full: nothing is recorded.", facts)
    if free < LOW_DISK_BYTES:
        return Check("degraded", "The disk is almost full.", facts)
    return Check("ok", facts=facts)


async def _database(db: Database) -> Check:
    try:
        await db.read(answers)
    except StorageError as error:
        return Check("failed", str(error))
    return Check("ok")


def _servers(connected: Mapping[ServerId, bool | None]) -> Check:
    facts = {str(server_id): is_connected for server_id, is_connected in connected.items()}
    down = sum(is_connected is False for is_connected in connected.values())
    if down:
        return Check("degraded", f"{down} of {len(connected)} media servers are down.", facts)
    return Check("ok", facts=facts)


def _loops(loops: Mapping[str, LoopState]) -> Check:
    failing = {
        loop.name: {"failures": loop.failures, "failing_since": loop.failing_since}
        for loop in loops.values()
        if loop.failures
    }
    facts = {"running": sum(loop.is_running for loop in loops.values()), "failing": failing}
    if failing:
        return Check("degraded", f"Failing again and again: {', '.join(sorted(failing))}.", facts)
    return Check("ok", facts=facts)


def _without_nothing(check: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in check.items() if value not in ("", {})}
