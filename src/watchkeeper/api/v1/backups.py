"""Backups of the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field
from starlette.responses import FileResponse, Response

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.shape import Instant, Shape, Text

SQLITE = "application/vnd.sqlite3"


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


class DeletedBackups(Shape):
    """Backups that are gone for good."""

    names: list[str] = Field(description="Names of their files.")
    total: int = Field(description="How many they were.")


class KeptBackups(Shape):
    """How many of the newest stay."""

    keep_newest: int = Field(ge=1, le=1000, description="How many of the newest stay.")


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


async def get_backup_file(asks: Asks, name: NamePath) -> Response:
    """Get a backup as a file: an SQLite database. Keys and tokens in it are sealed."""
    backup = await asks.app.backing_up.get(name)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(backup.path, media_type=SQLITE, filename=backup.path.name, headers=headers)


async def delete_backup(asks: Asks, name: NamePath) -> DeletedBackups:
    """Delete a backup for good."""
    return await _deleted(asks, [name])


async def delete_older_backups(asks: Asks, wanted: KeptBackups) -> DeletedBackups:
    """Delete all backups but the newest, for good."""
    older = await asks.app.backing_up.older_than_newest(wanted.keep_newest)
    return await _deleted(asks, [one.path.name for one in older])


async def make_backup(asks: Asks) -> Job:
    """Begin to make a backup."""
    return job_of(await asks.app.jobs.get(await asks.app.backing_up.make()))


async def check_backup(asks: Asks, name: NamePath) -> Job:
    """Begin to read a backup whole."""
    return job_of(await asks.app.jobs.get(await asks.app.backing_up.check(name)))


async def _deleted(asks: Caller, names: list[str]) -> DeletedBackups:
    asks.check_recent()
    gone = await asks.app.backing_up.delete(names, asks.principal.name) if names else []
    return DeletedBackups(names=gone, total=len(gone))
