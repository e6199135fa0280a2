"""How the threads of the process share its one interpreter."""

from __future__ import annotations

import sys

TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let a thread that waits for the interpreter have it after half a millisecond.

    Python's usual 5 ms are for work that nobody waits for. A write asks for the interpreter some
    thirty times, once after each statement: beside a busy event loop it took 50 ms and more.
    """
    sys.setswitchinterval(TURN_SECONDS)
