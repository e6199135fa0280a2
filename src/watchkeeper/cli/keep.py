"""`watchkeeper backup` and `restore`: verified copies of the database, there and back."""

from __future__ import annotations

from watchkeeper.db.backup import Backups
from watchkeeper.db.database import FILE
from watchkeeper.db.folder import FolderLock
from watchkeeper.errors import InputError, StorageError
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.settings import Settings


def make_backup(settings: Settings, clock: Clock) -> None:
    """Copy, open, check, count; prints where the copy is. Works beside a running Watchkeeper.

    Raises:
        StorageError: there is no database, or the copy is not good (it is not kept then).
    """
    database = settings.data / FILE
    if not database.is_file():
        raise StorageError(f"There is no database in {settings.data}.")
    made = Backups(database).make("by_hand", instant(clock))
    print(f"{made.path}: {made.plays:,} plays, opened and checked.")


def restore_backup(settings: Settings, clock: Clock, name: str) -> None:
    """Put a backup in the place of the database; Watchkeeper must not run meanwhile.

    Raises:
        InputError: there is no backup of that name.
        StorageError: Watchkeeper runs, the backup is damaged, or the folder cannot be written.
    """
    backups = Backups(settings.data / FILE)
    found = backups.named(name)
    if found is None:
        known = ", ".join(one.path.name for one in backups.all()) or "none"
        raise InputError(f"There is no backup called {name}. There are: {known}.", field="name")
    lock = FolderLock.take(settings.data)
    try:
        backups.restore(found, instant(clock))
    finally:
        lock.release()
    print(f"{found.path.name} is the database now: {found.plays:,} plays.")
