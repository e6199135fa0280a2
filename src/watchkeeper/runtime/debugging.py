"""Recording debugging for a while: it switches itself off."""

from __future__ import annotations

import logging

import anyio
import structlog

from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.logs import log_from

log = structlog.get_logger(__name__)

MINUTE = 60
LOOK_SECONDS = 10.0


class Debugging:
    """Lowers the level of the log to debug until a moment.

    Keep it alive with `supervisor.keep("end debugging", debugging.run, pause_seconds=0)`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._usual = logging.INFO
        self.until: int | None = None  # UTC seconds; None: it is off

    def start(self, minutes: int = 15) -> int:
        """Record debugging from now; returns until when (UTC seconds)."""
        if self.until is None:
            self._usual = logging.getLogger().level
        self.until = instant(self._clock) + minutes * MINUTE
        log_from(logging.DEBUG)
        log.info("debugging is recorded", minutes=minutes)
        return self.until

    def stop(self) -> None:
        """Go back to the usual level; fine when it is off."""
        if self.until is not None:
            self.until = None
            log.info("debugging is no longer recorded")
            log_from(self._usual)

    async def run(self) -> None:
        """Stop when it is time, then wait for the next look."""
        self.look()
        await anyio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Stop when it is time."""
        if self.until is not None and instant(self._clock) >= self.until:
            self.stop()
