"""A job: work in the background that its owner can see, stop and trust over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from watchkeeper.values import dataclass

Plain = Mapping[str, Any]  # Any: JSON of a job's own making


class JobState(StrEnum):
    """Where a job is in its life."""

    WAITING = "waiting"
    RUNNING = "running"  # also after a crash, until the next start takes it up again
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"  # by its owner

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in {JobState.DONE, JobState.FAILED, JobState.STOPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands. Inputs, result and checkpoint hold no secrets."""

    id: int
    kind: str
    name: str
    state: JobState
    inputs: Plain
    progress: int = 0
    total: int | None = None  # None: not known
    message: str = ""
    result: Plain | None = None
    checkpoint: Plain = field(default_factory=dict)
    created_at: int  # UTC seconds
    started_at: int | None = None  # UTC seconds
    ended_at: int | None = None  # UTC seconds


@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job began, moved on or ended."""

    job: Job
