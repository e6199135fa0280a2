"""F1: kill -9 at random moments during writes. More rounds: WATCHKEEPER_CRASH_ROUNDS=1000."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.database import Database
from watchkeeper.db.tables import item, play, player, record_state, stream
from watchkeeper.features.history.queries.follow import follow, record_mark

ROUNDS = int(os.environ.get("WATCHKEEPER_CRASH_ROUNDS", "20"))
WRITER = Path(__file__).with_name("writer.py")
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.crash


def test_f1_every_play_told_as_written_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    moments = random.Random(7)
    told = 0
    for _ in range(ROUNDS):
        told = max(told, _write_until_killed(tmp_path, moments.uniform(0.0, 0.25)))
        kept, highest = recount(tmp_path)
        assert highest >= told, "a play that was told as written is gone"
        assert kept == highest, "a play is missing in between, or doubled"


def _write_until_killed(folder: Path, seconds: float) -> int:
    """Kill the writer some time after its first play; the last play that it told of."""
    command = [sys.executable, str(WRITER), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        os.kill(writer.pid, signal.SIGKILL)
        lines = [first, *writer.stdout.read().splitlines(keepends=True)]
    return max(int(line) for line in lines if line.endswith(b"\n"))


def recount(folder: Path) -> tuple[int, int]:
    """Open a record that must be whole; how many plays it has, and the highest number of one."""
    db = Database.open(folder)
    try:
        db.read_now(_assert_whole)
        _assert_columns_follow(db, folder / "columns.cache")
        return db.read_now(_count)
    finally:
        db.close()


def _assert_columns_follow(db: Database, cache: Path) -> None:
    """The columns, from the cache file of the last round or anew, equal a recount."""
    mark = db.read_now(record_mark)
    columns = Columns(UTC)
    columns.load(cache, mark)
    db.read_now(follow, columns)
    assert sorted(columns.ids(HistoryFilter())) == db.read_now(_ids)
    columns.save(cache, mark)


def _ids(conn: Connection) -> list[int]:
    return list(conn.execute(select(play.c.id).order_by(play.c.id)).scalars())


def _count(conn: Connection) -> tuple[int, int]:
    count, highest = conn.execute(select(func.count(), func.max(play.c.id))).one()
    return count, highest


def _assert_whole(conn: Connection) -> None:
    """No play lacks a description, and none is newer than the record's revision."""
    revision = conn.execute(select(record_state.c.revision)).scalar_one()
    assert conn.execute(select(func.max(play.c.revision))).scalar_one() == revision
    for table, key in (
        (item, play.c.item_id),
        (player, play.c.player_id),
        (stream, play.c.stream_id),
    ):
        lost = select(func.count()).select_from(play).where(key.not_in(select(table.c.id)))
        assert conn.execute(lost).scalar_one() == 0
