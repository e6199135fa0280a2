"""What every part of the house stands on."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.clock import FakeClock
from watchkeeper.main.ground import Ground
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings


def test_s23_copies_that_a_killed_program_left_are_gone_after_the_next_start(
    tmp_path: Path,
) -> None:
    left = tmp_path / "cache" / "copies" / "tmp1" / "tautulli.db"
    left.parent.mkdir(parents=True)
    left.write_text("names and secrets")
    ground = Ground.lay(Settings(data=tmp_path), FakeClock(), Redactor())
    try:
        assert not left.parent.parent.exists()
        assert ground.copies == left.parent.parent
    finally:
        ground.db.close()
