"""A clock that tests move by hand."""

from __future__ import annotations


class FakeClock:
    """Stands still until it is moved; wall and monotonic time move together."""

    def __init__(self, now: float = 1_795_250_000.0) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self._now += seconds
