"""Time that does not jump: a clock that is set must neither lengthen nor shorten a play."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from watchkeeper.features.monitoring.advancing.known import Heard, Known
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.runtime.clock import Clock, FixedClock

JUMP_SECONDS = 2.0
INSTANTS = (
    "paused_since",
    "missed_at",
    "gone_at",
    "buffer_told_at",
)


class SteadyTime:
    """UTC seconds that run with monotonic time; `jump` says when the wall clock was set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_fixed = isinstance(clock, FixedClock)
        self._offset = clock.now() - clock.monotonic()

    def now(self) -> float:
        """UTC seconds, as the wall clock had it when it was last believed."""
        return self._clock.now() if self._is_fixed else self._offset + self._clock.monotonic()

    def monotonic(self) -> float:
        """Seconds that only rise."""
        return self._clock.monotonic()

    def jump(self) -> float:
        """By how many seconds the wall clock was set since the last call; 0 when it was not.

        From then on `now` follows the new setting: shift what is remembered by as much.
        """
        jump = self._clock.now() - self.now()
        if abs(jump) <= JUMP_SECONDS:
            return 0.0
        self._offset += jump
        return jump


def shifted(known: Known, seconds: float) -> Known:
    """The same with every instant moved, so that what runs keeps its length."""
    covered_at = known.covered_at
    return replace(
        known,
        sessions={number: _shifted_session(one, seconds) for number, one in known.sessions.items()},
        hints={
            key: tuple(Heard(one.notice, one.at + seconds) for one in heard)
            for key, heard in known.hints.items()
        },
        tombstones={
            key: replace(one, at=one.at + seconds) for key, one in known.tombstones.items()
        },
        covered_at=None if covered_at is None else covered_at + seconds,
    )


def _shifted_session(session: LiveSession, seconds: float) -> LiveSession:
    ending = session.ending
    moved: dict[str, Any] = {  # Any: replace cannot see which fields are named
        name: None if (value := getattr(session, name)) is None else value + seconds
        for name in INSTANTS
    }
    return replace(
        session,
        started=session.started + seconds,
        position_at=session.position_at + seconds,
        seen_at=session.seen_at + seconds,
        looked_at=session.looked_at + seconds,
        heard_at=session.heard_at + seconds,
        ending=replace(ending, at=ending.at + seconds) if ending else None,
        **moved,
    )
