"""Backups of the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.shape import Instant, Shape, Text


class Backup(Shape):
    """A copy of the database that can be opened. Keys and tokens in it are sealed."""

    name: str = Field(description="Name of its file.")
    reason: str = Field(description="by_hand, scheduled, before_upgrade or before_import.")
    made_at: Instant = Field(description="When it was made, UTC seconds.")
    size: int = Field(description="Of the file, bytes.")
    plays: int = Field(description="Plays in it.")


class BackupList(Shape):
    """Backups, newest first."""

    backups: list[Backup] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


NamePath = Annotated[Text, Path(description="Name of the file of a backup.")]


async def list_backups(asks: Asks) -> BackupList:
    """List the backups."""
    found = [
        Backup(
            name=one.path.name,
            reason=one.reason,
            made_at=one.made_at,
            size=one.size,
            plays=one.plays,
        )
        for one in await asks.app.backing_up.all()
    ]
    return BackupList(backups=found, total=len(found))


async def make_backup(asks: Asks) -> Job:
    """Begin to make a backup."""
    return job_of(await asks.app.jobs.get(await asks.app.backing_up.make()))


async def check_backup(asks: Asks, name: NamePath) -> Job:
    """Begin to read a backup whole."""
    return job_of(await asks.app.jobs.get(await asks.app.backing_up.check(name)))
