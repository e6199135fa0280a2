"""When to look again: soon enough to be exact, seldom enough to be no burden.

The request budget: one request answers for all streams. While something plays, or while the
websocket is not there to tell, it is asked every 4 seconds (a stop that nobody announced is then
known to within 2); otherwise every 30. Looks never take more than a twentieth of the time, so a
slow server is asked less often. Notices ask for a look within a third of a second, all those of
that time together, and no more than two looks a second come of them, nor a fifth of the time.
"""

from __future__ import annotations

from watchkeeper.values import dataclass

ACTIVE_SECONDS = 4.0
IDLE_SECONDS = 30.0
SETTLE_SECONDS = 1.0
NUDGE_SECONDS = 0.3
LEAST_SECONDS = 0.5
LONGEST_SECONDS = 60.0
SHARE = 20
NUDGED_SHARE = 5
LONGEST_BACK_OFF_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the next look's time depends on."""

    is_active: bool  # something is open
    is_socket_open: bool
    is_unsettled: bool  # something is about to begin or to end
    failures: int  # looks that failed in a row
    cost_seconds: float  # how long the last look took


def seconds_to_next_look(pace: Pace) -> float:
    """How long to wait after a look when nothing nudges.

    Examples:
        >>> quiet = Pace(is_active=False, is_socket_open=True, is_unsettled=False, failures=0,
        ...              cost_seconds=0.01)
        >>> seconds_to_next_look(quiet)
        30.0
    """
    if pace.failures:
        return min(LONGEST_BACK_OFF_SECONDS, 2.0 ** min(pace.failures - 1, 10))
    spared = min(LONGEST_SECONDS, pace.cost_seconds * SHARE)
    if pace.is_unsettled:
        return max(SETTLE_SECONDS, min(spared, pace.cost_seconds))
    is_busy = pace.is_active or not pace.is_socket_open
    return max(ACTIVE_SECONDS if is_busy else IDLE_SECONDS, spared)


def seconds_after_nudge(since_last_look: float, cost_seconds: float) -> float:
    """How long to gather more notices before looking.

    Args:
        since_last_look: Seconds since the last look was begun.
        cost_seconds: How long it took.

    Examples:
        >>> seconds_after_nudge(10.0, 0.01), seconds_after_nudge(0.125, 0.01)
        (0.3, 0.375)
    """
    least = max(LEAST_SECONDS, min(LONGEST_SECONDS, cost_seconds * NUDGED_SHARE))
    return max(NUDGE_SECONDS, least - since_last_look)
