"""Waiting for what a real server takes a moment to see."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 90.0


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, with generous bounds."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)
