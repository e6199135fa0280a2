"""F28, S23: killed at random moments, an erasure is taken up again until nothing is left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from tests.features.privacy.house import TRACES
from watchkeeper.db.database import Database
from watchkeeper.db.tables import job
from watchkeeper.features.privacy.erasure import KIND

ROUNDS = int(os.environ.get("WATCHKEEPER_CRASH_ROUNDS", "6"))
MOST_SECONDS = 300.0
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.crash


def test_s23_an_erasure_that_is_killed_again_and_again_leaves_nothing(tmp_path: Path) -> None:
    moments = random.Random(11)
    _erase(tmp_path, "die")
    assert _state(tmp_path) in {"waiting", "running"}
    assert _traces_in(tmp_path)
    for _ in range(ROUNDS):
        _erase(tmp_path, killed_after=moments.uniform(0.5, 3.0))
        assert _state(tmp_path) in {"waiting", "running", "done"}
    _erase(tmp_path)
    assert _state(tmp_path) == "done"
    assert _traces_in(tmp_path) == []


def _erase(folder: Path, *words: str, killed_after: float | None = None) -> None:
    """Run it to its end, its own or a given one."""
    command = [sys.executable, "-m", "tests.crash.erasing", str(folder), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert b"begun\n" in iter(process.stdout.readline, b"")
        if killed_after is None:
            assert process.wait(MOST_SECONDS) == (-signal.SIGKILL if words else 0)
            return
        time.sleep(killed_after)
        os.kill(process.pid, signal.SIGKILL)


def _state(folder: Path) -> str:
    db = Database.open(folder)
    try:
        return db.read_now(_of_the_erasure)
    finally:
        db.close()


def _of_the_erasure(conn: Connection) -> str:
    return str(conn.execute(select(job.c.state).where(job.c.kind == KIND)).scalar_one())


def _traces_in(folder: Path) -> list[str]:
    """Also in what is free in the files of the database: they are read as bytes."""
    return [
        f"{trace} in {path.name}"
        for path in folder.rglob("*")
        if path.is_file()
        for trace in TRACES
        if trace.casefold() in path.read_bytes().decode("latin-1").casefold()
    ]
