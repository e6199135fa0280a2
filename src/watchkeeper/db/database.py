"""Reading and writing: sync functions over a connection, run in threads.

Nothing else in the program opens a connection. Reads run on a small pool of read-only
connections, writes are one transaction at a time on the one writer.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from watchkeeper.db.engines import reader_engine, translated, writer_engine
from watchkeeper.db.folder import FolderLock
from watchkeeper.db.upgrade import prepare

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4


class Database:
    """The one door to the database. Open it with `Database.open`, close it with `close`."""

    def __init__(self, readers: Engine, writer: Engine, lock: FolderLock | None) -> None:
        self._readers = readers
        self._writer = writer
        self._lock = lock
        self._write_lock = threading.Lock()
        self._read_limit = CapacityLimiter(READERS)
        self._write_limit = CapacityLimiter(1)

    @classmethod
    def open(cls, folder: Path) -> Database:
        """Open `folder`/watchkeeper.db, made or upgraded as needed, for this process alone.

        Raises:
            StorageBusyError: another process has the folder.
            NewerSchemaError: a newer Watchkeeper wrote the database.
            CorruptError: it is damaged; it is left as it is.
            ReadOnlyError: the folder cannot be written.
        """
        lock = FolderLock.take(folder)
        try:
            path = folder / "watchkeeper.db"
            prepare(path)
            return cls(reader_engine(path, READERS), writer_engine(path), lock)
        except BaseException:
            lock.release()
            raise

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(conn, ...)` on a read-only connection in a thread and return what it returns."""
        call = functools.partial(self.read_now, fn, *args, **kwargs)
        return await anyio.to_thread.run_sync(call, limiter=self._read_limit)

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(conn, ...)` as one transaction on the writer; all of it is kept, or nothing.

        Raises:
            ReadOnlyError: the disk is full or the folder read-only; nothing was changed.
        """
        call = functools.partial(self.write_now, fn, *args, **kwargs)
        return await anyio.to_thread.run_sync(
            call, limiter=self._write_limit, abandon_on_cancel=False
        )

    def read_now(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`read` for code that already runs in a thread or without an event loop."""
        try:
            with self._readers.connect() as conn:
                return fn(conn, *args, **kwargs)
        except DatabaseError as error:
            raise translated(error) from error

    def write_now(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`write` for code that already runs in a thread or without an event loop."""
        try:
            with self._write_lock, self._writer.begin() as conn:
                return fn(conn, *args, **kwargs)
        except DatabaseError as error:
            raise translated(error) from error

    def close(self) -> None:
        """Write everything out, close all connections, release the folder."""
        self._readers.dispose()
        self._writer.dispose()
        if self._lock is not None:
            self._lock.release()
