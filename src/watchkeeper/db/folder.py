"""The data folder belongs to one process at a time."""

from __future__ import annotations

import fcntl
import os
from io import FileIO
from pathlib import Path

from watchkeeper.errors import ReadOnlyError, StorageBusyError

OWNERS_ALONE = 0o700
"""The mode of a folder that we make; one that is there already stays as its owner wants it."""


class FolderLock:
    """Holds a data folder; the system releases it when the process ends, however it ends."""

    def __init__(self, file: FileIO) -> None:
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> FolderLock:
        """Make the folder if needed, for its owner alone, and lock it.

        Raises:
            StorageBusyError: another process holds it.
            ReadOnlyError: it cannot be made or written.
        """
        try:
            folder.mkdir(mode=OWNERS_ALONE, parents=True, exist_ok=True)
            file = FileIO(folder / "watchkeeper.lock", "a+")
        except OSError as error:
            raise ReadOnlyError(
                "The data folder %(folder)s cannot be written (%(reason)s). Give this user"
                " write permission, or name another folder with WATCHKEEPER_DATA.",
                folder=folder,
                reason=error.strerror,
            ) from error
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = (folder / "watchkeeper.lock").read_text().strip() or "unknown"
            file.close()
            raise StorageBusyError(
                "Another Watchkeeper (process %(holder)s) uses the data folder %(folder)s."
                " Stop it first, or name another folder with WATCHKEEPER_DATA.",
                holder=holder,
                folder=folder,
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        return cls(file)

    def release(self) -> None:
        """Give the folder back."""
        self._file.close()
