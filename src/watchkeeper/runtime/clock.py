"""One clock for everything that asks for the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time: `now` the wall clock in UTC seconds, `monotonic` seconds that only rise."""

    def now(self) -> float:
        """Return UTC seconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start; never goes back."""
        ...


# Time in which the machine slept counts as passed, where the system can tell (Linux).
STEADY_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.clock_gettime(STEADY_CLOCK)


class FixedClock:
    """A wall clock that stands still (`serve --clock`); monotonic time runs on."""

    def __init__(self, instant: float) -> None:
        self._instant = instant

    def now(self) -> float:
        return self._instant

    def monotonic(self) -> float:
        return time.monotonic()


def instant(clock: Clock) -> int:
    """Whole UTC seconds now: the form in which rows keep instants."""
    return int(clock.now())


def as_datetime(seconds: float) -> datetime:
    """An aware UTC datetime of UTC seconds."""
    return datetime.fromtimestamp(seconds, UTC)
