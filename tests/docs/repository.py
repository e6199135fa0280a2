"""The repository as a reader sees it: its tracked text files."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "watchkeeper"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every tracked file that is there; skips where there is no repository (a source archive)."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git working tree")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def text_of(path: Path) -> str | None:
    """The text of a file, None when it is no text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def python_files() -> tuple[Path, ...]:
    """The modules of the program."""
    return tuple(sorted(SOURCE.rglob("*.py")))
