"""SQLite connections as we want them, and its errors in our words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool, QueuePool

from watchkeeper.errors import CorruptError, ReadOnlyError, StorageError, WatchkeeperError

BUSY_MS = 10_000
WRITER_CACHE_KIB = 8_192
READER_CACHE_KIB = 256
"""For each of several readers; more made nothing quicker: the system keeps the file in memory."""
LOG_PAGES = 8_000  # 32 MB; pages that an import touches again and again are written back once
CORRUPT_WORDS = ("malformed", "not a database", "disk image")
READ_ONLY_WORDS = ("readonly", "read-only", "disk is full", "disk i/o error", "unable to open")


def sqlite_version() -> str:
    """Version of the SQLite library in use, e.g. 3.40.1."""
    return sqlite3.sqlite_version


def writer_engine(path: Path) -> Engine:
    """An engine with one connection that may write, in WAL mode."""
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=1, max_overflow=0)
    _on_connect(
        engine,
        (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"cache_size=-{WRITER_CACHE_KIB}",
            f"wal_autocheckpoint={LOG_PAGES}",
        ),
    )
    _begin_immediately(engine)
    return engine


def reader_engine(path: Path, size: int) -> Engine:
    """An engine with up to `size` connections that cannot write."""
    engine = create_engine(
        f"sqlite:///{path}", poolclass=QueuePool, pool_size=size, max_overflow=0, pool_use_lifo=True
    )
    _on_connect(engine, ("query_only=ON", f"cache_size=-{READER_CACHE_KIB}"))
    return engine


def upgrading_engine(path: Path) -> Engine:
    """An engine that keeps no connection open; a schema change is whole or not made at all."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    _on_connect(engine, ())
    _begin_immediately(engine)
    return engine


def still_uri(path: Path) -> str:
    """The address of a file in a folder that cannot be written: it is taken as it is.

    What is only in a write-ahead log beside it may not be seen then: the plays of the last
    seconds before the end of the program.
    """
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    address = f"{path.absolute().as_uri()}?mode=ro"
    return address if has_log and _can_read(address) else f"{address}&immutable=1"


def still_engine(path: Path, size: int) -> Engine:
    """An engine for a folder that cannot be written."""
    url = f"sqlite:///{still_uri(path)}&uri=true"
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=size, max_overflow=0, pool_use_lifo=True
    )
    _on_connect(engine, ("query_only=ON",))
    return engine


def write_back(conn: Connection) -> None:
    """Copy the log into the file as far as nobody reads it; nobody waits for that."""
    conn.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


def compact(engine: Engine) -> None:
    """Write the file of a writer's engine anew, and empty its log."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        raw.close()


def translated(error: DatabaseError) -> WatchkeeperError:
    """The driver's error as one of ours; the sentence says what the owner can do."""
    text = str(error.orig).lower()
    if any(word in text for word in CORRUPT_WORDS):
        return CorruptError(
            "The database is damaged (%(reason)s). Stop Watchkeeper and restore a backup.",
            reason=error.orig,
        )
    if any(word in text for word in READ_ONLY_WORDS):
        return ReadOnlyError(
            "Nothing can be written (%(reason)s). Free some disk space or make the data folder"
            " writable; reading goes on.",
            reason=error.orig,
        )
    return StorageError("The database did not do as asked (%(reason)s).", reason=error.orig)


def _can_read(address: str) -> bool:
    """Whether the file opens together with its log."""
    try:
        with closing(sqlite3.connect(address, uri=True)) as conn:
            conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _on_connect(engine: Engine, pragmas: tuple[str, ...]) -> None:
    def prepare_connection(connection: Any, _record: object) -> None:  # Any: the driver's own type
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare_connection)


def _begin_immediately(engine: Engine) -> None:
    """Take the write lock when a transaction begins, so that it cannot fail half-way for it."""

    def no_implicit_begin(connection: Any, _record: object) -> None:  # Any: the driver's own type
        connection.isolation_level = None

    def begin(connection: Any) -> None:  # Any: a SQLAlchemy connection in an untyped hook
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", no_implicit_begin)
    event.listen(engine, "begin", begin)
