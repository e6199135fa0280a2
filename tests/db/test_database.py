"""Reading and writing beside each other."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import anyio
import pytest
from sqlalchemy import Connection, text

from watchkeeper.db.database import READERS, Database

GENEROUS = 30


async def test_a_write_does_not_wait_for_reads_that_go_on(db: Database) -> None:
    may_end = threading.Event()

    def hold(_conn: Connection) -> None:
        may_end.wait(GENEROUS)

    async with anyio.create_task_group() as group:
        for _ in range(READERS + 2):
            group.start_soon(db.read, hold)
        await anyio.wait_all_tasks_blocked()
        assert await db.write(lambda _conn: may_end.is_set()) is False
        assert await db.read_first(lambda _conn: may_end.is_set()) is False
        may_end.set()


async def test_what_follows_a_write_sees_it(db: Database) -> None:
    def note(conn: Connection) -> str:
        conn.execute(text("INSERT INTO record_state (id, revision) VALUES (1, 7)"))
        return "noted"

    def look(conn: Connection) -> int:
        return int(conn.execute(text("SELECT revision FROM record_state")).scalar_one())

    assert await db.write_then(look, note) == ("noted", 7)


async def test_whoever_is_cancelled_while_writing_leaves_nothing_half_done(db: Database) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def note(conn: Connection) -> None:
        has_begun.set()
        may_end.wait(GENEROUS)
        conn.execute(text("INSERT INTO record_state (id, revision) VALUES (1, 7)"))

    async with anyio.create_task_group() as group:
        group.start_soon(db.write, note)
        await anyio.wait_all_tasks_blocked()
        has_begun.wait(GENEROUS)
        group.cancel_scope.cancel()
        may_end.set()
    revision = await db.read(
        lambda conn: conn.execute(text("SELECT revision FROM record_state")).scalar_one()
    )
    assert revision == 7


async def test_whoever_is_cancelled_already_does_not_write(db: Database) -> None:
    def note(_conn: Connection) -> None:
        pytest.fail("it was cancelled")

    with anyio.CancelScope() as scope:
        scope.cancel()
        await db.write(note)
    assert scope.cancelled_caught


async def test_what_was_written_back_stands_in_the_file_itself(db: Database) -> None:
    def note(conn: Connection) -> None:
        conn.execute(text("INSERT INTO record_state (id, revision) VALUES (1, 7)"))

    await db.write(note)
    await db.write_back()
    address = f"{db.path.absolute().as_uri()}?mode=ro&immutable=1"  # without the log beside it
    with closing(sqlite3.connect(address, uri=True)) as alone:
        assert alone.execute("SELECT revision FROM record_state").fetchall() == [(7,)]
