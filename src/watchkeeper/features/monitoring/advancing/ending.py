"""When a stream ended that nobody announced: the best evidence there is.

Players stop at a moment between the last look that showed them and the first that did not; looks
are a few seconds apart, so the middle is right to within two seconds.
"""

from __future__ import annotations

from watchkeeper.features.monitoring.advancing.evidence import OUTAGE_SECONDS, REPORT_SECONDS
from watchkeeper.features.monitoring.live import LiveSession

TOLERANCE = 2.0
END_SECONDS = 15.0
"""Between the end of an item and the start of the next one by itself."""


def is_stale(session: LiveSession) -> bool:
    """Whether it is still listed but its position stands still: its player has vanished."""
    stood_still = session.seen_at - session.position_at
    return session.is_moving and session.has_moved and stood_still > REPORT_SECONDS


def last_alive(session: LiveSession) -> float:
    """The last moment for which there is evidence that it ran."""
    return session.position_at if is_stale(session) else session.seen_at


def gone_at(session: LiveSession, missed_at: float) -> float:
    """When a session ended that a look at `missed_at` does not show any more."""
    alive = last_alive(session)
    if is_stale(session) or not _was_watched_until(session, missed_at):
        return alive
    return not_after_its_end(session, (alive + missed_at) / 2)


def taken_over_at(session: LiveSession, successor: LiveSession) -> float:
    """When a session ended whose key or player now shows `successor`.

    After an outage only two things prove that it went on until then: its item was just over, or
    the server calls it the same session.
    """
    alive, until = last_alive(session), successor.started
    ending = max(alive, not_after_its_end(session, until))
    over_at = _over_at(session)
    was_just_over = over_at is not None and -TOLERANCE < until - over_at <= END_SECONDS
    if was_just_over or _was_watched_until(session, until):
        return ending
    session_id = session.observed.session_id
    return ending if session_id and session_id == successor.observed.session_id else alive


def _was_watched_until(session: LiveSession, at: float) -> bool:
    return session.is_confirmed and at - last_alive(session) <= OUTAGE_SECONDS


def not_after_its_end(session: LiveSession, at: float) -> float:
    """`at`, or the moment its item was over if that is earlier; never before it was last alive."""
    over_at = _over_at(session)
    return at if over_at is None else min(at, max(over_at, last_alive(session)))


def _over_at(session: LiveSession) -> float | None:
    """When its item is over if it plays on; None when it does not, or nobody can tell."""
    duration = session.observed.duration
    if not duration or session.observed.is_live or not session.is_moving or not session.has_moved:
        return None
    return session.position_at + (duration - session.observed.view_offset) / 1000
