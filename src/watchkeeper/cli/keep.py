"""`watchkeeper backup`: a verified copy of the database."""

from __future__ import annotations

from watchkeeper.db.backup import Backups
from watchkeeper.db.database import FILE
from watchkeeper.errors import StorageError
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
