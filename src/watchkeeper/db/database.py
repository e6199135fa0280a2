"""Reading and writing: sync functions over a connection, run in threads.

Nothing else in the program opens a connection. Reads run on a small pool of read-only
connections, writes are one transaction at a time on the one writer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from watchkeeper.db.backup import Backups
from watchkeeper.db.engines import (
    compact,
    reader_engine,
    still_engine,
    still_uri,
    translated,
    write_back,
    writer_engine,
)
from watchkeeper.db.folder import FolderLock
from watchkeeper.db.threads import Threads
from watchkeeper.db.turns import MOST_URGENT, Turns
from watchkeeper.db.upgrade import check, known_revisions, nobody, prepare, revision
from watchkeeper.errors import CorruptError, ReadOnlyError
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")

FILE = "watchkeeper.db"
READERS = 4
CONNECTIONS = READERS + MOST_URGENT


@dataclass(frozen=True, slots=True)
class Engines:
    """The connections of one database; without a writer it can only be read."""

    readers: Engine
    writer: Engine | None
    is_checked: bool


class Database:
    """The one door to the database. Open it with `Database.open`, close it with `close`."""

    def __init__(self, path: Path, engines: Engines, lock: FolderLock | None) -> None:
        self.path = path
        self.is_checked = engines.is_checked
        """Whether the whole file was read and found good; else call `check` when there is time."""
        self._readers = engines.readers
        self._writer = engines.writer
        self._lock = lock
        self._write_lock = threading.Lock()
        self._writing = anyio.Lock(fast_acquire=True)
        self._turns = Turns(READERS)
        self._threads = Threads(CONNECTIONS)

    @classmethod
    def open(cls, folder: Path, tell: Callable[[Sentence], None] = nobody) -> Database:
        """Open `folder`/watchkeeper.db, made or upgraded as needed, for this process alone.

        `tell` is called with each step of an upgrade.

        A database in a folder that cannot be written is opened for reading: `is_read_only`.

        Raises:
            StorageBusyError: another process has the folder.
            NewerSchemaError: a newer Watchkeeper wrote the database.
            CorruptError: it is damaged; it is left as it is. The message names the newest backup.
            ReadOnlyError: the folder cannot be written and holds no database of this version.
        """
        path = folder / FILE
        try:
            lock = FolderLock.take(folder)
        except ReadOnlyError:
            if not path.is_file() or revision(path, still_uri(path)) != known_revisions()[-1]:
                raise
            return cls(path, Engines(still_engine(path, CONNECTIONS), None, False), None)
        try:
            is_checked = _prepared(path, tell)
            engines = Engines(reader_engine(path, CONNECTIONS), writer_engine(path), is_checked)
            return cls(path, engines, lock)
        except BaseException:
            lock.release()
            raise

    @property
    def is_read_only(self) -> bool:
        """Whether it was opened for reading only, because its folder cannot be written."""
        return self._writer is None

    async def check(self) -> None:
        """Read the whole file and find it good; takes seconds for a large one.

        Raises:
            CorruptError: it is damaged; the message names the newest good backup.
        """
        await anyio.to_thread.run_sync(_checked, self.path)
        self.is_checked = True

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(conn, ...)` on a read-only connection in a thread and return what it returns."""
        async with self._turns.turn():
            return await self._threads.run(partial(self.read_now, fn, *args, **kwargs))

    async def read_first(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`read` at once, before all others: for what follows from a write."""
        async with self._turns.urgent_turn():
            return await self._threads.run_first(partial(self.read_now, fn, *args, **kwargs))

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(conn, ...)` as one transaction on the writer; all of it is kept, or nothing.

        Raises:
            ReadOnlyError: the disk is full or the folder read-only; nothing was changed.
        """
        async with self._writing, self._turns.urgent_turn():
            return await self._threads.run_first(partial(self.write_now, fn, *args, **kwargs))

    async def write_then(
        self,
        then: Callable[[Connection], S],
        fn: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[T, S]:
        """`write`, and `then(conn)` on a reader that sees it: what both return.

        One trip to the threads instead of two, for what must follow every change at once.
        """

        def both() -> tuple[T, S]:
            return self.write_now(fn, *args, **kwargs), self.read_now(then)

        async with self._writing, self._turns.urgent_turn():
            return await self._threads.run_first(both)

    async def calm(self) -> None:
        """Wait, though never for long, while something is written, and for those who came before.

        For whoever is about to keep the event loop busy: what is written needs it too.
        """
        await self._turns.calm()

    def ahead(self) -> AbstractContextManager[None]:
        """For whoever is about to write: others wait for `calm` meanwhile, but never long."""
        return self._turns.ahead()

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
        if self._writer is None:
            raise ReadOnlyError(
                "The data folder %(folder)s cannot be written: reading goes on, nothing"
                " is recorded. Give this user write permission, then start again.",
                folder=self.path.parent,
            )
        try:
            with self._write_lock, self._writer.begin() as conn:
                return fn(conn, *args, **kwargs)
        except DatabaseError as error:
            raise translated(error) from error

    async def write_back(self) -> None:
        """Bring what was written from the log into the file, while all others go on.

        Else a write does so when the log is long, and takes fifty milliseconds for once.
        """
        if self._writer is not None:
            await anyio.to_thread.run_sync(self.read_now, write_back)

    async def compact(self) -> None:
        """Write the whole file anew, so that nothing deleted stays in it or in its log.

        Writers wait meanwhile: seconds for a large file. It needs as much free disk space again.

        Raises:
            ReadOnlyError: the disk has no room, or the folder cannot be written.
        """
        async with self._writing:
            await self._threads.run(self._compact_now)

    def _compact_now(self) -> None:
        if self._writer is None:
            raise ReadOnlyError("The data folder cannot be written, so nothing can be compacted.")
        try:
            with self._write_lock:
                compact(self._writer)
        except DatabaseError as error:
            raise translated(error) from error

    def close(self) -> None:
        """Write everything out, close all connections, release the folder."""
        self._threads.end()
        self._readers.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock is not None:
            self._lock.release()


def _prepared(path: Path, tell: Callable[[Sentence], None]) -> bool:
    backups = Backups(path)
    try:
        return prepare(
            path, lambda: backups.make("before_upgrade", int(path.stat().st_mtime)), tell
        )
    except CorruptError as error:
        raise _with_way_out(error, backups) from error


def _checked(path: Path) -> None:
    try:
        check(path)
    except CorruptError as error:
        raise _with_way_out(error, Backups(path)) from error


def _with_way_out(error: CorruptError, backups: Backups) -> CorruptError:
    newest = backups.newest_good()
    if newest is None:
        return CorruptError(
            "%(reason)s There is no backup in %(folder)s.", reason=error, folder=backups.folder
        )
    made = datetime.fromtimestamp(newest.made_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return CorruptError(
        "%(reason)s The newest good backup is %(path)s of %(made)s with %(plays)s plays:"
        " move the damaged file away and restore that one.",
        reason=error,
        path=newest.path,
        made=made,
        plays=newest.plays,
    )
