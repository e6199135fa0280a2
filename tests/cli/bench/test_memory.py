"""How much memory the running server takes (design.md 6), and what it leaves alone until asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from watchkeeper.cli.bench.filling import fill
from watchkeeper.cli.bench.options import Size
from watchkeeper.cli.bench.server import BenchServer
from watchkeeper.cli.bench.stock import Stock
from watchkeeper.runtime.clock import SystemClock, instant
from watchkeeper.settings import load

AIM = 120  # MB resident when ready, with fifty thousand plays
MARGIN = 10  # MB: other builds of Python and its libraries, and pages that happen to be in memory
MEGABYTES_PER_MIB = 1.048576

RARE = ("alembic", "apprise", "fastapi", "pydantic", "rich", "segno")
"""Libraries that are loaded when they are needed, if they ever are."""


@pytest.mark.perf
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel tells no sizes")
def test_fifty_thousand_plays_are_held_in_the_memory_that_is_aimed_at(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    stock = Stock(Size(plays=50_000, users=40, years=6, seed=1), instant(SystemClock()))
    anyio.run(fill, load({"WATCHKEEPER_DATA": str(data)}, data), stock, None)
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}
    with BenchServer(data, compiled):
        pass  # what has to be compiled is, and is not part of what follows

    with BenchServer(data, compiled) as server:
        resident = server.memory().resident * MEGABYTES_PER_MIB

    assert resident <= AIM + MARGIN


def test_libraries_that_are_rarely_needed_are_not_loaded_at_the_start() -> None:
    asked = "import sys, watchkeeper.cli, watchkeeper.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert not {name.partition(".")[0] for name in done.stdout.split()} & set(RARE)
