"""F2: the power fails, and of what was not synced any part may be gone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.test_killed_while_writing import recount
from tests.crash.writer import add_server, play_of
from watchkeeper.db.database import FILE, Database
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.record import write_play

KEPT, PLAYS, ROUNDS = 20, 200, 12
SECTOR = 512  # bytes; disks write no less at once

pytestmark = pytest.mark.crash

Loss = Callable[[bytearray, int, random.Random], None]


def cut_off(content: bytearray, safe: int, chance: random.Random) -> None:
    """The end of the log never reached the disk."""
    del content[chance.randrange(safe, len(content)) :]


def holed(content: bytearray, safe: int, chance: random.Random) -> None:
    """Some sectors of the log never reached the disk, later ones did."""
    for _ in range(3):
        at = chance.randrange(safe // SECTOR + 1, len(content) // SECTOR) * SECTOR
        content[at : at + SECTOR] = bytes(SECTOR)


@pytest.mark.parametrize("lose", [cut_off, holed])
def test_f2_after_a_power_loss_the_record_opens_whole_up_to_some_play(
    tmp_path: Path, lose: Loss
) -> None:
    before = tmp_path / "before"
    safe = _written(before, tmp_path / "running")
    log = (before / f"{FILE}-wal").read_bytes()
    for round_ in range(ROUNDS):
        after = tmp_path / str(round_)
        after.mkdir()
        shutil.copy(before / FILE, after / FILE)
        content = bytearray(log)
        lose(content, safe, random.Random(round_))
        (after / f"{FILE}-wal").write_bytes(content)
        kept, highest = recount(after)
        assert KEPT <= kept == highest <= PLAYS


def _written(before: Path, running: Path) -> int:
    """The files of a running program as they are before the power fails.

    Returns how many bytes of the log were synced.
    """
    db = Database.open(running)
    try:
        db.write_now(add_server)
        safe = 0
        for number in range(1, PLAYS + 1):
            db.write_now(write_play, play_of(number), WatchedRule())
            if number == KEPT:
                safe = (running / f"{FILE}-wal").stat().st_size
        shutil.copytree(running, before, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    finally:
        db.close()
    return safe
