"""F1 for linking anew: killed at random moments, it ends as one change that can be taken back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from tests.crash.relinking import ITEMS, MOVED_BY, PLAYS, seed
from watchkeeper.db.database import Database
from watchkeeper.db.tables import audit, job, play
from watchkeeper.features.history.queries.edit import undo
from watchkeeper.features.system.audit.audit_entry import AuditNote

ROUNDS = int(os.environ.get("WATCHKEEPER_CRASH_ROUNDS", "6"))
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.crash


def test_f1_linking_that_is_killed_again_and_again_is_finished_as_one_change(
    tmp_path: Path,
) -> None:
    before = _opened(tmp_path, seed, then=_links)
    moments = random.Random(7)
    for _ in range(ROUNDS):
        _link(tmp_path, killed_after=moments.uniform(0.0, 0.5))
    _link(tmp_path)
    linked = _opened(tmp_path, then=_links)
    assert [key for _, key, _ in linked] == [MOVED_BY + 1 + row % ITEMS for row in range(PLAYS)]
    [entry] = _opened(tmp_path, then=_entries)
    assert _opened(tmp_path, then=_unfinished) == 0
    note = AuditNote(at=2, who="ada", action="play_change_undone", subject="")
    assert _opened(tmp_path, lambda conn: undo(conn, entry, note), then=_links) == before


def _link(folder: Path, *, killed_after: float | None = None) -> None:
    command = [sys.executable, "-m", "tests.crash.relinking", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        if killed_after is None:
            assert process.stdout.read() == b"done\n"
            return
        time.sleep(killed_after)
        os.kill(process.pid, signal.SIGKILL)


def _opened(folder: Path, *writes: Any, then: Any) -> Any:  # Any: functions of a connection
    db = Database.open(folder)
    try:
        for write in writes:
            db.write_now(write)
        return db.read_now(then)
    finally:
        db.close()


def _links(conn: Connection) -> list[tuple[Any, ...]]:  # Any: values of columns
    rows = select(play.c.id, play.c.rating_key, play.c.item_id).order_by(play.c.id)
    return [tuple(row) for row in conn.execute(rows)]


def _entries(conn: Connection) -> list[int]:
    return list(conn.execute(select(audit.c.id)).scalars())


def _unfinished(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).where(job.c.state != "done")).scalar_one())
