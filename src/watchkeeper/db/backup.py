"""Copies of the database that were opened, checked and counted before they count as backups.

A backup holds the database alone. The key file `secret.key` is not in it: keep a copy of that
elsewhere, or enter tokens and passwords anew after a restore on another machine.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from watchkeeper.db.upgrade import check, reading
from watchkeeper.errors import CorruptError, ReadOnlyError, StorageError
from watchkeeper.values import dataclass

KEEP = 5
SCHEDULED = "scheduled"
NAME = re.compile(r"watchkeeper-(\d{8}T\d{6})Z-([a-z_]+)\.db")
STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A good copy of the database."""

    path: Path
    reason: str  # by_hand, before_upgrade, before_import, scheduled
    made_at: int  # UTC seconds
    size: int  # bytes
    plays: int


class Backups:
    """Makes backups of one database and keeps the newest, and the fullest, of them."""

    def __init__(self, database: Path, keep: int = KEEP) -> None:
        self._database = database
        self._keep = keep
        self.folder = database.parent / "backups"

    def make(self, reason: str, now: int) -> Backup:
        """As `add`; then older backups go, but for those that were made by themselves.

        Raises:
            CorruptError: the database is damaged: nothing was kept and nothing was deleted.
            ReadOnlyError: the folder cannot be written, or the disk has no room.
        """
        made = self.add(reason, now)
        self.rotate()
        return made

    def add(self, reason: str, now: int) -> Backup:
        """Copy the database while it is in use; the copy is kept only when it is good.

        Raises:
            CorruptError: the database is damaged: nothing was kept and nothing was deleted.
            ReadOnlyError: the folder cannot be written, or the disk has no room.
        """
        stamp = datetime.fromtimestamp(now, UTC).strftime(STAMP)
        path = self.folder / f"watchkeeper-{stamp}Z-{reason}.db"
        unfinished = path.with_suffix(".unfinished")
        try:
            self._make_room()
            _copy(self._database, unfinished)
            check(unfinished)
            unfinished.replace(path)
        except OSError as error:
            raise ReadOnlyError(
                "No backup could be made (%(reason)s).", reason=error.strerror
            ) from error
        except sqlite3.DatabaseError as error:
            raise _failed(error) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return _looked_at(path)

    def make_scheduled(self, now: int, oldest: int) -> Backup:
        """As `add`; then those go that were made by themselves before `oldest` (UTC seconds).

        Raises:
            CorruptError: the database is damaged: nothing was kept and nothing was deleted.
            ReadOnlyError: the folder cannot be written, or the disk has no room.
        """
        made = self.add(SCHEDULED, now)
        self._delete([one for one in self.all() if _is_scheduled(one) and one.made_at < oldest])
        return made

    def delete(self, names: Collection[str]) -> list[str]:
        """Delete the backups of these file names, whatever else there is; those that there were."""
        found = [one for one in self.all() if one.path.name in names]
        for one in found:
            one.path.unlink(missing_ok=True)
        return [one.path.name for one in found]

    def rotate(self) -> None:
        """Delete all but the newest, and the one that holds most plays."""
        self._delete([one for one in self.all() if not _is_scheduled(one)][self._keep :])

    def named(self, name: str) -> Backup | None:
        """The backup of that file name; None when there is none, whatever the name is."""
        return next((one for one in self.all() if one.path.name == name), None)

    def check(self, backup: Backup) -> None:
        """Read a backup whole.

        Raises:
            CorruptError: it is damaged.
        """
        check(backup.path)

    def restore(self, backup: Backup, now: int) -> None:
        """Put a backup in the place of the database, which nobody may have open.

        The database as it is becomes a backup first; one that is damaged is put aside instead.

        Raises:
            CorruptError: the backup is damaged: nothing was changed.
            ReadOnlyError: the folder cannot be written, or the disk has no room.
        """
        check(backup.path)
        fresh = self._database.with_suffix(".restored")
        try:
            _copy(backup.path, fresh)
            self._put_aside(now)
            for end in ("-wal", "-shm"):
                self._database.with_name(f"{self._database.name}{end}").unlink(missing_ok=True)
            fresh.replace(self._database)
        except OSError as error:
            raise ReadOnlyError(
                "Nothing was restored (%(reason)s).", reason=error.strerror
            ) from error
        finally:
            fresh.unlink(missing_ok=True)

    def _put_aside(self, now: int) -> None:
        if not self._database.is_file():
            return
        try:
            self.add("before_restore", now)
        except CorruptError:
            self._database.rename(self._database.with_name(f"{self._database.name}.damaged-{now}"))

    def _delete(self, unneeded: list[Backup]) -> None:
        """Delete backups, but never the newest one, nor the one that holds most plays."""
        known = self.all()
        kept = {known[0].path, max(known, key=lambda one: one.plays).path} if known else set()
        for one in unneeded:
            if one.path not in kept:
                one.path.unlink(missing_ok=True)

    def all(self) -> list[Backup]:
        """Every backup that can be opened and counted, the newest first."""
        found = []
        for path in self.folder.glob("watchkeeper-*.db"):
            try:
                found.append(_looked_at(path))
            except (CorruptError, StorageError):
                continue
        return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)

    def newest_good(self) -> Backup | None:
        """The newest backup that passes a whole check."""
        for one in self.all():
            try:
                check(one.path)
            except CorruptError:
                continue
            return one
        return None

    def _make_room(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        needed = self._database.stat().st_size
        if shutil.disk_usage(self.folder).free < needed * 1.1:
            raise ReadOnlyError(
                "No backup could be made: it needs %(megabytes)s MB of free disk space.",
                megabytes=needed // 2**20 + 1,
            )


def _is_scheduled(backup: Backup) -> bool:
    return backup.reason == SCHEDULED


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(reading(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _looked_at(path: Path) -> Backup:
    named = NAME.fullmatch(path.name)
    if named is None:
        raise StorageError("%(path)s is not named as backups are.", path=path.name)
    try:
        with closing(reading(path)) as conn:
            plays = conn.execute("SELECT COUNT(*) FROM play").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _failed(error) from error
    made = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
    return Backup(path, named[2], int(made.timestamp()), path.stat().st_size, plays)


def _failed(error: sqlite3.DatabaseError) -> StorageError:
    text = str(error).lower()
    if "full" in text or "readonly" in text or "i/o" in text:
        return ReadOnlyError("No backup could be made (%(reason)s).", reason=error)
    return CorruptError(
        "No backup could be made: the database is damaged (%(reason)s).", reason=error
    )
