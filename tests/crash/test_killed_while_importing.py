"""F1 and F42 for imports: killed at random moments, an import ends as if nothing had happened."""

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

from tests.features.importers.tautulli_files import TautulliMaker
from watchkeeper.db.database import Database
from watchkeeper.db.tables import item, job, kept_row, play, stream, user

ROUNDS = int(os.environ.get("WATCHKEEPER_CRASH_ROUNDS", "6"))
PLAYS = 6000
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.crash


def test_f42_an_import_killed_again_and_again_ends_complete_and_without_doubles(
    tmp_path: Path,
) -> None:
    maker = TautulliMaker(tmp_path / "tautulli.db")
    maker.people()
    for row_id in range(1, PLAYS + 1):
        maker.play(row_id, rating_key=row_id % 500, stream={"bitrate": row_id % 700})
    maker.add("notifiers", id=1, agent_name="email")
    file = maker.write()
    _import(tmp_path / "undisturbed", file)
    moments = random.Random(5)
    for _ in range(ROUNDS):
        _import(tmp_path / "killed", file, killed_after=moments.uniform(0.0, 0.6))
    _import(tmp_path / "killed", file)
    assert _content(tmp_path / "killed") == _content(tmp_path / "undisturbed")


def _import(folder: Path, file: Path, *, killed_after: float | None = None) -> None:
    command = [sys.executable, "-m", "tests.crash.importer", str(folder), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as importer:
        assert importer.stdout is not None
        assert importer.stdout.readline() == b"open\n"
        if killed_after is None:
            assert importer.stdout.read() == b"done\n"
            return
        time.sleep(killed_after)
        os.kill(importer.pid, signal.SIGKILL)


def _content(folder: Path) -> list[Any]:
    db = Database.open(folder)
    try:
        return db.read_now(_counted)
    finally:
        db.close()


def _counted(conn: Connection) -> list[Any]:
    plays = select(play.c.id, play.c.reference_id, play.c.started, play.c.rating_key)
    listed = [tuple(row) for row in conn.execute(plays.order_by(play.c.id))]
    counts = [
        conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (item, stream, user, kept_row)
    ]
    open_jobs = select(func.count()).where(job.c.state != "done")
    return [listed, counts, conn.execute(open_jobs).scalar_one()]
